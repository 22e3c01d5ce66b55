/** A socket of the model: its two ends, and the frames that are on their way. */

import type { LiveNode } from "./node";
import type { Subscription } from "./subscription";

/** The end of the client: what the environment calls `WebSocket`. */
export class ModelSocket {
  onopen = () => {};
  onmessage = (_event: { data: string }) => {};
  onclose = () => {};
  onerror = () => {};
  readonly #peer: Peer;

  constructor(accept: (socket: ModelSocket) => Peer) {
    this.#peer = accept(this);
  }

  send(frame: string): void {
    if (this.#peer.state === "open") this.#peer.sent.push(JSON.parse(frame) as Frame);
  }

  close(): void {
    this.#peer.close();
  }
}

/** A frame of the client. */
export interface Frame {
  readonly id: number;
  readonly action: string;
  readonly [field: string]: unknown;
}

/** The end of the server. */
export class Peer {
  readonly socket: ModelSocket;
  readonly node: LiveNode;
  /** `closing` until the client has been told that it is closed. */
  state: "opening" | "open" | "closing" | "closed" = "opening";
  /** The frames of the client that have not arrived. */
  readonly sent: Frame[] = [];
  /** The subscriptions by their names. */
  readonly subscriptions = new Map<string, Subscription>();
  /** Answers and events on their way to the client. */
  readonly #frames: object[] = [];
  /** The newest bundle of each subscription, which wait behind them. */
  readonly #bundles = new Map<Subscription, object>();

  constructor(socket: ModelSocket, node: LiveNode) {
    this.socket = socket;
    this.node = node;
  }

  get hasFrames(): boolean {
    return this.state === "open" && this.#frames.length + this.#bundles.size > 0;
  }

  open(): void {
    this.state = "open";
    this.socket.onopen();
  }

  /** Ends the socket on the server; the client hears of it later. */
  close(): void {
    if (this.state === "closed") return;
    this.state = "closing";
    this.sent.length = this.#frames.length = 0;
    this.#bundles.clear();
    for (const subscription of this.subscriptions.values()) this.end(subscription);
  }

  tellClosed(): void {
    this.state = "closed";
    this.socket.onclose();
  }

  send(frame: object): void {
    if (this.state === "open") this.#frames.push(frame);
  }

  push(subscription: Subscription, frame: object): void {
    this.#bundles.set(subscription, frame);
  }

  /** Ends a subscription, with the bundle of it that waits. */
  end(subscription: Subscription): void {
    this.#bundles.delete(subscription);
    this.node.subscriptions.delete(subscription);
    for (const [name, known] of this.subscriptions) {
      if (known === subscription) this.subscriptions.delete(name);
    }
  }

  /** Lets the next frame arrive: answers and events come before bundles. */
  deliver(): void {
    let frame = this.#frames.shift();
    if (!frame) {
      const [subscription, bundle] = [...this.#bundles][0]!;
      this.#bundles.delete(subscription);
      frame = bundle;
    }
    this.socket.onmessage({ data: JSON.stringify(frame) });
  }
}
