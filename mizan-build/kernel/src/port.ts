/** The transport over a port: a worker, an iframe, or anything else that has `postMessage`. */

import type { Transport } from "./wire/transport";
import { overFrames, type FrameOptions, type Line, type LineListener } from "./wire/frames";

/**
 * What sends messages and brings them: a `MessagePort`, a `Worker`, a window, a port of Electron, or an object
 * with `postMessage` whose `onmessage` is called.
 */
export interface PortLike {
  postMessage(message: unknown, ...more: never[]): unknown;
  onmessage?: unknown;
}

type Listen = (name: string, listener: (event: never) => unknown) => unknown;

/** What the ports of browsers, of Node.js and of Electron have beside it. */
interface FullPort extends PortLike {
  addEventListener?: Listen;
  removeEventListener?: Listen;
  on?: Listen;
  off?: Listen;
  start?(): unknown;
  close?(): unknown;
  terminate?(): unknown;
}

/** A port, or what makes one: then another is made when one is lost. */
export type PortTarget = PortLike | (() => PortLike | Promise<PortLike>);

export interface PortOptions extends FrameOptions {
  /** The origin of a window, such as that of an iframe: nobody else gets what is sent, or is heard. */
  readonly origin?: string;
}

/** The events by which a port says that nothing comes any more. */
const ENDS = ["close", "error", "exit", "messageerror"];

/**
 * Carries everything over a port, in place of HTTP and of a socket. At its other side somebody passes the frames
 * on to a server, as the guide shows.
 *
 * ```ts
 * const client = createMizan({ transport: port(() => new Worker("worker.js")) });
 * ```
 */
export function port(target: PortTarget, options: PortOptions = {}): Transport {
  const make = typeof target === "function" ? target : undefined;
  if (!make) check(target as PortLike, options.origin);
  const open = async (listener: LineListener) => {
    const one = make ? await make() : (target as PortLike);
    return openPort(one as FullPort, options.origin, listener, !!make);
  };
  return overFrames(open, { name: "port", ...options });
}

/** Opens a port. One that was made for this line ends with it. */
function openPort(
  target: FullPort,
  origin: string | undefined,
  { onFrame, onLost }: LineListener,
  isOwn: boolean,
): Line {
  check(target, origin);
  const isOfWindow = isWindow(target);
  const receive = (message: unknown) => {
    // Node.js passes what was sent itself, and everybody else an event.
    const event = Object(message) as Partial<MessageEvent>;
    const data: unknown = typeof message === "string" ? message : event.data;
    // A page hears of others than its window too, and of what they say to others than this.
    const isMeant =
      !isOfWindow || (event.source === (target as unknown) && event.origin === origin);
    if (isMeant && typeof data === "string" && (!isOfWindow || data[0] === "{")) onFrame(data);
  };
  const end = (event: unknown) => {
    const { message } = Object(event) as { message?: string };
    onLost(`The port has ended${message ? `: ${message}` : ""}.`);
  };
  const unlisten = listen(isOfWindow ? (globalThis as never) : target, receive, !isOfWindow && end);
  return {
    send(frame) {
      const [message, transfer] =
        typeof frame === "string" ? [frame] : [frame.buffer, [frame.buffer]];
      const more = isOfWindow ? [origin, transfer] : transfer ? [transfer] : [];
      target.postMessage(message, ...(more as never[]));
    },
    close() {
      unlisten();
      if (!isOwn) return;
      if (target.terminate) target.terminate();
      else target.close?.();
    },
  };
}

/** Listens to messages and to the end; returns the way to stop. */
function listen(
  target: FullPort,
  receive: (message: unknown) => void,
  end: false | ((event: unknown) => void),
): () => void {
  const add = target.addEventListener ?? target.on;
  const remove = target.removeEventListener ?? target.off;
  if (!add) {
    target.onmessage = receive;
    return () => void (target.onmessage = null);
  }
  const all = [
    ["message", receive] as const,
    ...(end ? ENDS.map((name) => [name, end] as const) : []),
  ];
  for (const [name, listener] of all) add.call(target, name, listener);
  target.start?.();
  return () => all.forEach(([name, listener]) => remove?.call(target, name, listener));
}

function check(target: PortLike, origin: string | undefined): void {
  if (typeof target?.postMessage !== "function") {
    throw new TypeError(
      "This is no port: it has no `postMessage`. Give a `MessagePort`, a `Worker`, or a function that makes one.",
    );
  }
  if (isWindow(target) && (!origin || origin === "*")) {
    throw new TypeError(
      "A window may show any page, and its port needs the origin of the one that is meant. " +
        'Write it: `port(iframe.contentWindow, { origin: "https://app.example" })`.',
    );
  }
}

/** A window shows of itself, to pages of other origins too, that it is one. */
const isWindow = (target: PortLike): boolean => (target as { window?: unknown }).window === target;
