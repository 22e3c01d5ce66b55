/** How the random interleavings are drawn, and how many. */

import fc from "fast-check";
import { test } from "vitest";
import { Interleaving, type Conditions } from "./interleaving";

/** All of them together; what `npm test` asks for is in package.json. */
const RUNS = Number(process.env["MIZAN_RUNS"] ?? 4000);

const choices = fc.array(fc.nat(4095), { minLength: 10, maxLength: 60 });

/** Plays a share of the runs; a failure names the seed and the shortest interleaving. */
export function playInterleavings(conditions: Conditions, share: number): void {
  const numRuns = Math.ceil(RUNS * share);
  test(`${numRuns} interleavings keep the laws`, { timeout: 600_000 }, () =>
    fc.assert(
      fc.asyncProperty(choices, (played) => new Interleaving(conditions).play(played)),
      { numRuns },
    ),
  );
}
