/** Sending again what failed for a moment, and waiting for a network that is gone. */

import { aborted, isTransient, toMizanError } from "./error";
import type { Host } from "./host";

/** Sends, and sends again after a while, up to `retries` times. Throws only `MizanError`s. */
export async function attempt<T>(
  host: Host,
  signal: AbortSignal,
  retries: number,
  send: () => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    if (!host.online()) await interruptible(signal, (resume) => listenOnline(host, resume));
    try {
      return await send();
    } catch (thrown) {
      const error = signal.aborted ? aborted("The request was aborted.") : toMizanError(thrown);
      if (failures >= retries || !isTransient(error)) throw error;
      await interruptible(signal, (resume) => sleep(backoff(failures), resume));
    }
  }
}

/** Doubles from a second to half a minute; the jitter keeps many clients from returning as one. */
function backoff(failures: number): number {
  return Math.min(1000 * 2 ** failures, 30_000) * (0.5 + Math.random() / 2);
}

function sleep(duration: number, resume: () => void): () => void {
  const timer = setTimeout(resume, duration);
  return () => clearTimeout(timer);
}

function listenOnline(host: Host, resume: () => void): () => void {
  return host.listen(() => host.online() && resume());
}

/** Waits for what `begin` announces, or throws as soon as the signal says so. */
async function interruptible(
  signal: AbortSignal,
  begin: (resume: () => void) => () => void,
): Promise<void> {
  let end = () => {};
  await new Promise<void>((resolve) => {
    end = begin(resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  end();
  if (signal.aborted) throw aborted("The request was aborted.");
}
