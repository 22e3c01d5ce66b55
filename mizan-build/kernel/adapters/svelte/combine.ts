/** Providers of several contexts, whose data are one request. */

import { openTogether, type OfContext, type ParamsOfAll } from "../index";
import { createProvider, setProvided, useKernel, type Client, type ProviderOf } from "./context";
import { runEach, whileEqual } from "./reader.svelte";

/** A function that makes a component that provides several contexts, which are named by their functions. */
export function contextCombiner(client: Client) {
  return function combineContexts<const Hooks extends readonly OfContext[]>(
    ...hooks: Hooks
  ): ProviderOf<ParamsOfAll<Hooks>> {
    const specs = hooks.map(({ $spec }) => $spec);
    return createProvider((params) => {
      const kernel = useKernel(client);
      const opened = whileEqual(() => openTogether(kernel, specs, { ...params() }));
      for (const spec of specs) setProvided(spec, () => opened().params[spec.name]!);
      runEach(() => opened().read);
    });
  };
}
