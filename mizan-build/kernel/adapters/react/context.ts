/** The React contexts by which providers reach the hooks below them. */

// `use` is there since React 19, which is what the hooks need.
import { createContext, use } from "react";
import type { Kernel } from "../index";

export const KernelContext = /* @__PURE__ */ createContext<Kernel | undefined>(undefined);

/** The parameters of the providers above, by the name of the context they belong to. */
export const ParamsContext = /* @__PURE__ */ createContext<{ readonly [context: string]: object }>(
  {},
);

/**
 * Takes note of an error that is thrown while a page is rendered, where React has no boundaries. In the
 * browser there is nothing to take note of.
 */
export const CatchContext = /* @__PURE__ */ createContext<((error: unknown) => void) | undefined>(
  undefined,
);

/** The client to use where there is no provider of one. */
export type Client<Drafts = unknown> = () => Kernel<Drafts>;

export function useKernel<Drafts>(client: Client<Drafts>): Kernel<Drafts> {
  // As in each hook and component of the adapter: the React Compiler would keep what the kernel answers for
  // as long as the arguments are the same.
  "use no memo";
  return (use(KernelContext) as Kernel<Drafts> | undefined) ?? client();
}
