/** The function that makes the hooks of members whose rows can be edited. */

import {
  openEditable,
  type ContextSpec,
  type EditSpec,
  type EditableView,
  type Failure,
  type FreshnessOptions,
  type Kernel,
  type KindsOf,
  type OwnOf,
} from "../index";
import type { Client } from "./context";
import { useOpened, useSuspended, useView, type SuspenseView } from "./hooks";

/** A hook that reads a member whose rows can be edited; with `null` it reads nothing. */
export type EditableHook<Params, Data, Error> = ((
  params?: Params | null,
  options?: FreshnessOptions,
) => EditableView<Data, Error>) & {
  /** Suspends while there are no data, and throws the error of a read that failed. */
  suspense: (params?: Params, options?: FreshnessOptions) => SuspenseEditable<Data, Error>;
};

/** The view of a suspending hook. */
export type SuspenseEditable<Data, Error> = SuspenseView<Data, Error> &
  Pick<EditableView<Data, Error>, "edit" | "saving" | "conflict" | "saveError">;

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

const IDLE_READER = { get: () => IDLE, subscribe: () => () => {} };

/** The hooks of a member whose rows can be edited. */
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
  type Edited = EditableView<Data[Member], Failure<KindsOf<Kinds, Member>>>;
  const open = (kernel: Kernel, params: Params & OwnOf<Own, Member>) =>
    openEditable(kernel, spec, member, edits, params);
  const { container } = spec.members[member];
  function useEditable(params?: object | null, options?: FreshnessOptions): Edited {
    return useView<Edited>(
      useOpened(client, spec, open as never, params),
      IDLE_READER as never,
      options,
    );
  }
  useEditable.suspense = function useSuspense(params?: object, options?: FreshnessOptions) {
    const opened = useOpened(client, spec, open as never, params)! as never;
    return useSuspended<Edited>(opened, container && (container === "list" ? [] : {}), options);
  };
  return useEditable as never;
}
