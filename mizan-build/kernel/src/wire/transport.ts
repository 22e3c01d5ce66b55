/** The interface of a transport: what carries requests, such as HTTP, a socket or a test. */

import type { Carrier as LiveCarrier } from "../live/connection";
import type { Wire } from "./canonical";
import type { WireError } from "./error";
import type { Send } from "./send";
import type { Upload } from "./upload";

/** Carries requests. Failures are thrown, those of the server as a `MizanError`. */
export interface Transport {
  /** Reads a context. An answer that stays text is only parsed if it differs from the last one. */
  read(request: ReadRequest): Promise<string | Bundle>;
  call(request: CallRequest): Promise<Reply>;
  /** Opens what carries the frames of what is live; without it they go over a socket. */
  open?(): LiveCarrier;
}

/** The reads over HTTP; its calls are a part that not every client loads. */
export interface HttpReads extends Pick<Transport, "read"> {
  readonly send: Send;
}

/** What carries the requests of a kernel. */
export type Carrier = Transport | HttpReads;

export interface ReadRequest {
  readonly context: string;
  readonly params: Wire;
  /** The single member to run, by its name on the wire. */
  readonly only: string | undefined;
  /** The newest tokens that the client has seen: `user=a:5, feed=a:3`. */
  readonly seen: string | undefined;
  readonly signal: AbortSignal;
}

export interface CallRequest {
  readonly fn: string;
  readonly args: Wire;
  readonly files: Upload | undefined;
  /** The instances with readers that the mutation may change, so that its answer can bring them. */
  readonly mounted: readonly Mounted[] | undefined;
  /** The newest tokens that the client has seen: `user=a:5, feed=a:3`. */
  readonly seen: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly signal: AbortSignal;
  /** Receives the part of the upload that has been sent, 0 to 1. */
  readonly onProgress: (progress: number) => void;
  /**
   * Takes a successful response as it arrives, in place of reading it whole: for streams, whose
   * answer is lines of JSON. What it returns is the answer.
   */
  readonly accept?: (response: Response) => Promise<unknown>;
}

/** One context with one set of parameters. */
export interface Instance {
  readonly context: string;
  readonly params: Wire;
}

/** An instance with readers. */
export interface Mounted extends Instance {
  /** The single member that is read, by its name on the wire. */
  readonly only?: string | undefined;
  /** The server's name for the bundle that the client holds. */
  readonly h?: string | undefined;
}

/** The results of the members by their names on the wire, with fields about them. */
export interface Bundle {
  /** The ordering token. */
  readonly $v?: string | undefined;
  /** The server's name for this bundle. */
  readonly $h?: string | undefined;
  /** The parameters whose normal form differs from what the client wrote. */
  readonly $p?: Wire;
  readonly $errors?: { readonly [name: string]: WireError };
  readonly [name: string]: unknown;
}

/** The answer to a call. */
export interface Reply {
  readonly result: unknown;
  readonly invalidate: readonly Invalidation[];
  readonly merge?: readonly Merge[];
  /** True if the call signed somebody in or out: all data read before are another person's. */
  readonly session?: boolean;
  readonly contexts?: readonly Refreshed[];
  /** The tokens of the contexts whose clocks the call has advanced. */
  readonly v?: { readonly [context: string]: string };
}

/** An instance as it is after the call: its bundle, or `same` as the one it had, or an error. */
export interface Refreshed extends Instance {
  readonly only?: string;
  readonly bundle?: Bundle;
  readonly same?: boolean;
  readonly v?: string;
  readonly error?: WireError;
}

/** A context, a scoped context, or a function. */
export type Invalidation =
  | string
  | { readonly context: string; readonly params?: Wire }
  | { readonly function: string; readonly params?: Wire };

/** A new value for one member of a context's bundle. */
export interface Merge {
  readonly context: string;
  readonly slot: string;
  readonly value: unknown;
  readonly params?: Wire;
  readonly v?: string;
}
