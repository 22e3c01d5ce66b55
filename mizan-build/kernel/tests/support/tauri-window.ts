/** A window of Tauri, whose plugin is served by a contract server. Its channel may deliver late. */

import { onTestFinished, vi } from "vitest";
import { tauri } from "../../src/tauri";
import type { Bridge } from "../../src/wire/tauri-bridge";
import type { Transport } from "../../src/wire/transport";
import type { ContractServer } from "./contract";
import { FrameServer } from "./frame-server";

type Callback = (message: { index: number; message?: string; end?: true }) => void;

/** What Tauri gives to a page, with the commands of the plugin. */
export class TauriWindow implements Bridge {
  readonly callbacks = new Map<number, Callback>();
  readonly told: [command: string, args: unknown][] = [];
  readonly metadata = { currentWebview: { label: "main" } };
  /** What a command is refused with. */
  refusal: unknown;
  #lastId = 0;
  #open: ((frame: string | Buffer) => void) | undefined;
  readonly #contract: ContractServer | undefined;

  constructor(contract?: ContractServer) {
    this.#contract = contract;
    vi.stubGlobal("__TAURI_INTERNALS__", this);
    onTestFinished(() => void vi.unstubAllGlobals());
  }

  // Tauri's functions need no `this`.
  readonly transformCallback = (callback: (message: never) => void): number => {
    this.callbacks.set(++this.#lastId, callback as Callback);
    return this.#lastId;
  };

  readonly unregisterCallback = (id: number): void => void this.callbacks.delete(id);

  readonly invoke = async (command: string, args?: unknown): Promise<unknown> => {
    if (this.refusal) throw this.refusal;
    const name = command.replace("plugin:mizan|", "");
    if (name === "send") return this.#receive(args as Uint8Array);
    this.told.push([name, args]);
    if (name === "open") return this.#serve((args as { events: string }).events);
    return null;
  };

  #serve(events: string): number {
    const channel = Number(events.replace("__CHANNEL__:", ""));
    let index = 0;
    const send: Callback = (message) => this.callbacks.get(channel)?.(message);
    const end = () => send({ index: index++, end: true });
    const server = new FrameServer(this.#contract!, {
      send: (message) => send({ index: index++, message }),
      cut: end,
      garble: () => send({ index: index++, message: "garbage" }),
    });
    this.#open = (frame) => server.receive(frame);
    return channel;
  }

  /** Everything is answered among the events, so that a command answers with nothing. */
  #receive(frame: Uint8Array): ArrayBuffer {
    this.#open?.(frame[0] === 0 ? Buffer.from(frame) : new TextDecoder().decode(frame));
    return new ArrayBuffer(0);
  }
}

/** Opens the transport in a window. */
export function openTauri(contract: ContractServer): Transport {
  new TauriWindow(contract);
  return tauri();
}
