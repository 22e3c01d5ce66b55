/** The newest token of each context, which requests name so that no server answers with less. */

import type { Core } from "./core";
import { distance } from "./order";

/** Remembers a token, unless one of the same clock is ahead of it. */
export function noteSeen({ seen }: Core, context: string, v: string | undefined): void {
  if (!v || distance(seen.get(context), v) < 0) return;
  seen.delete(context);
  seen.set(context, v);
}

/** The most tokens of a text, which is at most 2 kB. */
const MOST = 32;

/** The tokens of some contexts, the newest first: `user=a:5, feed=a:3`. */
export function seenText({ seen }: Core, contexts: readonly string[]): string | undefined {
  const known = [...seen].filter(([context]) => contexts.includes(context));
  const texts = known.slice(-MOST).map(([context, v]) => `${context}=${v}`);
  return texts.reverse().join(", ") || undefined;
}
