/** The function that makes the composables of members whose rows can be edited. */

import type { MaybeRefOrGetter } from "vue";
import {
  openEditable,
  type ContextSpec,
  type EditSpec,
  type EditableView,
  type Failure,
  type FreshnessOptions,
  type KindsOf,
  type OwnOf,
} from "../index";
import type { Client, Given } from "./context";
import { openHook, type ReadRefs, type Refs, type WithData } from "./hooks";

/** A member whose rows can be edited, as an object of refs. */
export type EditableRefs<Data, Error> = ReadRefs<Data, Error> &
  Refs<Pick<EditableView<Data, Error>, "saving" | "conflict" | "saveError" | "edit">>;

/** A composable that reads a member whose rows can be edited; with `null` it reads nothing. */
export type EditableHook<Params, Data, Error> = ((
  params?: Given<Params> | MaybeRefOrGetter<Params | null | undefined>,
  options?: MaybeRefOrGetter<FreshnessOptions | undefined>,
) => EditableRefs<Data, Error>) & {
  /** Resolves when there are data, for `await` in `setup`; rejects with the error of a read that failed. */
  async: (
    params?: Given<Params>,
    options?: MaybeRefOrGetter<FreshnessOptions | undefined>,
  ) => Promise<WithData<Data, EditableRefs<Data, Error>>>;
};

const IDLE: EditableView<never, never> = {
  pending: true,
  refreshing: false,
  data: undefined,
  error: undefined,
  retrying: undefined,
  saving: false,
  conflict: undefined,
  saveError: undefined,
  edit: () => Promise.reject(new Error("There is nothing to edit without parameters.")),
};

/** The composables of a member whose rows can be edited. */
export function editableHook<
  Params extends object,
  Data,
  Own,
  Kinds,
  Member extends keyof Data & string,
>(
  client: Client,
  spec: ContextSpec<Params, Data, Own, Kinds>,
  member: Member,
  edits: EditSpec,
): EditableHook<
  Partial<Params & OwnOf<Own, Member>>,
  Data[Member],
  Failure<KindsOf<Kinds, Member>>
> {
  return openHook<Params, EditableView<never, never>>(
    client,
    spec,
    (kernel, params) => openEditable(kernel, spec, member, edits, params as never) as never,
    { get: () => IDLE, subscribe: () => () => {} },
  ) as never;
}
