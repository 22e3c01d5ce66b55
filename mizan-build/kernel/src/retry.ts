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
    if (!host.online()) {
      await pause(signal, (resume) => host.listen(() => host.online() && resume()));
    }
    try {
      return await send();
    } catch (thrown) {
      signal.throwIfAborted();
      if (failures >= retries || !toMizanError(thrown).isTransient) throw thrown;
      await pause(signal, (resume) => {
        const timer = setTimeout(resume, backoff(failures));
        return () => clearTimeout(timer);
      });
    }
  }
}

/** Doubles from a second to half a minute; the jitter keeps many clients from returning as one. */
function backoff(failures: number): number {
  return Math.min(1000 * 2 ** failures, 30_000) * (0.5 + Math.random() / 2);
}

/** Waits for what `begin` announces, or throws as soon as the signal says so. */
async function pause(signal: AbortSignal, begin: (resume: () => void) => () => void) {
  let end = () => {};
  await new Promise<void>((resolve) => {
    end = begin(resolve);
    signal.addEventListener("abort", () => resolve());
  });
  end();
  signal.throwIfAborted();
}
