/** The parameters of hooks and providers; for adapters. */

import type { AnyContext } from "../spec";

/**
 * The parameters of a hook: its own, over those of a provider. Nothing for a hook that is given `null`;
 * without any parameters there has to be a provider.
 */
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

/** The names of the parameters of a context: its spec asks for each of them. */
export function namesOfParams({ params }: Pick<AnyContext, "params">): string[] {
  const names: string[] = [];
  params(new Proxy({}, { get: (_params, name: string) => void names.push(name) }) as never);
  return names;
}
