/** Asks the server what only it knows of a field: of the newest value alone, once its writer pauses. */

/** Asks for the messages about the value of one field. */
export type Ask = (path: string, value: unknown, signal: AbortSignal) => Promise<readonly string[]>;

/** The fields that are asked for, by their paths. */
export interface Asking {
  readonly has: (path: string) => boolean;
  /** Asks in `wait` milliseconds, unless the field is asked for anew before. */
  readonly begin: (path: string, value: unknown, wait: number) => void;
  /** Asks no more for a field and what is inside, and drops an answer that is under way. */
  readonly end: (path: string) => void;
  readonly endAll: () => void;
  /** Lets what is asked for move with its rows; a path that is gone is asked for no more. */
  readonly move: (follow: (path: string) => string | undefined) => void;
}

/** `tell` gets the messages, at the path where the field is then; none if the server did not answer. */
export function createAsking(
  ask: Ask,
  tell: (path: string, messages: readonly string[]) => void,
): Asking {
  const open = new Map<string, AbortController>();

  function end(path: string): void {
    for (const [other, controller] of [...open]) {
      if (other !== path && !other.startsWith(`${path}.`)) continue;
      open.delete(other);
      controller.abort();
    }
  }

  async function answer(path: string, value: unknown, controller: AbortController): Promise<void> {
    // What the server did not say now it says when the form is sent.
    const messages = await ask(path, value, controller.signal).catch(() => []);
    for (const [place, other] of open) {
      if (other !== controller) continue;
      open.delete(place);
      tell(place, messages);
    }
  }

  return {
    has: (path) => open.has(path),
    begin(path, value, wait) {
      end(path);
      const controller = new AbortController();
      const timer = setTimeout(() => void answer(path, value, controller), wait);
      controller.signal.addEventListener("abort", () => clearTimeout(timer));
      open.set(path, controller);
    },
    end,
    endAll() {
      for (const path of [...open.keys()]) end(path);
    },
    move(follow) {
      const moved = [...open];
      open.clear();
      for (const [path, controller] of moved) {
        const place = follow(path);
        if (place === undefined) controller.abort();
        else open.set(place, controller);
      }
    },
  };
}
