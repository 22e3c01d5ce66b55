/** The newest token of each context, which requests name so that no server answers with less. */

import type { Core } from "./core";
import { distance } from "./order";

/** Remembers a token, unless one of the same clock is ahead of it. */
export function noteSeen({ seen }: Core, context: string, v: string | undefined): void {
  if (!v || distance(seen.get(context), v) < 0) return;
  seen.delete(context);
  seen.set(context, v);
}

/** The longest text of tokens, in characters. */
const LONGEST = 2000;

/** The tokens of some contexts, the newest first: `user=a:5, feed=a:3`. */
export function seenText({ seen }: Core, contexts: readonly string[]): string | undefined {
  let text = "";
  for (const [context, v] of [...seen].reverse()) {
    const next = `${text && `${text}, `}${context}=${v}`;
    if (contexts.includes(context) && next.length <= LONGEST) text = next;
  }
  return text || undefined;
}
