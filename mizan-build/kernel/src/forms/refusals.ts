/** What the server refused of a form that was sent, at the places where its values are now. */

import type { MizanError } from "../wire/error";
import { fromServer, valueAt } from "./paths";
import { toJson } from "../wire/canonical";

/** The values of a form at a time, with the keys of the rows of its lists. */
export interface Sent {
  readonly values: unknown;
  readonly rows: ReadonlyMap<string, readonly number[]>;
}

const join = (path: string, part: string | number): string =>
  path ? `${path}.${part}` : `${part}`;

/**
 * The path now of what had another when the form was sent: its row may have moved since. `undefined` if
 * the row is gone, or if the value is another one.
 */
export function placeNow(path: string, sent: Sent, now: Sent): string | undefined {
  let [was, is] = ["", ""];
  for (const part of path ? path.split(".") : []) {
    const key = sent.rows.get(was)?.[Number(part)];
    const place = key === undefined ? part : (now.rows.get(is)?.indexOf(key) ?? -1);
    if (place === -1) return undefined;
    was = join(was, part);
    is = join(is, place);
  }
  const isSame = toJson(valueAt(now.values, is)) === toJson(valueAt(sent.values, was));
  return isSame ? is : undefined;
}

/** The first message for each path of the form in an error of the server, where its value is now. */
export function refusals(
  error: MizanError,
  argument: string,
  placeOf: (path: string) => string | undefined,
): Map<string, string> {
  const { fields } = (error.details ?? {}) as { fields?: Record<string, string[]> };
  const found = new Map<string, string>();
  for (const [path, [message]] of Object.entries(
    (error.code === "VALIDATION_ERROR" && fields) || {},
  )) {
    if (path !== argument && !path.startsWith(`${argument}.`)) continue;
    const place = placeOf(fromServer(path.slice(argument.length + 1)));
    if (place !== undefined) found.set(place, message!);
  }
  return found;
}
