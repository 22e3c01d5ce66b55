/** The parameters of a hook: its own, over those of a provider; for adapters. */

import type { AnyContext } from "../spec";

/** Nothing for a hook that is given `null`; without any parameters there has to be a provider. */
export function paramsOf<Params>(
  { name, params }: Pick<AnyContext, "name" | "params">,
  provided: object | undefined,
  own: object | null | undefined,
): Params | null {
  if (own === null) return null;
  if (!own && !provided && params.length) {
    throw new Error(`${name} needs parameters or a provider.`);
  }
  return { ...provided, ...own } as Params;
}
