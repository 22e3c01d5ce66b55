/** The functions that make the generated composables. */

import {
  computed,
  onScopeDispose,
  // Since Vue 3.5, which is what the composables need: an older version has no such name.
  onWatcherCleanup,
  shallowRef,
  toValue,
  triggerRef,
  watch,
  type ComputedRef,
  type MaybeRefOrGetter,
  type Ref,
} from "vue";
import {
  IDLE,
  call,
  createAction,
  paramsOf,
  withPrevious,
  type Action,
  type ActionState,
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
  type View,
} from "../index";
import { plain, useKernel, useProvided, type Client, type Given } from "./context";

export interface ReadOptions extends FreshnessOptions {
  /** Shows the instance before, as `refreshing`, while another one loads. */
  readonly keepPrevious?: boolean;
}

/** A view, as an object of refs. */
export type Refs<State> = {
  readonly [Field in keyof State]: State[Field] extends (...args: never) => unknown
    ? State[Field]
    : Readonly<Ref<State[Field]>>;
};

/** What a composable returns that reads. */
export type ReadRefs<Data, Error> = Refs<{
  readonly data: Data | undefined;
  /** There are no data yet. */
  readonly pending: boolean;
  /** There are data, and a read in the background. */
  readonly refreshing: boolean;
  readonly error: Error | undefined;
  /** Why the read that is under way has failed so far. */
  readonly retrying: View<Data>["retrying"];
}>;

/** The same, with data. */
export type WithData<Data, All> = Omit<All, "data"> & { readonly data: Readonly<Ref<Data>> };

/**
 * A composable that reads while its scope lives; with `null` in place of the parameters it reads
 * nothing. The types are those of functions, not call signatures, so that an editor goes from a use to the
 * generated composable.
 */
export type ReadHook<Params, Data, Error> = ((
  params?: Given<Params> | MaybeRefOrGetter<Params | null | undefined>,
  options?: MaybeRefOrGetter<ReadOptions | undefined>,
) => ReadRefs<Data, Error>) & {
  /** Resolves when there are data, for `await` in `setup`; rejects with the error of a read that failed. */
  async: (
    params?: Given<Params>,
    options?: MaybeRefOrGetter<FreshnessOptions | undefined>,
  ) => Promise<WithData<Data, ReadRefs<Data, Error>>>;
};

/** A composable that reads a whole context. */
export function contextHook<Params extends object, Data, Own, Kinds>(
  client: Client,
  spec: ContextSpec<Params, Data, Own, Kinds>,
): ReadHook<Partial<Params>, Data, Failure<Kinds[keyof Kinds]>> & OfContext<Params> {
  const open = (kernel: Kernel, params: Params) => kernel.$context(spec, params);
  return openHook(client, spec, open, IDLE as never) as never;
}

/** A composable that reads one member of a context. */
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
  const open = (kernel: Kernel, params: Params) => kernel.$member(spec, member, params);
  return openHook(client, spec, open, IDLE as never) as never;
}

/** What a composable reads, such as a source. */
interface Readable<State> {
  readonly key: string;
  readonly read: (options: { signal: AbortSignal }) => Promise<unknown>;
  readonly observe: (options?: FreshnessOptions) => Reader<State>;
}

interface Reader<State> {
  readonly get: () => State;
  readonly subscribe: (listener: () => void) => () => void;
}

type Options = MaybeRefOrGetter<ReadOptions | undefined>;

