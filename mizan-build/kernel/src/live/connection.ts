/**
 * The socket of a kernel: opened when something needs it, opened again with growing pauses when it is
 * lost, and closed when nothing needs it any more.
 */

import { pauseAfter } from "../reads/retry";
import type { Core } from "../store/core";
import { noteFailure } from "../store/events";
import { listenToHost } from "../store/host";
import { onAbort } from "../wire/abort";
import { MizanError, aborted, throwIfAborted, toMizanError, type WireError } from "../wire/error";
import { baseOf } from "../wire/send";
import { stringify } from "../wire/stringify";

/**
 * The state of the socket: nothing needs one (`off`), it is being opened (`connecting`), what is shown
 * is kept true (`open`), or another attempt comes later (`waiting`).
 */
export type LiveStatus = "off" | "connecting" | "open" | "waiting";

/** A frame of the server. */
export interface Frame {
  readonly id?: number | null;
  readonly ok?: unknown;
  readonly error?: WireError;
  readonly event?: string;
  readonly [field: string]: unknown;
}

/** What carries the frames of what is live: a socket, or what behaves like one. */
export interface Carrier {
  /** Its address, for messages. */
  readonly url: string;
  onopen: (() => unknown) | null;
  onmessage: ((message: { readonly data: unknown }) => unknown) | null;
  onerror: (() => unknown) | null;
  onclose: (() => unknown) | null;
  send(frame: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
}

/** A part of the kernel that speaks over the socket. */
export interface Part {
  /** Called when the socket is open, and who is asking is said. */
  onOpen(): void;
  /** Called when the socket is lost, or closed. */
  onLost(): void;
  onEvent(frame: Frame): void;
}

/** A request that waits for its answer. */
interface Waiting {
  readonly resolve: (ok: never) => void;
  readonly reject: (error: unknown) => void;
}

/** How long the socket stays open after the last one that needed it, in milliseconds. */
const GRACE = 2000;

/** Silence after which a socket is not trusted when the user comes back: the machine may have slept. */
const SILENCE = 70_000;

export class Connection {
  readonly #core: Core;
  readonly #users = new Set<object>();
  readonly #watchers = new Set<() => void>();
  /** The parts of the kernel that speak over the socket, each the only one of its class. */
  readonly #parts = new Map<unknown, Part>();
  readonly #waiting = new Map<number, Waiting>();
  #socket: Carrier | undefined;
  #status: LiveStatus = "off";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unlisten = () => {};
  #attempts = 0;
  #heardOn = 0;
  /** The token that the socket was opened with, or that was sent last. */
  #token: string | undefined;
  /** The server has answered to it. */
  #renewed: Promise<unknown> = Promise.resolve();

  /** The id of the last request. */
  lastId = 0;

  constructor(core: Core) {
    this.#core = core;
  }

  get status(): LiveStatus {
    return this.#status;
  }

  get isOpen(): boolean {
    return this.#status === "open";
  }

  /** The part of a class, which is made when it is needed first. */
  part<P extends Part>(Kind: new (core: Core, connection: Connection) => P): P {
    let part = this.#parts.get(Kind);
    if (!part) this.#parts.set(Kind, (part = new Kind(this.#core, this)));
    return part as P;
  }

  /** Calls back when the status changes. */
  watch(watcher: () => void): () => void {
    const own = () => watcher();
    this.#watchers.add(own);
    return () => this.#watchers.delete(own);
  }

