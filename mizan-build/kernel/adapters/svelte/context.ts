/** What is given to the components below: the client, and the parameters of contexts. */

import { getContext, setContext, type Component, type Snippet } from "svelte";
import type { ContextSpec, Kernel } from "../index";
import Provider from "./Provider.svelte";

const CLIENT = /* @__PURE__ */ Symbol();

/** The client to use where none was set above. */
export type Client<Drafts = unknown> = () => Kernel<Drafts>;

/** A value, or a function that returns it, whose state is followed. */
export type Given<Value> = Value | (() => Value);

export const valueOf = <Value extends object | null | undefined>(given: Given<Value>): Value =>
  typeof given === "function" ? (given as () => Value)() : given;

/** What was set above; in a root outside of components there is nothing. */
function find<Value>(key: unknown): Value | undefined {
  try {
    return getContext(key);
  } catch {
    return undefined;
  }
}

/** The client that was set above, or the browser's own. */
export function useKernel<Drafts>(client: Client<Drafts>): Kernel<Drafts> {
  return find<Kernel<Drafts>>(CLIENT) ?? client();
}

/** A function that returns the client. */
export function clientHook<Client extends Kernel>(client: () => Client): () => Client {
  return () => useKernel(client) as Client;
}

/** Gives another client to the components below: on a server, in a test, for another address. */
export function setClient(client: Kernel): void {
  setContext(CLIENT, client);
}

/** The context of a component that is shown or rendered with a client. */
export const contextOf = (client: Kernel): Map<unknown, unknown> => new Map([[CLIENT, client]]);

/** The parameters of a context from above, as a function that is reactive. */
export function useProvided(spec: object): () => object | undefined {
  return find<() => object>(spec) ?? (() => undefined);
}

/** Gives the parameters of a context to the components below. */
export function setProvided(spec: object, params: () => object): void {
  setContext(spec, params);
}

/** A function that gives the parameters of a context to the components below. */
export function paramsSetter<Params extends object, Data, Own, Kinds>(
  spec: ContextSpec<Params, Data, Own, Kinds>,
): (params: Given<Params>) => void {
  return (params) => setProvided(spec, () => valueOf(params));
}

/** A component whose properties are parameters, which are given to the components in it. */
export type ProviderOf<Params extends object> = Component<Params & { children?: Snippet }>;

export function createProvider<Params extends object>(
  setParams: (params: () => Params) => void,
): ProviderOf<Params> {
  return ((internals, props) => Provider(internals, { setParams, props })) as ProviderOf<Params>;
}

/** A component that gives the parameters of a context to the components in it. */
export function contextProvider<Params extends object, Data, Own, Kinds>(
  spec: ContextSpec<Params, Data, Own, Kinds>,
): ProviderOf<Params> {
  return createProvider(paramsSetter(spec));
}
