/** The address of an entry: which context, with which parameters, and the text that names it. */

import type { AnyContext } from "../spec";
import { toQuery, type Wire } from "../wire/canonical";

/** A context with its parameters. */
export interface Address {
  readonly context: AnyContext;
  readonly params: Wire;
  /** The single member that is read, where a parameter is that member's own. */
  readonly only?: string | undefined;
}

/**
 * The address of an instance, or of one of its members. A member whose own parameters are all absent
 * is read with its instance.
 */
export function addressOf(context: AnyContext, params: never, member?: string): Address {
  const own = (member && context.members[member]?.own?.(params)) || {};
  const only = Object.values(own).some((value) => value != null) ? member : undefined;
  return { context, params: { ...context.params(params), ...own }, only };
}

/** The unique text of an address; the same query asks the server for its data. */
export function keyOf({ context, params, only }: Address): string {
  const query = toQuery(params, only && context.members[only]?.name);
  return query ? `${context.name}?${query}` : context.name;
}
