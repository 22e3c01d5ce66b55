/** Interleavings one after the other, from numbers that follow from a seed. */

import { Interleaving, type Conditions } from "./interleaving";
import { replaceTimers } from "./timers";

/** One client and its server, over HTTP. */
export const CONDITIONS: readonly Conditions[] = [
  { isVersioned: true, isOverlapping: true },
  { isVersioned: true, isOverlapping: false },
  { isVersioned: false, isOverlapping: true },
  { isVersioned: false, isOverlapping: false },
];

/** Nodes that push to sockets, alone and on a bus. */
export const LIVE_CONDITIONS: readonly Conditions[] = [
  { isVersioned: true, isOverlapping: true, nodes: 1 },
  { isVersioned: true, isOverlapping: true, nodes: 2 },
  { isVersioned: true, isOverlapping: false, nodes: 3 },
];

/** The numbers of a seed, below 4096. */
export function* drawNumbers(seed: number): Generator<number, never> {
  for (let state = seed >>> 0; ;) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    yield ((mixed ^ (mixed >>> 14)) >>> 0) & 4095;
  }
}

/** Plays a number of interleavings; throws with the choices of one that breaks a law. */
export async function playMany(
  count: number,
  seed: number,
  kinds: readonly Conditions[],
): Promise<void> {
  const restoreTimers = replaceTimers();
  process.on("unhandledRejection", (error) => {
    throw error;
  });
  // Most errors here are the model's own, and their traces would cost half of the time.
  Error.stackTraceLimit = 0;
  const numbers = drawNumbers(seed);
  const draw = () => numbers.next().value;
  for (let played = 0; played < count; played++) {
    const conditions = kinds[played % kinds.length]!;
    const choices = Array.from({ length: 10 + (draw() % 90) }, draw);
    const own = draw() * 4096 + draw();
    try {
      await new Interleaving(conditions, own).play(choices);
    } catch (error) {
      const story = JSON.stringify({ conditions, seed: own, choices });
      throw new Error(`interleaving ${played} of seed ${seed}: ${story}`, { cause: error });
    }
  }
  restoreTimers();
  console.log(`${count} interleavings of seed ${seed} kept the laws`);
}
