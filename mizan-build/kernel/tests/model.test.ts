/** Random interleavings of everything, against a model of the server. */

import fc from "fast-check";
import { afterAll, beforeAll, describe, test } from "vitest";
import { Interleaving, type Conditions } from "./model/interleaving";
import { replaceTimers } from "./model/timers";
import { PATIENT, SEED } from "./support/seed";

/** All of them together; the number that `npm test` asks for is in package.json. */
const RUNS = Number(process.env["MIZAN_RUNS"] ?? 4000);

// Most errors here are the model's own, and their traces would cost a quarter of the time.
Error.stackTraceLimit = 0;

const choices = fc.array(fc.nat(4095), { minLength: 10, maxLength: 100 });

let restoreTimers: () => void;
beforeAll(() => void (restoreTimers = replaceTimers()));
afterAll(() => restoreTimers());

/** Plays a share of the runs; a failure names the seed and the shortest interleaving. */
function playInterleavings(conditions: Conditions, share: number): void {
  const numRuns = Math.ceil(RUNS * share);
  test(`${numRuns} interleavings keep the laws`, PATIENT, () =>
    fc.assert(
      fc.asyncProperty(choices, fc.nat(), (played, seed) =>
        new Interleaving(conditions, seed).play(played),
      ),
      { numRuns, seed: SEED },
    ),
  );
}

describe("with tokens", () => {
  playInterleavings({ isVersioned: true, isOverlapping: true }, 0.5);
  playInterleavings({ isVersioned: true, isOverlapping: false }, 0.1);
});

describe("live", () => {
  playInterleavings({ isVersioned: true, isOverlapping: true, nodes: 1 }, 0.03);
  playInterleavings({ isVersioned: true, isOverlapping: true, nodes: 2 }, 0.05);
  playInterleavings({ isVersioned: true, isOverlapping: false, nodes: 3 }, 0.03);
});

describe("without tokens", () => {
  playInterleavings({ isVersioned: false, isOverlapping: true }, 0.2);
  playInterleavings({ isVersioned: false, isOverlapping: false }, 0.2);
});