  /** Needs the socket until it is released. */
  hold(user: object): void {
    this.#users.add(user);
    if (this.#status === "off") this.#open();
  }

  release(user: object): void {
    this.#users.delete(user);
    if (this.#users.size || this.#status === "off") return;
    setTimeout(() => this.#users.size || this.#close(), GRACE);
  }

  /**
   * Sends a request, behind a token that is new; rejects if the socket is lost before the answer. `take`
   * gets the answer before any frame behind it is looked at.
   */
  async request<Answer>(
    frame: object,
    signal?: AbortSignal,
    take?: (answer: Answer) => void,
    id?: number,
  ): Promise<Answer> {
    await this.#renew();
    throwIfAborted(signal);
    return this.#ask(frame, signal, take, id);
  }

  /** Sends the token if it is another one than the server knows; what is sent behind it waits as well. */
  #renew(): Promise<unknown> {
    const token = this.#readToken();
    if (token === this.#token || !token) return this.#renewed;
    this.#token = token;
    const renewing = this.#ask({ action: "auth", token });
    this.#renewed = renewing.catch(() => {});
    return renewing;
  }

  #ask<Answer>(
    frame: object,
    signal?: AbortSignal,
    take?: (answer: Answer) => void,
    id = ++this.lastId,
  ): Promise<Answer> {
    let end: (() => void) | undefined;
    return new Promise<Answer>((resolve, reject) => {
      if (!this.#socket) return reject(lost());
      end = onAbort(signal, () => {
        if (!this.#waiting.delete(id)) return;
        this.send(stringify({ action: "cancel", of: id }));
        reject(aborted());
      });
      const answer = (ok: Answer) => {
        take?.(ok);
        resolve(ok);
      };
      this.#waiting.set(id, { resolve: answer, reject });
      this.send(stringify({ id, ...frame }));
    }).finally(() => end?.());
  }

  /** Sends a frame as it is. */
  send(frame: string | Uint8Array<ArrayBuffer>): void {
    this.#socket?.send(frame);
  }

  #open(): void {
    const socket = openCarrier(this.#core);
    if (!socket) return;
    this.#become("connecting");
    this.#unlisten();
    this.#unlisten = listenToHost(this.#core, () => this.#wake());
    // The session's end aborts all calls, and with them this: who is asking is said by the upgrade.
    const session = new AbortController();
    this.#core.calls.add(session);
    this.#socket = socket;
    this.#token = undefined;
    onAbort(session.signal, () => this.#restart(socket));
    socket.onopen = () => void this.#greet(socket);
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      try {
        this.#receive(String(data));
      } catch (thrown) {
        // A frame was lost, and nobody knows which: another socket says again what matters.
        const about = { kind: "socket", subject: socket.url } as const;
        noteFailure(this.#core, about, toMizanError(thrown, "INTERNAL_ERROR"));
        this.#lose();
        socket.close();
      }
    };
    // The end of the socket says the same; hosts other than browsers throw an error that nobody takes.
    socket.onerror = () => {};
    socket.onclose = () => {
      this.#core.calls.delete(session);
      if (socket === this.#socket) this.#lose();
    };
  }

  async #greet(socket: Carrier): Promise<void> {
    this.#heardOn = Date.now();
    // What needs a token that is refused is refused as well, and read again over HTTP.
    await this.#renew().catch(() => {});
    if (socket !== this.#socket) return;
    this.#become("open");
    for (const part of this.#parts.values()) part.onOpen();
  }

  #receive(text: string): void {
    this.#heardOn = Date.now();
    const frame = JSON.parse(text) as Frame;
    this.#attempts = 0;
    if (frame.event === "going") return this.#restart(this.#socket, 5000 * Math.random());
    // Nobody waits for the answer of an event, which has no id.
    for (const part of this.#parts.values()) if (frame.event) part.onEvent(frame);
    const waiting = this.#waiting.get(frame.id!);
    this.#waiting.delete(frame.id!);
    try {
      if (frame.error) throw new MizanError(frame.error);
      waiting?.resolve(frame.ok as never);
    } catch (error) {
      waiting?.reject(error);
    }
  }

  /** The socket is lost: what waited for an answer is told, and another attempt comes later. */
  #lose(): void {
    this.#drop();
    if (!this.#users.size) return this.#become("off");
    this.#retryAfter(pauseAfter(this.#attempts++ - 1));
  }

  #retryAfter(pause: number): void {
    this.#become("waiting");
    this.#timer = setTimeout(() => this.#open(), pause);
  }

  /** Opens another socket in place of this one. */
  #restart(socket: Carrier | undefined, pause = 0): void {
    if (!socket || socket !== this.#socket) return;
    this.#drop();
    this.#retryAfter(pause);
    // What runs on a server that goes down may still be answered to nobody: it is told of at its end.
    socket.close();
  }

  #close(): void {
    const socket = this.#socket;
    this.#drop();
    this.#unlisten();
    this.#become("off");
    socket?.close();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#socket = undefined;
    for (const { reject } of this.#waiting.values()) reject(lost());
    this.#waiting.clear();
    for (const part of this.#parts.values()) part.onLost();
  }

  /** The user or the network is back. */
  #wake(): void {
    if (this.#status === "waiting") {
      clearTimeout(this.#timer);
      this.#open();
    } else if (this.isOpen && Date.now() - this.#heardOn > SILENCE) {
      this.#restart(this.#socket);
    }
  }

  #become(status: LiveStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#core.clock.tick("socket", status);
    for (const watcher of [...this.#watchers]) watcher();
  }

  #readToken(): string | undefined {
    const { socketToken, headers } = this.#core.options;
    const { Authorization = "", "X-Mizan-Token": mwt } = headers?.() ?? {};
    return socketToken?.() ?? mwt ?? (Authorization.replace(/^Bearer /i, "") || undefined);
  }
}

const lost = () => new MizanError({ code: "NETWORK", message: "The socket was lost." });

/** Opens what the transport has, or a socket; nothing without a page, or without sockets. */
function openCarrier({ host, options, transport }: Core): Carrier | undefined {
  if ("open" in transport) return transport.open!();
  if (!host.visible || typeof WebSocket === "undefined") return undefined;
  const page = globalThis.location?.href;
  const url = new URL(`${baseOf(options)}/ws/`, page).href.replace(/^http/, "ws");
  return new WebSocket(url) as Carrier;
}

/** The one connection of a kernel. */
export const connectionOf = (core: Core): Connection => (core.connection ??= new Connection(core));
