/** Providers of several contexts, whose data are one request. */

import { computed, defineComponent, watch, type DefineSetupFnComponent } from "vue";
import { namesOfParams, openTogether, type OfContext, type ParamsOfAll } from "../index";
import { provideAll, useKernel, type Client } from "./context";

/** A function that makes a component that provides several contexts, which are named by their composables. */
export function contextCombiner(client: Client) {
  return function combineContexts<const Hooks extends readonly OfContext[]>(
    ...hooks: Hooks
  ): DefineSetupFnComponent<ParamsOfAll<Hooks>> {
    const specs = hooks.map(({ $spec }) => $spec);
    return defineComponent({
      name: "MizanContexts",
      props: [...new Set(specs.flatMap(namesOfParams))],
      setup(props, { slots }) {
        const kernel = useKernel(client);
        const opened = computed(() => openTogether(kernel, specs, { ...props }));
        provideAll(() => opened.value.params);
        // The server renders what is known, and reads nothing.
        const read = () => typeof document !== "undefined" && opened.value.read();
        watch(() => opened.value.key, read, { immediate: true });
        return () => slots["default"]?.();
      },
    }) as never;
  };
}
