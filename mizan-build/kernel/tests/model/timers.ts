/** Timers that fire when the test says so: those of collectors and of pauses between attempts. */

const waiting = new Map<number, () => void>();
let last = 0;

/** The time by the wall clock, which advances with the steps of an interleaving. */
let now = 1;

export const advanceTime = () => ++now;

/** Replaces the timers of the environment until the function that it returns is called. */
export function replaceTimers(): () => void {
  const { setTimeout, clearTimeout } = globalThis;
  const { now: realNow } = Date;
  Date.now = () => now;
  globalThis.setTimeout = ((callback: () => void) => {
    waiting.set(++last, callback);
    return last;
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((timer: number) => {
    waiting.delete(timer);
  }) as unknown as typeof clearTimeout;
  return () => {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Date.now = realNow;
  };
}

/** Fires all that wait now. */
export function fireTimers(): void {
  for (const [timer, callback] of [...waiting]) {
    // One of them may have cleared another.
    if (waiting.delete(timer)) callback();
  }
}

export const countTimers = () => waiting.size;