/** A composable of what `open` opens, by its parameters over those of a provider; `idle` for none. */
export function openHook<Params extends object, State extends View<unknown>>(
  client: Client,
  spec: Pick<ContextSpec<Params, unknown>, "name" | "params">,
  open: (kernel: Kernel, params: Params) => Readable<State>,
  idle: Reader<State>,
) {
  function use(params?: MaybeRefOrGetter<object | null | undefined>, options?: Options) {
    const kernel = useKernel(client);
    const provided = useProvided(spec.name);
    const source = () => {
      const all = paramsOf<Params>(spec, provided(), plain(toValue(params)));
      return all && open(kernel, all);
    };
    const observed = computed<Observed<State>>((old) => {
      const now = source();
      const given = toValue(options);
      const key = now?.key + JSON.stringify(given);
      return old?.[0] === key ? old : [key, now?.observe(given) ?? idle];
    });
    const view = useReader(() => observed.value[1]);
    const shown = computed<State>((before) =>
      toValue(options)?.keepPrevious ? withPrevious(view.value, before) : view.value,
    );
    return { source, refs: refsOf(shown, idle.get()) };
  }
  const hook = (...given: Parameters<typeof use>) => use(...given).refs;
  return Object.assign(hook, {
    $spec: spec,
    async async(params?: Given<object>, options?: Options) {
      const own = () => ({ keepPrevious: true, ...toValue(options) });
      const { source, refs } = use(params, own);
      const leaving = new AbortController();
      onScopeDispose(() => leaving.abort());
      try {
        await source()!.read(leaving);
      } catch (error) {
        // A component that has left hears nothing of it.
        if (leaving.signal.aborted) await new Promise(() => {});
        throw error;
      }
      return refs;
    },
  });
}

/** The reader of a source with options, behind what tells it from others. */
type Observed<State> = readonly [key: string, reader: Reader<State>];

/** What a reader shows, which is subscribed while the scope lives; on a server it is only looked at. */
export function useReader<State>(find: () => Reader<State>): ComputedRef<State> {
  const changes = shallowRef();
  const change = () => triggerRef(changes);
  // Without parameters and a provider this throws, which a watcher would only log.
  find();
  if (typeof document !== "undefined") {
    const follow = ({ subscribe }: Reader<State>) => {
      onWatcherCleanup(subscribe(change));
      change();
    };
    watch(find, follow, { immediate: true });
  }
  return computed(() => {
    void changes.value;
    return find().get();
  });
}

/** The fields of a view, each as a ref; functions stay functions. */
export function refsOf<State extends object>(view: Ref<State>, like: State): Refs<State> {
  const refs = Object.entries(like).map(([name, value]) => {
    const get = () => view.value[name as keyof State];
    if (typeof value !== "function") return [name, computed(get)];
    return [name, (...args: never) => (get() as (...args: never) => unknown)(...args)];
  });
  return Object.fromEntries(refs) as Refs<State>;
}

/**
 * A function with the state of its calls, which is reactive. It returns no whole promise: Vue would
 * report the error of one that a template's handler returns, although `error` shows it.
 */
export type ReactiveAction<Args, Result, Kinds, More = {}> = ((
  ...args: {} extends Args ? [args?: Args] : [args: Args]
) => PromiseLike<Result>) &
  ActionState<Kinds> &
  Pick<Action<Args, Result, Kinds>, "abort" | "reset"> &
  More;

/** A composable that returns an action. */
export function functionHook<Args, Result, Kinds, Drafts>(
  client: Client<Drafts>,
  spec: FunctionSpec<Args, Result, Kinds>,
): (
  options?: MaybeRefOrGetter<CallOptions<Drafts, Args> | undefined>,
) => ReactiveAction<Args, Result, Kinds> {
  return (options) => {
    const kernel = useKernel(client);
    return useAction(
      createAction<Args, Result, Kinds>((args, own) =>
        call(kernel, spec, args, { ...toValue(options), ...own }),
      ),
    );
  };
}

/** The action of a store, whose state is reactive. */
export function useAction<Args, Result, Kinds, Options, More>({
  action,
  observer,
}: ActionStore<Args, Result, Kinds, Options, More>): ReactiveAction<Args, Result, Kinds, More> {
  const state = useReader(() => observer);
  type Fields = { readonly [name: PropertyKey]: unknown };
  type Target = ((...args: unknown[]) => Promise<Result>) & Fields;
  return new Proxy(action as unknown as Target, {
    get: (target, name) => (void state.value, target[name]),
    apply(target, _self, args: unknown[]) {
      const answer = target(...args);
      return { then: answer.then.bind(answer) };
    },
  }) as never;
}
