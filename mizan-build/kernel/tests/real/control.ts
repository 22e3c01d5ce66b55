/** The connection to the servers' gates: commands, and events, a line for each. */

import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** Without an event for so long, in milliseconds, the servers do not get on. */
const PATIENCE = 20_000;

// The interleavings replace the timers of the environment.
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;

export class Control {
  /** Receives the words of each event. */
  onEvent: (words: readonly string[]) => void = () => {};
  readonly #socket: Socket;
  readonly #waiting = new Set<() => void>();

  constructor(address: string) {
    const [host, port] = address.split(":");
    this.#socket = connect({ host: host!, port: Number(port), noDelay: true });
    createInterface({ input: this.#socket }).on("line", (line) => {
      this.onEvent(line.split(" "));
      this.wake();
    });
  }

  send(...words: readonly (string | number)[]): void {
    this.#socket.write(`${words.join(" ")}\n`);
  }

  /** Looks again at what is waited for. */
  wake(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** Waits until an event has made it true. */
  async until(isTrue: () => boolean, what: string): Promise<void> {
    if (isTrue()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = startTimer(() => reject(new Error(`${what} never happens`)), PATIENCE);
      const look = () => {
        if (!isTrue()) return;
        stopTimer(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
    });
  }

  end(): void {
    this.#socket.end();
  }
}
