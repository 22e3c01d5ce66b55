/** The functions that make the generated functions of components. */

import {
  IDLE,
  call,
  createAction,
  paramsOf,
  withPrevious,
  type Action,
  type ActionStore,
  type CallOptions,
  type AnyContext,
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
import { useKernel, useProvided, valueOf, type Client, type Given } from "./context";
import { fieldsOf, onEnd, useReader, type Reader } from "./reader.svelte";

export interface ReadOptions extends FreshnessOptions {
  /** Shows the instance before, as `refreshing`, while another one loads. */
  readonly keepPrevious?: boolean;
}

/** What is shown of a read that was awaited. */
export type AwaitedView<Data, Error> = Omit<View<Data, Error>, "data"> & { readonly data: Data };

/**
 * A function that reads while its component or its root lives; with `null` in place of the parameters it
 * reads nothing. The types are those of functions, not call signatures, so that an editor goes from a use
 * to the generated function.
 */
export type ReadHook<Params, Data, Error> = ((
  params?: Given<Params | null | undefined>,
  options?: Given<ReadOptions | undefined>,
) => View<Data, Error>) & {
  /** Resolves when there are data, for `await` in a component; rejects with the error of a read that failed. */
  async: (
    params?: Given<Params | undefined>,
    options?: Given<FreshnessOptions | undefined>,
  ) => Promise<AwaitedView<Data, Error>>;
};

/** A function that reads a whole context. */
export function contextHook<Params extends object, Data, Own, Kinds>(
  client: Client,
  spec: ContextSpec<Params, Data, Own, Kinds>,
): ReadHook<Partial<Params>, Data, Failure<Kinds[keyof Kinds]>> & OfContext<Params> {
  const open = (kernel: Kernel, params: Params) => kernel.$context(spec, params);
  return openHook(client, spec, open, IDLE as never) as never;
}

/** A function that reads one member of a context. */
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

/** What a function of a component reads, such as a source. */
interface Readable<State> {
  readonly key: string;
  readonly read: (options: { signal: AbortSignal }) => Promise<unknown>;
  readonly observe: (options?: FreshnessOptions) => Reader<State>;
}

type Options = Given<ReadOptions | undefined>;

/** A function that shows what `open` opens, by its parameters over those from above; `idle` for none. */
export function openHook<Params extends object, State extends View<unknown>>(
  client: Client,
  spec: AnyContext,
  open: (kernel: Kernel, params: Params) => Readable<State>,
  idle: Reader<State>,
) {
  function use(params?: Given<object | null | undefined>, options?: Options) {
    const kernel = useKernel(client);
    const provided = useProvided(spec);
    const source = () => {
      const all = paramsOf<Params>(spec, provided(), valueOf(params));
      return all && open(kernel, all);
    };
    const view = useReader(() => {
      const now = source();
      const given = valueOf(options);
      return {
        key: now?.key + JSON.stringify(given),
        observe: () => now?.observe(given) ?? idle,
      };
    });
    let last: State | undefined;
    const shown = () =>
      valueOf(options)?.keepPrevious ? (last = withPrevious(view(), last)) : view();
    return { source, view: fieldsOf(shown, idle.get()) };
  }
  const hook = (...given: Parameters<typeof use>) => use(...given).view;
  return Object.assign(hook, {
    $spec: spec,
    async async(params?: Given<object | undefined>, options?: Options) {
      const own = () => ({ keepPrevious: true, ...valueOf(options) });
      const { source, view } = use(params, own);
      const leaving = new AbortController();
      onEnd(() => leaving.abort());
      await source()!.read(leaving);
      return view;
    },
  });
}

/** A function that returns an action. */
export function functionHook<Args, Result, Kinds, Drafts>(
  client: Client<Drafts>,
  spec: FunctionSpec<Args, Result, Kinds>,
): (options?: Given<CallOptions<Drafts, Args> | undefined>) => Action<Args, Result, Kinds> {
  return (options) => {
    const kernel = useKernel(client);
    return useAction(
      createAction<Args, Result, Kinds>((args, own) =>
        call(kernel, spec, args, { ...valueOf(options), ...own }),
      ),
    );
  };
}

/** The action of a store, whose state is reactive. */
export function useAction<Args, Result, Kinds, Options, More>({
  action,
  observer,
}: ActionStore<Args, Result, Kinds, Options, More>): Action<Args, Result, Kinds> & More {
  const state = useReader(() => ({ key: "", observe: () => observer }));
  const fields = fieldsOf(() => (void state(), action), observer.get());
  return new Proxy(action, {
    get: (target, name) => (name in fields ? fields : target)[name as never],
  });
}
