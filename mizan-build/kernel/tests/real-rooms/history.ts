/**
 * A random history of rooms: kernels come in, speak, lose their lines and leave, on any of the nodes.
 *
 * The oracle: all hear one order; when all is quiet, each shows every line that was said, once, and as
 * many as there are in the room.
 */

import { WebSocket } from "ws";
import {
  Kernel,
  openRoom,
  type ChannelSpec,
  type MizanError,
  type Room,
  type Send,
} from "../../src";
import { drawNumbers } from "../model/many";
import { createHost } from "../support/host";

interface Line {
  readonly id: number;
  readonly text: string;
}

type Sends = { say: Send<{ text: string }, Line> };
type Chat = Room<Line[], Line, string, Sends>;

const chat: ChannelSpec<{ room: string }, Line[], Line, string, Sends> = {
  name: "chat",
  params: ({ room }) => ({ room }),
  sends: { say: { name: "say", args: ({ text }) => ({ text }) } },
};

const STEPS = 60;
const KERNELS = 4;
const ROOMS = 2;

/** How long it may take until all is known, in milliseconds. */
const LIMIT = 20_000;

/** The name of the server for the kernels, behind which any of the nodes answers. */
const SERVER = "rooms.test";

/** A kernel, and the rooms that somebody looks at with it. */
interface Visitor {
  readonly kernel: Kernel;
  readonly rooms: Map<string, { readonly room: Chat; readonly leave: () => void }>;
}

const sleep = (time: number) => new Promise<void>((resolve) => void setTimeout(resolve, time));

class History {
  readonly #nodes: readonly string[];
  readonly #draw: (below: number) => number;
  readonly #names: readonly string[];
  readonly #visitors: readonly Visitor[];
  readonly #lines = new Set<WebSocket>();
  readonly #speaking = new Set<Promise<void>>();
  #said = 0;

  constructor(nodes: readonly string[], seed: number) {
    const numbers = drawNumbers(seed);
    this.#nodes = nodes;
    this.#draw = (below) => numbers.next().value % below;
    this.#names = Array.from({ length: ROOMS }, (_, at) => `${at} of ${seed}`);
    const baseUrl = `http://${SERVER}/api/mizan`;
    Object.assign(globalThis, { WebSocket: this.#socketClass() });
    this.#visitors = Array.from({ length: KERNELS }, () => ({
      kernel: new Kernel({ baseUrl, host: createHost().host }),
      rooms: new Map(),
    }));
  }

  async play(): Promise<void> {
    for (let step = 0; step < STEPS; step++) {
      this.#step();
      await sleep(this.#draw(4));
    }
    await Promise.all(this.#speaking);
    await this.#comeToRest();
    this.#expectOneOrder();
    for (const { rooms } of this.#visitors) for (const { leave } of rooms.values()) leave();
  }

  #step(): void {
    const visitor = this.#visitors[this.#draw(KERNELS)]!;
    const name = this.#names[this.#draw(ROOMS)]!;
    switch (this.#draw(12)) {
      case 0:
      case 1:
      case 2:
        return this.#enter(visitor, name);
      case 3:
        return this.#leave(visitor, name);
      case 4:
        return [...this.#lines][this.#draw(this.#lines.size || 1)]?.terminate();
      default:
        return this.#say(visitor, name);
    }
  }

  #enter({ kernel, rooms }: Visitor, name: string): void {
    if (rooms.has(name)) return;
    const room: Chat = openRoom(kernel, chat, { room: name });
    rooms.set(name, { room, leave: room.subscribe(() => {}) });
  }

  #leave({ rooms }: Visitor, name: string): void {
    rooms.get(name)?.leave();
    rooms.delete(name);
  }

  /** Who is not in the room comes in for a word. What is said on a line that is lost may be lost. */
  #say({ kernel }: Visitor, room: string): void {
    const text = `line ${++this.#said}`;
    const isLost = ({ code }: MizanError) => {
      if (code !== "NETWORK") throw new Error(`${text}: ${code}`);
    };
    const speaking = openRoom(kernel, chat, { room })
      .say({ text })
      .then(() => {}, isLost)
      .finally(() => this.#speaking.delete(speaking));
    this.#speaking.add(speaking);
  }

  async #comeToRest(): Promise<void> {
    const end = Date.now() + LIMIT;
    for (const name of this.#names) {
      const truth = (await this.#allLines(name)).map(({ id }) => id);
      for (let wrong = this.#findWrong(name, truth); wrong; wrong = this.#findWrong(name, truth)) {
        if (Date.now() > end) {
          const shown = JSON.stringify(this.#statesOf(name).map(({ present }) => present.length));
          throw new Error(`${name}: ${wrong}; they show ${shown} present`);
        }
        await sleep(10);
      }
    }
  }

  /** What somebody in the room shows, and should not. */
  #findWrong(name: string, truth: readonly number[]): string | undefined {
    const states = this.#statesOf(name);
    for (const { status, first = [], messages, present } of states) {
      const ids = [...first, ...messages].map(({ id }) => id).sort((a, b) => a - b);
      if (status !== "joined") return status;
      if (ids.join() !== truth.join()) return `shows ${ids.join()} of ${truth.join()}`;
      if (present.length !== states.length) return `${present.length} of ${states.length} present`;
    }
    return undefined;
  }

  #expectOneOrder(): void {
    for (const name of this.#names) {
      const heard = this.#statesOf(name).map(({ messages }) => messages.map(({ id }) => id));
      for (const one of heard) {
        for (const other of heard) {
          const both = one.filter((id) => other.includes(id));
          const order = other.filter((id) => one.includes(id));
          if (both.join() !== order.join()) throw new Error(`heard ${both} and ${order}`);
        }
      }
    }
  }

  #statesOf(name: string) {
    return this.#visitors.flatMap(({ rooms }) => rooms.get(name)?.room.current ?? []);
  }

  async #allLines(room: string): Promise<Line[]> {
    const answer = await fetch(`http://${this.#nodes[0]}/api/mizan/call/`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ fn: "all_lines", args: { room } }),
    });
    return ((await answer.json()) as { result: Line[] }).result;
  }

  /** The sockets of the environment: each leads to any of the nodes, and may be cut. */
  #socketClass() {
    const [lines, nodes, draw] = [this.#lines, this.#nodes, this.#draw];
    return class extends WebSocket {
      constructor(url: string) {
        super(url.replace(SERVER, nodes[draw(nodes.length)]!));
        lines.add(this);
        this.on("close", () => lines.delete(this));
      }
    };
  }
}

/** Plays histories; throws with the seed of one that breaks a law. */
export async function playAll(
  nodes: readonly string[],
  count: number,
  seed: number,
): Promise<void> {
  process.on("unhandledRejection", (error) => {
    throw error;
  });
  // The pauses before another line are the shortest ones.
  Math.random = () => 0;
  for (let played = seed; played < seed + count; played++) {
    try {
      await new History(nodes, played).play();
    } catch (error) {
      throw new Error(`MIZAN_SEED=${played} MIZAN_RUNS=1`, { cause: error });
    }
  }
}
