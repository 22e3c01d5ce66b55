/** Sending again what failed for a moment, and waiting for a network that is gone. */

import { toMizanError } from "./error";
import type { Host } from "./host";

/** Sends, and sends again after a while, up to `retries` times. */
export async function attempt<T>(
  { host }: { readonly host: Host },
  signal: AbortSignal,
  retries: number,
  send: () => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    while (!host.online()) await pause(host, signal);
    try {
      return await send();
    } catch (thrown) {
      signal.throwIfAborted();
      if (failures >= retries || !toMizanError(thrown).isTransient) throw thrown;
      // Doubles from a second to half a minute; the jitter keeps clients from returning as one.
      const duration = Math.min(1000 * 2 ** failures, 30_000);
      await pause(host, signal, duration * (0.5 + Math.random() / 2));
    }
  }
}

/** Waits for its time, for the host to wake, or for the signal, which throws. */
function pause(host: Host, signal: AbortSignal, duration = 2 ** 31 - 1): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      deafen();
      signal.removeEventListener("abort", end);
      if (signal.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(end, duration);
    const deafen = host.listen(end);
    signal.addEventListener("abort", end);
  });
}
