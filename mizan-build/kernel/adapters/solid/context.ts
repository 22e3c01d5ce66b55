/** What is provided to the primitives below: the client, and the parameters of contexts. */

import {
  batch,
  createComponent,
  createContext,
  splitProps,
  useContext,
  type Accessor,
  type JSX,
} from "solid-js";
import type { ContextSpec, Kernel, KernelOptions } from "../index";

const KernelContext = /* @__PURE__ */ createContext<Kernel>();

type AllParams = { readonly [context: string]: object };

/** The parameters of the providers above, by the name of the context they belong to. */
const ParamsContext = /* @__PURE__ */ createContext<Accessor<AllParams>>(() => ({}));

/** The client to use where there is no provider of one. */
export type Client<Drafts = unknown> = () => Kernel<Drafts>;

/** The client of the provider above, or the browser's own. */
export function useKernel<Drafts>(client: Client<Drafts>): Kernel<Drafts> {
  const kernel = (useContext(KernelContext) as Kernel<Drafts> | undefined) ?? client();
  // An effect that reads several primitives runs once for a change of all of them.
  // What an effect throws is a rejection that nobody takes, and no exception in the kernel.
  kernel.$core.atOnce = async (tell) => batch(tell);
  return kernel;
}

/** The primitive that returns the client. */
export function clientHook<Client extends Kernel>(client: () => Client): () => Client {
  return () => useKernel(client) as Client;
}

/** Shows a component below a client; in the browser below none, which is another word for its own. */
export function showWith(client: Kernel | undefined, show: () => JSX.Element): JSX.Element {
  return createComponent(KernelContext.Provider, {
    value: client as Kernel,
    get children() {
      return show();
    },
  });
}

/** A component that gives another client to everything below it; its properties are read once. */
export function clientProvider<Client extends Kernel>(create: (options: KernelOptions) => Client) {
  return function Mizan(
    props: KernelOptions & { readonly client?: Client; readonly children?: JSX.Element },
  ): JSX.Element {
    const [own, options] = splitProps(props, ["client", "children"]);
    return createComponent(KernelContext.Provider, {
      value: own.client ?? create({ ...options }),
      get children() {
        return own.children;
      },
    });
  };
}

/** The parameters of a context from the providers above, as a function that is reactive. */
export function useProvided(context: string): Accessor<object | undefined> {
  const provided = useContext(ParamsContext);
  return () => provided()[context];
}

type Props<Params> = Params & { readonly children?: JSX.Element };

/** A component that gives the parameters of contexts, which `find` makes of its properties. */
export function paramsProvider<Params extends object>(
  find: (params: Params) => Accessor<AllParams>,
): (props: Props<Params>) => JSX.Element {
  return (props) => {
    const outer = useContext(ParamsContext);
    const [own, params] = splitProps(props, ["children"]);
    const given = find(params as unknown as Params);
    return createComponent(ParamsContext.Provider, {
      value: () => ({ ...outer(), ...given() }),
      get children() {
        return own.children;
      },
    });
  };
}

/** A component that gives the parameters of a context to the primitives below it. */
export function contextProvider<Params extends object, Data, Own, Kinds>(
  spec: ContextSpec<Params, Data, Own, Kinds>,
): (props: Props<Params>) => JSX.Element {
  return paramsProvider<Params>((params) => () => ({ [spec.name]: { ...params } }));
}
