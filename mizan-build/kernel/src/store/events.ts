/** Events: what a kernel tells those who watch it, such as a log, a progress bar or a tracer. */

import type { MizanError } from "../wire/error";
import type { Core } from "./core";

/** The request that an event is about, or the socket. */
export interface Subject {
  readonly kind: "read" | "call" | "stream" | "socket";
  /**
   * The function that is called, by its name on the wire; of a read the key, `user?user_id=5`; of a
   * socket its address.
   */
  readonly subject: string;
}

/** The events of a kernel, by name. */
export interface KernelEvents {
  /**
   * A read, a call or a stream has failed, after all attempts, or a socket has brought what is no frame of
   * the server. What was aborted has not failed.
   */
  readonly error: Subject & { readonly error: MizanError };
  /**
   * A request is sent. `ended` resolves when it has been answered, that of a stream when its answer
   * begins, and with its error if it failed.
   */
  readonly request: Subject & { readonly ended: Promise<MizanError | undefined> };
  /** Data are read, and why: because they are `mounted`, or `rename_user affects user`. */
  readonly why: { readonly subject: string; readonly why: string };
}

/** Hears of all events. */
export type Listener = (name: keyof KernelEvents, event: unknown) => unknown;

/** Tells an event, but not while a component may be rendered. The exceptions of listeners are their own. */
export function emit<Name extends keyof KernelEvents>(
  { listeners }: Core,
  name: Name,
  event: KernelEvents[Name],
): void {
  for (const each of listeners) queueMicrotask(() => listeners.has(each) && each(name, event));
}

/** Notes that a request has failed for good. */
export function noteFailure(core: Core, about: Subject, error: MizanError): void {
  core.clock.tick("failed", about.subject, error.message);
  if (error.code !== "ABORTED") emit(core, "error", { ...about, error });
}
