/** The functions that make the generated hooks, and the providers of parameters. */

import {
  use,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
  type ReactElement,
  type ReactNode,
} from "react";
import {
  IDLE,
  arrivalOf,
  call,
  createAction,
  keyOf,
  paramsOf,
  withPrevious,
  type Action,
  type ActionStore,
  type Arriving,
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
import { CatchContext, ParamsContext, useKernel, type Client } from "./context";

export interface ReadOptions extends FreshnessOptions {
  /** Shows the instance before, as `refreshing`, while another one loads. */
  readonly keepPrevious?: boolean;
}

/**
 * The view of a suspending hook. Lists and objects suspend where an element or a field of theirs is
 * looked at, so that all that is asked for before is read meanwhile. Look while rendering: an effect
 * that is the first to look finds nothing. The data of other members, such as a text, suspend at once:
 * ask for them last.
 */
export interface SuspenseView<Data, Error> {
  readonly data: Data;
  readonly refreshing: boolean;
  readonly error: Error | undefined;
}

/**
 * A hook that reads; with `null` in place of the parameters it reads nothing. The types are those of
 * functions, not call signatures, so that an editor goes from a use to the generated hook.
 */
export type ReadHook<Params, Data, Error> = ((
  params?: Params | null,
  options?: ReadOptions,
) => View<Data, Error>) & {
  /** Suspends while there are no data, and throws the error of a read that failed. */
  suspense: (params?: Params, options?: FreshnessOptions) => SuspenseView<Data, Error>;
};

/** A hook that reads a whole context. */
export function contextHook<Params extends object, Data, Own, Kinds>(
  client: Client,
  spec: ContextSpec<Params, Data, Own, Kinds>,
): ReadHook<Partial<Params>, Data, Failure<Kinds[keyof Kinds]>> & OfContext<Params> {
  const hook = readHook(client, spec, (kernel, params) => kernel.$context(spec, params), {});
  return Object.assign(hook, { $spec: spec });
}

/** A hook that reads one member of a context, and renders only when that one changes. */
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
  const { container } = spec.members[member];
  return readHook(
    client,
    spec,
    (kernel, params) => kernel.$member(spec, member, params),
    container && (container === "list" ? [] : {}),
  );
}

/** Opens what a hook reads, by its parameters over those of a provider; nothing for `null`. */
export function useOpened<Params extends object, Opened>(
  client: Client,
  spec: Pick<ContextSpec<Params, unknown>, "name" | "params">,
  open: (kernel: Kernel, params: Params) => Opened,
  params?: object | null,
): Opened | null {
  "use no memo";
  const kernel = useKernel(client);
  const all = paramsOf<Params>(spec, use(ParamsContext)[spec.name], params);
  return all && open(kernel, all);
}

function readHook<Params extends object, Data, Kinds>(
  client: Client,
  spec: Pick<ContextSpec<Params, unknown>, "name" | "params">,
  open: (kernel: Kernel, params: Params) => Source<Data, Kinds>,
  container?: object,
): ReadHook<object, Data, Failure<Kinds>> {
  function useRead(params?: object | null, options?: ReadOptions): View<Data, Failure<Kinds>> {
    "use no memo";
    const view = useView(useOpened(client, spec, open, params), IDLE, options);
    const previous = useRef(view);
    useEffect(() => {
      if (!view.pending) previous.current = view;
    });
    return options?.keepPrevious ? withPrevious(view, previous.current) : view;
  }

  function useSuspense(
    params?: object,
    options?: FreshnessOptions,
  ): SuspenseView<Data, Failure<Kinds>> {
    "use no memo";
    const source = useOpened(client, spec, open, params)!;
    return useSuspended(source, container, options) as SuspenseView<Data, Failure<Kinds>>;
  }

  useRead.suspense = useSuspense;
  return useRead;
}

