/** The function that makes the primitives of members whose rows can be edited. */

import type { Accessor } from "solid-js";
import {
  IDLE as NOTHING,
  openEditable,
  type ContextSpec,
  type EditSpec,
  type EditableView,
  type Failure,
  type FreshnessOptions,
  type KindsOf,
  type OwnOf,
} from "../index";
import type { Client } from "./context";
import { openHook, type Suspending } from "./hooks";

/** A primitive that reads a member whose rows can be edited; with `null` it reads nothing. */
export type EditableHook<Params, Data, Error> = ((
  params?: Accessor<Params | null | undefined>,
  options?: Accessor<FreshnessOptions | undefined>,
) => EditableView<Data, Error>) & {
  /** Suspends where the data are looked at, while there are none, and throws the error of a read that failed. */
  suspense: (
    params?: Accessor<Params | null | undefined>,
    options?: Accessor<FreshnessOptions | undefined>,
  ) => Suspending<Data, EditableView<Data, Error>>;
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

/** The primitives of a member whose rows can be edited. */
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
    { current: IDLE, listen: NOTHING.subscribe },
  ) as never;
}
