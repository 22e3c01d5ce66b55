/** Ordering tokens of the server. */

/** The distance from token `b` to token `a`; `NaN` where the two cannot be compared. */
export function compareVersions(a: string | undefined, b: string | undefined): number {
  const [clock, n] = splitVersion(a);
  const [otherClock, m] = splitVersion(b);
  return clock === otherClock ? n - m : NaN;
}

/** The clock that a token belongs to, and its number. */
function splitVersion(v = ""): [clock: string, n: number] {
  const at = v.lastIndexOf(":");
  return [v.slice(0, at), at < 0 ? NaN : Number(v.slice(at + 1))];
}
