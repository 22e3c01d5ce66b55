/** The React adapter: the functions that make the generated hooks. */

import {
  Component,
  createContext,
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
  createAction,
  keyOf,
  type Action,
  type CallOptions,
  type ContextSpec,
  type Failure,
  type FreshnessOptions,
  type FunctionSpec,
  type Kernel,
  type KernelOptions,
  type KindsOf,
  type OwnOf,
  type Source,
  type View,
} from "../index";

const KernelContext = /* @__PURE__ */ createContext<Kernel | undefined>(undefined);
/** The parameters of the providers above, by context. */
const ParamsContext = /* @__PURE__ */ createContext<{ readonly [context: string]: object }>({});

export interface ReadOptions extends FreshnessOptions {
  /** Shows the instance before, as `refreshing`, while another one loads. */
  readonly keepPrevious?: boolean;
}

/** The view of a suspending hook. Only `data` suspends: call all hooks before looking at it. */
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

/** The client to use where there is no provider of one. */
type Client<Drafts = unknown> = () => Kernel<Drafts>;

function useKernel<Drafts>(client: Client<Drafts>): Kernel<Drafts> {
  return (use(KernelContext) as Kernel<Drafts> | undefined) ?? client();
}

/** A hook that reads a whole context. */
export function contextHook<Params extends object, Data, Own, Kinds>(
  client: Client,
  spec: ContextSpec<Params, Data, Own, Kinds>,
): ReadHook<Partial<Params>, Data, Failure<Kinds[keyof Kinds]>> {
  return readHook(client, spec, (kernel, params) => kernel.$context(spec, params));
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
  return readHook(client, spec, (kernel, params) => kernel.$member(spec, member, params));
}

function readHook<Params extends object, Data, Kinds>(
  client: Client,
  spec: Pick<ContextSpec<Params, unknown>, "name" | "params">,
  open: (kernel: Kernel, params: Params) => Source<Data, Kinds>,
): ReadHook<object, Data, Failure<Kinds>> {
  function useSource(params?: object | null): Source<Data, Kinds> | null {
    const kernel = useKernel(client);
    const provided = use(ParamsContext)[spec.name];
    if (params === null) return null;
    if (!params && !provided && spec.params.length) {
      throw new Error(`${spec.name} needs parameters or a provider.`);
    }
    return open(kernel, { ...provided, ...params } as Params);
  }

  function useRead(params?: object | null, options?: ReadOptions): View<Data, Failure<Kinds>> {
    const view = useView(useSource(params), options);
    const previous = useRef(view);
    useEffect(() => {
      if (!view.pending) previous.current = view;
    });
    const kept = options?.keepPrevious && view.pending ? previous.current : view;
    return kept === view || kept.pending ? view : { ...kept, refreshing: true };
  }

  function useSuspense(
    params?: object,
    options?: FreshnessOptions,
  ): SuspenseView<Data, Failure<Kinds>> {
    const source = useSource(params)!;
    const view = useView(source, options);
    const { pending, error } = source.current;
    const arrival = pending && !error ? source.arrival : arrived;
    return new Proxy(view, {
      get(_view, field: keyof typeof view) {
        if (field === "data") {
          use(arrival);
          if (view.pending) throw view.error;
        }
        return view[field];
      },
    }) as SuspenseView<Data, Failure<Kinds>>;
  }

  useRead.suspense = useSuspense;
  return useRead;
}

/** A promise with the mark of React: `use` returns at once. */
const arrived = /* @__PURE__ */ Object.assign(/* @__PURE__ */ Promise.resolve(), {
  status: "fulfilled",
});

interface Reader<State> {
  readonly get: () => State;
  readonly subscribe: (listener: () => void) => () => void;
}

function useReader<State>({ get, subscribe }: Reader<State>): State {
  return useSyncExternalStore(subscribe, get, get);
}

/** Sources of one kernel with one key show the same, so one observer serves them all. */
function useView<Data, Kinds>(
  source: Source<Data, Kinds> | null,
  options?: FreshnessOptions,
): View<Data, Failure<Kinds>> {
  const { core, key } = source ?? {};
  return useReader(
    useMemo(() => source?.observe(options) ?? IDLE, [core, key, JSON.stringify(options)]),
  );
}

/** A hook that returns an action. */
export function functionHook<Args, Result, Kinds, Drafts>(
  client: Client<Drafts>,
  spec: FunctionSpec<Args, Result, Kinds>,
): (options?: CallOptions<Drafts, Args>) => Action<Args, Result, Kinds> {
  return function useFunction(options) {
    const kernel = useKernel(client);
    const store = useMemo(
      () =>
        createAction<Args, Result, Kinds, CallOptions<Drafts, Args>>((args, own) =>
          kernel.$call(spec, args, own),
        ),
      [kernel],
    );
    useLayoutEffect(() => store.commit(options));
    useEffect(store.rest);
    useReader(store.observer);
    return store.action;
  };
}

/** A component that gives the parameters of a context to the hooks below it. */
export function contextProvider<Params extends object, Data, Own, Kinds>(
  spec: ContextSpec<Params, Data, Own, Kinds>,
): (props: Params & { children?: ReactNode }) => ReactElement {
  return function ContextProvider({ children, ...params }) {
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

/** A component that gives another client to everything below it. */
export function clientProvider<Client extends Kernel>(create: (options: KernelOptions) => Client) {
  return function Mizan({
    children,
    client,
    ...options
  }: KernelOptions & { client?: Client; children?: ReactNode }) {
    const kernel = useMemo(() => client ?? create(options), [client]);
    return <KernelContext value={kernel}>{children}</KernelContext>;
  };
}

interface BoundaryProps {
  /** Renders an error in place of the children; `retry` reads again and shows the children. */
  readonly fallback: (error: unknown, retry: () => void) => ReactNode;
  readonly children?: ReactNode;
}

/** A component that catches the errors of the hooks below it. */
export function errorBoundary(client: Client) {
  return class MizanBoundary extends Component<BoundaryProps, { error?: unknown }> {
    static override contextType = KernelContext;
    override state: { error?: unknown } = {};

    static getDerivedStateFromError(error: unknown) {
      return { error };
    }

    override render() {
      const { error } = this.state;
      const retry = () => {
        ((this.context as Kernel | undefined) ?? client()).$retry();
        this.setState({ error: undefined });
      };
      return error === undefined ? this.props.children : this.props.fallback(error, retry);
    }
  };
}
