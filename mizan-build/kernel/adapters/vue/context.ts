/** What is provided to the composables below: the client, and the parameters of contexts. */

import {
  computed,
  defineComponent,
  hasInjectionContext,
  inject,
  provide,
  toValue,
  unref,
  type DefineSetupFnComponent,
  type InjectionKey,
  type MaybeRef,
  type MaybeRefOrGetter,
  type Plugin,
  type Ref,
} from "vue";
import { namesOfParams, type ContextSpec, type Kernel } from "../index";

const CLIENT: InjectionKey<Kernel> = /* @__PURE__ */ Symbol();

/** The parameters of the providers above, by the name of the context they belong to. */
const PARAMS: InjectionKey<Ref<AllParams>> = /* @__PURE__ */ Symbol();

type AllParams = { readonly [context: string]: object };

/** Parameters, each of which may be a ref. */
export type Fields<Params> = { [Name in keyof Params]: MaybeRef<Params[Name]> };

/** Parameters, as an object, a ref of one, or a function that returns one. */
export type Given<Params> = MaybeRefOrGetter<Fields<Params>>;

/** The client to use where there is no provider of one. */
export type Client<Drafts = unknown> = () => Kernel<Drafts>;

function find<Value>(key: InjectionKey<Value>): Value | undefined {
  return hasInjectionContext() ? inject(key, undefined) : undefined;
}

/** The client of the application, or the browser's own. */
export function useKernel<Drafts>(client: Client<Drafts>): Kernel<Drafts> {
  return (find(CLIENT) as Kernel<Drafts> | undefined) ?? client();
}

/** The composable that returns the client. */
export function clientHook<Client extends Kernel>(client: () => Client): () => Client {
  return () => useKernel(client) as Client;
}

/** A plugin that gives an application another client: on a server, in a test, for another address. */
export function clientPlugin(client: Kernel): Plugin {
  return { install: (app) => void app.provide(CLIENT, client) };
}

/** The parameters of a context from the providers above, as a function that is reactive. */
export function useProvided(context: string): () => object | undefined {
  const provided = find(PARAMS);
  return () => provided?.value[context];
}

/** Parameters without refs. */
export function plain(params: object | null | undefined): object | null | undefined {
  return (
    params && Object.fromEntries(Object.entries(params).map(([name, it]) => [name, unref(it)]))
  );
}

/** Gives parameters of contexts to the composables of the components below. */
export function provideAll(params: () => AllParams): void {
  const outer = find(PARAMS);
  const all = computed(() => ({ ...outer?.value, ...params() }));
  provide(PARAMS, all);
}

/** A composable that gives the parameters of a context to the composables of the components below. */
export function paramsProvider<Params extends object, Data, Own, Kinds>(
  spec: ContextSpec<Params, Data, Own, Kinds>,
): (params: Given<Params>) => void {
  return (params) => provideAll(() => ({ [spec.name]: plain(toValue(params))! }));
}

/** A component that gives the parameters of a context to the composables below it. */
export function contextProvider<Params extends object, Data, Own, Kinds>(
  spec: ContextSpec<Params, Data, Own, Kinds>,
): DefineSetupFnComponent<Params> {
  const provideParams = paramsProvider(spec);
  return defineComponent({
    name: "MizanContext",
    props: namesOfParams(spec),
    setup(props, { slots }) {
      provideParams(() => ({ ...props }) as Fields<Params>);
      return () => slots["default"]?.();
    },
  }) as never;
}
