/**
 * The transport over frames: calls and reads, each known by its id, and what is live beside them, over one
 * line. The line may be a port, the bridge of a web view, or a pipe.
 */

import type { Carrier as LiveCarrier, Frame } from "../live/connection";
import type { Pieces } from "../live/socket-upload";
import { onAbort } from "./abort";
import { MizanError, aborted, throwIfAborted } from "./error";
import { checked } from "./json";
import { stringify } from "./stringify";
import type { Bundle, CallRequest, ReadRequest, Reply, Transport } from "./transport";

/** Carries frames to a server: JSON text, and the bytes of files. */
export interface Line {
  send(frame: string | Uint8Array<ArrayBuffer>): void;
  /** Frees what the line holds. Nothing comes afterwards. */
  close(): void;
}

/** Hears of a line. */
export interface LineListener {
  /** A frame of the server. */
  onFrame(text: string): void;
  /** Nothing comes any more, and why. */
  onLost(why?: string): void;
}

/** Opens a line. It is called again after a line was lost. */
export type OpenLine = (listener: LineListener) => Line | Promise<Line>;

export interface FrameOptions {
  /** The token that says who is asking; it is read before each request. */
  readonly token?: () => string | undefined;
  /**
   * How long the other side has to answer the first frame, in milliseconds; the default is 5000. While something
   * waits and nothing comes for three times as long, it is asked whether it is there.
   */
  readonly patience?: number;
  /** The name of the line in errors and events. */
  readonly name?: string;
}

/** A request that waits for frames of its id. */
interface Waiting {
  take(frame: Frame, text: string): void;
  readonly reject: (error: MizanError) => void;
}

/** The version of the protocol. */
const PROTOCOL = 1;

/** The ids of requests begin here: what is live counts from one, over the same line. */
const FIRST_ID = 0x8000_0000;

/** The transport over a line, for `createMizan({ transport })`. */
export function overFrames(openLine: OpenLine, options: FrameOptions = {}): Transport {
  const frames = new Frames(openLine, options);
  return {
    read: (request) => frames.read(request),
    call: (request) => frames.call(request),
    open: () => frames.openLive(),
  };
}

/** What sends the files of a call. */
export interface UploadLine {
  /** The uploads that run, by the ids of their calls. */
  readonly uploads: Map<unknown, Pieces>;
  nextId(): number;
  send(frame: string | Uint8Array<ArrayBuffer>): void;
  request<Answer>(frame: object, signal: AbortSignal, id: number): Promise<Answer>;
}

class Frames {
  readonly #openLine: OpenLine;
  readonly #options: FrameOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly uploads = new Map<unknown, Pieces>();
  /** The line, once the server has answered over it. */
  #opened: Promise<unknown> | undefined;
  #hasAnswered = false;
  #line: Line | undefined;
  #live: LiveCarrier | undefined;
  /** Ends the line. */
  #lost: (why: string) => void = () => {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The other side was asked whether it is there, and nothing has come since. */
  #isAsked = false;
  /** The token that the server knows. */
  #token: string | undefined;
  // A page that was loaded anew counts from elsewhere than the one before it, whose answers may still come.
  #lastId = FIRST_ID + Math.floor(Math.random() * 2 ** 30);

  constructor(openLine: OpenLine, options: FrameOptions) {
    this.#openLine = openLine;
    this.#options = options;
  }

  async read({ context, params, only, seen, signal }: ReadRequest): Promise<Bundle> {
    return this.#request({ action: "fetch", context, params, only, seen }, signal, context);
  }

  async call(call: CallRequest): Promise<Reply> {
    const { fn, args, mounted, files, seen, idempotencyKey: key, signal, accept } = call;
    const frame = { action: "rpc", fn, args, mounted, seen: mounted && seen, key };
    if (accept) return this.#stream(frame, signal, accept) as Promise<Reply>;
    if (!files) return this.#request(frame, signal, fn);
    throwIfAborted(signal);
    const { sendFiles } = await import("../live/socket-upload");
    await this.#ready(signal);
    return sendFiles(this, frame, call);
  }

  /** What is live, as a socket has it. */
  openLive(): LiveCarrier {
    const live: LiveCarrier = {
      url: this.#options.name ?? "port",
      onopen: null,
      onmessage: null,
      onerror: null,
      onclose: null,
      send: (frame) => this.send(frame),
      close: () => this.#live === live && this.#endLive(),
    };
    this.#live = live;
    // The one who opens it listens by then.
    this.#connect().then(
      () => {
        if (live === this.#live) live.onopen?.();
        this.#watch();
      },
      () => live.onclose?.(),
    );
    return live;
  }

  /** Ends what is live on the server, and the token that was said last. */
  #endLive(): void {
    this.#live = undefined;
    this.#token = undefined;
    if (this.#line) this.#ask({ action: "reset" }).catch(() => {});
  }

  nextId(): number {
    return ++this.#lastId;
  }

  send(frame: string | Uint8Array<ArrayBuffer>): void {
    this.#line?.send(frame);
  }

  async request<Answer>(frame: object, signal: AbortSignal, id: number): Promise<Answer> {
    return this.#ask(frame, signal, undefined, id);
  }

