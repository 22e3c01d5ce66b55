/** The newest token of each context, which requests name so that no server answers with less. */

import type { Core } from "./core";
import { distance } from "./order";

/** Remembers a token, unless one of the same clock is ahead of it. */
export function noteSeen({ seen }: Core, context: string, v: string | undefined): void {
  if (!v || distance(seen.get(context), v) < 0) return;
  seen.delete(context);
  seen.set(context, v);
}

/** The newest token of a context, as requests name it: `user=a:5`. */
export function seenOf({ seen }: Core, context: string): string | undefined {
  const v = seen.get(context);
  return v && `${context}=${v}`;
}
