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

/** The unique text of an address; the same query asks the server for its data. */
export function keyOf({ context, params, only }: Address): string {
  const query = toQuery(params, only && context.members[only]?.name);
  return query ? `${context.name}?${query}` : context.name;
}