  async #request<Answer>(frame: object, signal: AbortSignal, from: string): Promise<Answer> {
    await this.#ready(signal);
    return this.#ask(frame, signal, from);
  }

  /** Waits until a request may be sent, which most may at once. */
  async #ready(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (this.#hasAnswered && this.#options.token?.() === this.#token) return;
    let end: (() => void) | undefined;
    const abort = new Promise<never>((_resolve, reject) => {
      end = onAbort(signal, () => reject(aborted()));
    });
    try {
      await Promise.race([this.#connect().then(() => this.#renew()), abort]);
    } finally {
      end?.();
    }
  }

  #connect(): Promise<unknown> {
    const opened = (this.#opened ??= this.#open());
    // The next one who needs the line tries again.
    opened.catch(() => this.#opened === opened && (this.#opened = undefined));
    return opened;
  }

  async #open(): Promise<void> {
    let line: Line | undefined;
    let isOver = false;
    const lose = (why = "The port was lost.") => {
      if (isOver) return;
      isOver = true;
      if (line && line === this.#line)
        this.#lose(new MizanError({ code: "NETWORK", message: why }));
    };
    const onFrame = (text: string) => {
      if (!isOver && line) this.#receive(text, lose);
    };
    line = await this.#openLine({ onFrame, onLost: lose });
    this.#line = line;
    this.#lost = lose;
    this.#token = undefined;
    const { patience = 5000 } = this.#options;
    const timer = setTimeout(
      () =>
        lose(
          `No server of Mizan has answered within ${patience} ms. Does one serve the other side?`,
        ),
      patience,
    );
    try {
      await (isOver ? Promise.reject(lost()) : this.#ask({ action: "hello", protocol: PROTOCOL }));
      this.#hasAnswered = !isOver;
    } catch (error) {
      lose((error as MizanError).message);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Says a token that is new, and begins anew where there is none any more. */
  async #renew(): Promise<void> {
    const token = this.#options.token?.();
    if (token === this.#token) return;
    if (!token) {
      const live = this.#live;
      this.#endLive();
      live?.onclose?.();
      return;
    }
    this.#token = token;
    await this.#ask({ action: "auth", token });
  }

  #ask<Answer>(
    frame: object,
    signal?: AbortSignal,
    from = "",
    id = this.nextId(),
  ): Promise<Answer> {
    let end: (() => void) | undefined;
    return new Promise<Answer>((resolve, reject) => {
      end = onAbort(signal, () => this.#cancel(id, reject));
      const take = ({ ok, error }: Frame, text: string) => {
        this.#waiting.delete(id);
        if (error) return reject(new MizanError(error));
        checked(text, from);
        resolve(ok as Answer);
      };
      this.#start(id, frame, { take, reject });
    }).finally(() => end?.());
  }

  /** Calls a function that streams: its items come as lines of one body. */
  async #stream(
    frame: object,
    signal: AbortSignal,
    accept: (response: Response) => Promise<unknown>,
  ): Promise<unknown> {
    await this.#ready(signal);
    const id = this.nextId();
    const encoder = new TextEncoder();
    return new Promise((resolve, reject) => {
      let controller!: ReadableStreamDefaultController<Uint8Array>;
      let hasBegun = false;
      const cancel = () => this.#cancel(id, () => {});
      const start = (given: typeof controller) => void (controller = given);
      const body = new ReadableStream<Uint8Array>({ start, cancel });
      const end = onAbort(signal, () => this.#cancel(id, fail));
      const fail = (error: MizanError) => {
        end();
        if (hasBegun) controller.error(error);
        else reject(error);
      };
      const take = (line: Frame, text: string) => {
        const isLast = line.error || "end" in line;
        if (isLast) this.#waiting.delete(id);
        if (line.error && !hasBegun) return fail(new MizanError(line.error));
        controller.enqueue(encoder.encode(`${text}\n`));
        if (!hasBegun) resolve(accept({ body } as Response));
        hasBegun = true;
        if (!isLast) return;
        end();
        controller.close();
      };
      this.#start(id, frame, { take, reject: fail });
    });
  }

  #start(id: number, frame: object, waiting: Waiting): void {
    if (!this.#line) return waiting.reject(lost());
    this.#waiting.set(id, waiting);
    this.send(stringify({ id, ...frame }));
    this.#watch();
  }

  /** A port of a browser does not tell that its other side has gone: while something waits, that is asked. */
  #watch(): void {
    const { patience = 5000 } = this.#options;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (!this.#waiting.size && !this.#live) return;
      if (this.#isAsked) return this.#lost("The other side of the port has gone.");
      this.#isAsked = true;
      // Nothing is to be done, and that is answered.
      this.#ask({ action: "unsubscribe", of: [] }).catch(() => {});
    }, 3 * patience);
  }

  #cancel(id: number, reject: (error: MizanError) => void): void {
    if (!this.#waiting.delete(id)) return;
    this.send(stringify({ action: "cancel", of: id }));
    reject(aborted());
  }

  #receive(text: string, lose: (why?: string) => void): void {
    let frame: Frame;
    this.#isAsked = false;
    try {
      frame = Object(JSON.parse(text)) as Frame;
    } catch {
      return lose("What has come is no frame.");
    }
    const { id, error, event, reason, of, bytes, piece } = frame;
    const waiting = this.#waiting.get(id!);
    const upload = event === "received" && this.uploads.get(of);
    if (waiting) waiting.take(frame, text);
    else if (upload) upload.onReceived(bytes as number, piece as number);
    else if (event === "closed") lose(`The server has closed the port: ${String(reason)}.`);
    // A frame was lost, and nobody knows which.
    else if (error && id === null) lose(error.message);
    else this.#live?.onmessage?.({ data: text });
  }

  #lose(error: MizanError): void {
    const line = this.#line;
    const live = this.#live;
    clearTimeout(this.#timer);
    this.#line = this.#live = this.#opened = this.#timer = undefined;
    this.#hasAnswered = this.#isAsked = false;
    line?.close();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
    live?.onclose?.();
  }
}

const lost = () => new MizanError({ code: "NETWORK", message: "The port was lost." });
