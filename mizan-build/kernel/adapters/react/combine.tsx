/** Providers of several contexts, whose data are one request. */

import { use, useEffect, useMemo, type ReactElement, type ReactNode } from "react";
import { openTogether, type OfContext, type ParamsOfAll } from "../index";
import { ParamsContext, useKernel, type Client } from "./context";

/** A function that makes a provider of several contexts, which are named by their hooks. */
export function contextCombiner(client: Client) {
  return function combineContexts<const Hooks extends readonly OfContext[]>(
    ...hooks: Hooks
  ): (props: ParamsOfAll<Hooks> & { children?: ReactNode }) => ReactElement {
    const specs = hooks.map(({ $spec }) => $spec);
    return function CombinedContext({ children, ...params }) {
      "use no memo";
      const kernel = useKernel(client);
      const outer = use(ParamsContext);
      const opened = openTogether(kernel, specs, params);
      const { key, read } = opened;
      const value = useMemo(() => ({ ...outer, ...opened.params }), [outer, key]);
      useEffect(read, [kernel, key]);
      return <ParamsContext value={value}>{children}</ParamsContext>;
    };
  };
}
