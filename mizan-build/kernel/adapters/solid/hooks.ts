/** The functions that make the generated primitives. */

import { createMemo, createResource, onCleanup, type Accessor } from "solid-js";
import {
  IDLE,
  call,
  createAction,
  paramsOf,
  withPrevious,
  type Action,
  type ActionStore,
  type CallOptions,
  type ContextSpec,
  type Failure,
  type FreshnessOptions,
  type FunctionSpec,
  type Kernel,
  type KindsOf,
  type OfContext,
  type OwnOf,
  type Source,
  type View,
} from "../index";
import { useKernel, useProvided, type Client } from "./context";
import { createView, type Shown } from "./view";

export interface ReadOptions extends FreshnessOptions {
  /** Shows the instance before, as `refreshing`, while another one loads. */
  readonly keepPrevious?: boolean;
}

/** The view of a suspending primitive: without data its `data` suspend, and throw the error of the read. */
export type Suspending<Data, All> = Omit<All, "data" | "pending"> & {
  /** `undefined` only while they are waited for, as all that suspends in Solid. */
  readonly data: Data | undefined;
};

/** The view of a suspending primitive that reads. */
export type SuspenseView<Data, Error> = Suspending<
  Data,
  {
    readonly refreshing: boolean;
    readonly error: Error | undefined;
    readonly retrying: View<Data>["retrying"];
  }
>;

/**
 * A primitive that reads while its owner lives; with `null` in place of the parameters it reads nothing.
 * The types are those of functions, not call signatures, so that an editor goes from a use to the
 * generated primitive.
 */
export type ReadHook<Params, Data, Error> = ((
  params?: Accessor<Params | null | undefined>,
  options?: Accessor<ReadOptions | undefined>,
) => View<Data, Error>) & {
  /** Suspends where the data are looked at, while there are none, and throws the error of a read that failed. */
  suspense: (
    params?: Accessor<Params | null | undefined>,
    options?: Accessor<ReadOptions | undefined>,
  ) => SuspenseView<Data, Error>;
};

/** A primitive that reads a whole context. */
export function contextHook<Params extends object, Data, Own, Kinds>(
  client: Client,
  spec: ContextSpec<Params, Data, Own, Kinds>,
): ReadHook<Partial<Params>, Data, Failure<Kinds[keyof Kinds]>> & OfContext<Params> {
  return readHook(client, spec, (kernel, params) => kernel.$context(spec, params)) as never;
}

/** A primitive that reads one member of a context. */
export function memberHook<
  Params extends object,
  Data,
  Own,
  Kinds,
  Member extends keyof Data & string,
>(
  client: Client,
  spec: ContextSpec<Params, Data, Own, Kinds>,
  member: Member,
): ReadHook<Partial<Params & OwnOf<Own, Member>>, Data[Member], Failure<KindsOf<Kinds, Member>>> {
  return readHook(client, spec, (kernel, params) => kernel.$member(spec, member, params));
}

function readHook<Params extends object, Data, Kinds>(
  client: Client,
  spec: Pick<ContextSpec<Params, unknown>, "name" | "params">,
  open: (kernel: Kernel, params: Params) => Source<Data, Kinds>,
): ReadHook<object, Data, Failure<Kinds>> {
  const idle = { current: IDLE.get(), listen: IDLE.subscribe };
  return openHook(client, spec, open as never, idle) as never;
}

type Given = Accessor<object | null | undefined>;

/** What is shown where nothing is read. */
interface Idle<State> {
  readonly current: State;
  readonly listen: (listener: () => void, options?: FreshnessOptions) => () => void;
}

/** What a primitive reads, such as a source. */
interface Readable<State> extends Idle<State> {
  readonly key: string;
  readonly read: (options: { readonly signal: AbortSignal }) => Promise<unknown>;
}

/** What is shown of a source with options, and what tells it from others. */
interface Opened<State> extends Shown<State> {
  readonly key: string;
  readonly source: Readable<State> | null;
}

/** A primitive of what `open` opens, by its parameters over those of a provider; `idle` for none. */
export function openHook<Params extends object, State extends View<unknown>>(
  client: Client,
  spec: Pick<ContextSpec<Params, unknown>, "name" | "params">,
  open: (kernel: Kernel, params: Params) => Readable<State>,
  idle: Idle<State>,
) {
  function use(params?: Given, options?: Accessor<ReadOptions | undefined>) {
    const kernel = useKernel(client);
    const provided = useProvided(spec.name);
    // The value to begin with is shown where the parameters throw, below the boundary that catches it.
    const none = { key: "", source: null, get: () => idle.current, listen: idle.listen };
    const opened = createMemo<Opened<State>>((before) => {
      const all = paramsOf<Params>(spec, provided(), params?.());
      const source = all && open(kernel, all);
      const given = options?.();
      const key = source?.key + JSON.stringify(given);
      if (before.key === key) return before;
      const from = source ?? idle;
      const isKeeping = source && given?.keepPrevious;
      return {
        key,
        source,
        get(last) {
          const { current } = from;
          return isKeeping ? withPrevious(current, last) : current;
        },
        listen: (listener) => from.listen(listener, given),
      };
    }, none);
    return { opened, view: createView(opened) };
  }

  function suspense(params?: Given, options?: Accessor<ReadOptions | undefined>) {
    const { opened, view } = use(params, () => ({ ...options?.(), keepPrevious: true }));
    const [arrival] = createResource(() => [opened().source, view.pending] as const, arrive);
    return new Proxy(view, {
      get: (target, name) => (name === "data" && arrival(), target[name as never]),
    });
  }

  return Object.assign((...given: Parameters<typeof use>) => use(...given).view, {
    $spec: spec,
    suspense,
  });
}

/** Waits for data; it ends with its owner, or when something else is waited for. */
function arrive([source]: readonly [Readable<View<unknown>> | null, boolean]):
  true | Promise<true> {
  if (!source?.current.pending) return true;
  const leaving = new AbortController();
  onCleanup(() => leaving.abort());
  return source.read(leaving).then(() => true);
}

/** A primitive that returns an action, whose state is reactive. */
export function functionHook<Args, Result, Kinds, Drafts>(
  client: Client<Drafts>,
  spec: FunctionSpec<Args, Result, Kinds>,
): (options?: CallOptions<Drafts, Args>) => Action<Args, Result, Kinds> {
  return (options) => {
    const kernel = useKernel(client);
    return useAction(
      createAction<Args, Result, Kinds>((args, own) =>
        call(kernel, spec, args, { ...options, ...own }),
      ),
    );
  };
}

/** The action of a store, whose state is reactive. */
export function useAction<Args, Result, Kinds, Options, More>({
  action,
  observer,
}: ActionStore<Args, Result, Kinds, Options, More>): Action<Args, Result, Kinds> & More {
  // An action tells only of the fields that somebody has read from it.
  for (const name in observer.get()) void action[name as "pending"];
  const state = createView<object>(() => ({ get: observer.get, listen: observer.subscribe }));
  return new Proxy(action, {
    get: (target, name) => state[name as never] ?? target[name as never],
  });
}
