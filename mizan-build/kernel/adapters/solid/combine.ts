/** Providers of several contexts, whose data are one request. */

import { createComputed, createMemo, type JSX } from "solid-js";
import { isServer } from "solid-js/web";
import { openTogether, type OfContext, type ParamsOfAll } from "../index";
import { paramsProvider, useKernel, type Client } from "./context";

/** A function that makes a provider of several contexts, which are named by their primitives. */
export function contextCombiner(client: Client) {
  return function combineContexts<const Hooks extends readonly OfContext[]>(
    ...hooks: Hooks
  ): (props: ParamsOfAll<Hooks> & { readonly children?: JSX.Element }) => JSX.Element {
    const specs = hooks.map(({ $spec }) => $spec);
    return paramsProvider((params) => {
      const kernel = useKernel(client);
      const opened = createMemo<ReturnType<typeof openTogether> | undefined>((before) => {
        const next = openTogether(kernel, specs, { ...params });
        return next.key === before?.key ? before : next;
      });
      // A server renders what is known, and reads nothing.
      if (!isServer) createComputed(() => opened()!.read());
      return () => opened()!.params;
    });
  };
}
