/** Schedules one after the other against real servers. */

import { Interleaving, type Conditions } from "../model/interleaving";
import { drawNumbers } from "../model/many";
import type { ReadingOptions } from "../model/reading";
import { replaceTimers } from "../model/timers";
import { Control } from "./control";
import { RealServer } from "./server";

export interface Servers {
  /** The addresses of the nodes. */
  readonly nodes: readonly string[];
  /** The address of their gates. */
  readonly control: string;
}

const CONDITIONS: Conditions = { isVersioned: true, isOverlapping: true };

/** A schedule, which can be played again. */
export interface Story {
  readonly seed: number;
  readonly choices: readonly number[];
}

/** Plays schedules; throws with the story of one that breaks a law. */
export async function playAll(servers: Servers, stories: Iterable<Story>): Promise<void> {
  const control = new Control(servers.control);
  const restoreTimers = replaceTimers();
  process.on("unhandledRejection", (error) => {
    throw error;
  });
  for (const story of stories) {
    await reset(control);
    const { seed, choices } = story;
    const createServer = (options: ReadingOptions) =>
      new RealServer(control, servers.nodes, options);
    try {
      await new Interleaving(CONDITIONS, seed, createServer).play(choices);
    } catch (error) {
      throw new Error(`MIZAN_STORY='${JSON.stringify(story)}'`, { cause: error });
    }
  }
  restoreTimers();
  control.end();
}

/** A number of stories that follow from a seed. */
export function* drawStories(count: number, seed: number): Generator<Story> {
  const numbers = drawNumbers(seed);
  const draw = () => numbers.next().value;
  for (let drawn = 0; drawn < count; drawn++) {
    const choices = Array.from({ length: 10 + (draw() % 60) }, draw);
    yield { seed: draw() * 4096 + draw(), choices };
  }
}

/** Empties the data of the servers, and forgets all that waits there. */
async function reset(control: Control): Promise<void> {
  let isReady = false;
  control.onEvent = ([event]) => (isReady ||= event === "ready");
  control.send("reset");
  await control.until(() => isReady, "a new beginning");
}