/** The view of a source, whose data suspend until they are there. */
export function useSuspended<State extends View<unknown>>(
  source: Arriving & Readable<State> & { readonly current: State },
  container: object | undefined,
  options?: FreshnessOptions,
): State {
  "use no memo";
  const catching = use(CatchContext);
  const arrival = arrivalOf(source);
  const view = useView<State>(source, IDLE as never, options);
  const isThere = !view.pending || arrival?.isSettled;
  const read = () => {
    if (!isThere || arrival?.isSettled) use(arrival!);
    const { data, error } = view.pending ? source.current : view;
    if (data === undefined) {
      catching?.(error);
      throw error;
    }
    return data;
  };
  return new Proxy(view, {
    get: (_view, field) =>
      field !== "data"
        ? view[field as keyof State]
        : isThere || !container
          ? read()
          : later(read, container),
  });
}

/** A list or an object that is read when somebody looks at a part of it. */
function later<Data>(read: () => Data, container: object): Data {
  type Trap = (target: object, ...rest: unknown[]) => unknown;
  const get = (_handler: object, trap: keyof typeof Reflect) => {
    const look = Reflect[trap] as Trap;
    return (_target: object, ...rest: unknown[]) => look(read() as object, ...rest);
  };
  return new Proxy(container, new Proxy({}, { get })) as Data;
}

interface Reader<State> {
  readonly get: () => State;
  readonly subscribe: (listener: () => void) => () => void;
}

function useReader<State>({ get, subscribe }: Reader<State>): State {
  "use no memo";
  return useSyncExternalStore(subscribe, get, get);
}

/** What a hook reads, such as a source. */
interface Readable<State> {
  readonly core: unknown;
  readonly key: string;
  readonly observe: (options?: FreshnessOptions) => Reader<State>;
}

/** Sources of one kernel with one key show the same, so one observer serves them all. */
export function useView<State>(
  source: Readable<State> | null,
  idle: Reader<State>,
  options?: FreshnessOptions,
): State {
  "use no memo";
  const { core, key } = source ?? {};
  return useReader(
    useMemo(() => source?.observe(options) ?? idle, [core, key, JSON.stringify(options)]),
  );
}

/** A hook that returns an action. */
export function functionHook<Args, Result, Kinds, Drafts>(
  client: Client<Drafts>,
  spec: FunctionSpec<Args, Result, Kinds>,
): (options?: CallOptions<Drafts, Args>) => Action<Args, Result, Kinds> {
  return function useFunction(options) {
    "use no memo";
    const kernel = useKernel(client);
    const create = () =>
      createAction<Args, Result, Kinds, CallOptions<Drafts, Args>>((args, own) =>
        call(kernel, spec, args, own),
      );
    return useAction(kernel, create, options);
  };
}

/** The action of a store that belongs to a kernel. */
export function useAction<Args, Result, Kinds, Options, More>(
  kernel: Kernel,
  create: () => ActionStore<Args, Result, Kinds, Options, More>,
  options?: Options,
): Action<Args, Result, Kinds> & More {
  "use no memo";
  const store = useMemo(create, [kernel]);
  useLayoutEffect(() => store.commit(options));
  useEffect(store.rest);
  useReader(store.observer);
  return store.action;
}

/** A component that gives the parameters of a context to the hooks below it. */
export function contextProvider<Params extends object, Data, Own, Kinds>(
  spec: ContextSpec<Params, Data, Own, Kinds>,
): (props: Params & { children?: ReactNode }) => ReactElement {
  return function ContextProvider({ children, ...params }) {
    "use no memo";
    const outer = use(ParamsContext);
    const key = keyOf({ context: spec, params: spec.params(params as object as Params) });
    const value = useMemo(() => ({ ...outer, [spec.name]: params }), [outer, key]);
    return <ParamsContext value={value}>{children}</ParamsContext>;
  };
}

/** The hook that returns the client. */
export function clientHook<Client extends Kernel>(client: () => Client): () => Client {
  return () => useKernel(client) as Client;
}
