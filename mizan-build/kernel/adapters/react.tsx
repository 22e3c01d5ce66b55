/** React on top of the kernel: what the generated hooks are made of. */

import {
  createContext,
  use,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from "react";
import type {
  Action,
  CallOptions,
  ContextSpec,
  Failure,
  FunctionSpec,
  Kernel,
  KernelOptions,
  KindsOf,
  OwnOf,
  Source,
  View,
} from "./index";

const KernelContext = /* @__PURE__ */ createContext<Kernel | undefined>(undefined);
/** The parameters that providers above have given, by context. */
const ParamsContext = /* @__PURE__ */ createContext<{ readonly [context: string]: object }>({});

export interface ReadOptions {
  /** While another instance loads, go on showing the one before, as `refreshing`. */
  readonly keepPrevious?: boolean;
}

/** What a suspending hook answers; `data` suspends when it is looked at, so ask first, look later. */
export interface SuspenseView<Data, Error> {
  readonly data: Data;
  readonly refreshing: boolean;
  readonly error: Error | undefined;
}

/** Reads; `null` in place of the parameters reads nothing. */
export interface ReadHook<Params, Data, Error> {
  (params?: Params | null, options?: ReadOptions): View<Data, Error>;
  /** Suspends while there are no data, and throws where there will be none. */
  suspense(params?: Params): SuspenseView<Data, Error>;
}

type Client<Drafts = unknown> = () => Kernel<Drafts>;
type Open<Params, Data, Kinds> = (kernel: Kernel, params: Params) => Source<Data, Kinds>;

/** A hook that reads a whole context. */
export function contextHook<Params extends object, Data, Own, Kinds>(
  client: Client,
  spec: ContextSpec<Params, Data, Own, Kinds>,
): ReadHook<Partial<Params>, Data, Failure<Kinds[keyof Kinds]>> {
  return readHook(client, spec.name, (kernel, params: Params) => kernel.context(spec, params));
}

/** A hook that reads one member of a context, and renders again only for that one. */
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
  return readHook(client, spec.name, (kernel, params: Params) =>
    kernel.member(spec, member, params),
  );
}

function readHook<Params extends object, Data, Kinds>(
  client: Client,
  context: string,
  open: Open<Params, Data, Kinds>,
): ReadHook<object, Data, Failure<Kinds>> {
  function useSource(params: object | null | undefined): Source<Data, Kinds> | null {
    const kernel = useKernel(client);
    const provided = useContext(ParamsContext)[context];
    return params === null ? null : open(kernel, { ...provided, ...params } as Params);
  }

  function useRead(params?: object | null, options?: ReadOptions): View<Data, Failure<Kinds>> {
    const view = useView(useSource(params));
    const previous = useRef(view);
    useEffect(() => {
      if (!view.pending) previous.current = view;
    });
    if (!options?.keepPrevious || !view.pending || previous.current.pending) return view;
    return { ...previous.current, refreshing: true };
  }

  function useSuspense(params?: object): SuspenseView<Data, Failure<Kinds>> {
    const source = useSource(params)!;
    const view = useView(source);
    const { pending, error } = source.current;
    const arrival = pending && !error ? source.arrival : undefined;
    return {
      get data() {
        if (arrival) use(arrival);
        if (view.pending) throw view.error;
        return view.data;
      },
      get refreshing() {
        return view.refreshing;
      },
      get error() {
        return view.error;
      },
    };
  }

  return Object.assign(useRead, { suspense: useSuspense });
}

const NOTHING: View<never, never> = {
  pending: true,
  refreshing: false,
  data: undefined,
  error: undefined,
};
const nobody = { get: () => NOTHING, subscribe: () => () => {} };

function useView<Data, Kinds>(source: Source<Data, Kinds> | null): View<Data, Failure<Kinds>> {
  const { get, subscribe } = useMemo(
    () => source?.observe() ?? nobody,
    // Sources of one kernel and one key are the same to everybody.
    [source?.core, source?.key],
  );
  return useSyncExternalStore(subscribe, get, get);
}

function useKernel<Drafts>(client: Client<Drafts>): Kernel<Drafts> {
  return (useContext(KernelContext) as Kernel<Drafts> | undefined) ?? client();
}

/** A hook that answers with a function and its state. */
export function functionHook<Args, Result, Kinds, Drafts>(
  client: Client<Drafts>,
  spec: FunctionSpec<Args, Result, Kinds>,
) {
  return function useFunction(
    options: CallOptions<Drafts, Args> = {},
  ): Action<Args, Result, Kinds> {
    const kernel = useKernel(client);
    const latest = useRef(options);
    useEffect(() => {
      latest.current = options;
    });
    const { action, observer } = useMemo(() => kernel.action(spec, () => latest.current), [kernel]);
    useSyncExternalStore(observer.subscribe, observer.get, observer.get);
    return action;
  };
}

/** A component that gives a context's parameters to the hooks below it. */
export function contextProvider<Params extends object, Data, Own, Kinds>(
  spec: ContextSpec<Params, Data, Own, Kinds>,
) {
  return function ContextProvider({ children, ...params }: Params & { children?: ReactNode }) {
    const outer = useContext(ParamsContext);
    const key = JSON.stringify(spec.params(params as unknown as Params));
    const value = useMemo(() => ({ ...outer, [spec.name]: params }), [outer, key]);
    return <ParamsContext value={value}>{children}</ParamsContext>;
  };
}

/** The hook that hands out the client itself. */
export function clientHook<Client extends Kernel>(client: () => Client): () => Client {
  return () => (useContext(KernelContext) as Client | undefined) ?? client();
}

/** A component that gives another client to everything below it. */
export function clientProvider<Client extends Kernel>(create: (options: KernelOptions) => Client) {
  return function Mizan({
    children,
    client,
    ...options
  }: KernelOptions & { client?: Client; children?: ReactNode }) {
    const [kernel] = useState(() => client ?? create(options));
    return <KernelContext value={client ?? kernel}>{children}</KernelContext>;
  };
}
