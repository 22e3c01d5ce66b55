/** The function that makes the functions of members whose rows can be edited. */

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
import { openHook, type AwaitedView } from "./hooks";

/** A function that reads a member whose rows can be edited; with `null` it reads nothing. */
export type EditableHook<Params, Data, Error> = ((
  params?: Given<Params | null | undefined>,
  options?: Given<FreshnessOptions | undefined>,
) => EditableView<Data, Error>) & {
  /** Resolves when there are data, for `await` in a component; rejects with the error of a read that failed. */
  async: (
    params?: Given<Params | undefined>,
    options?: Given<FreshnessOptions | undefined>,
  ) => Promise<
    AwaitedView<Data, Error> &
      Pick<EditableView<Data, Error>, "saving" | "conflict" | "saveError" | "edit">
  >;
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

/** The functions of a member whose rows can be edited. */
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
