/** The seam between the kernel and whatever carries bytes: HTTP, a socket, IPC, a test. */

import type { Wire } from "./canonical";
import type { WireError } from "./error";
import type { Upload } from "./upload";

/** Carries requests. What fails is thrown, as a `MizanError` where the server answered. */
export interface Transport {
  /** Reads a context. The answer may stay text: text equal to the last is never even parsed. */
  read(request: ReadRequest): Promise<string | Bundle>;
  call(request: CallRequest): Promise<Reply>;
}

export interface ReadRequest {
  readonly context: string;
  readonly params: Wire;
  /** Run just this member. */
  readonly only: string | undefined;
  readonly signal: AbortSignal;
}

export interface CallRequest {
  readonly fn: string;
  readonly args: Wire;
  readonly files: Upload | undefined;
  /** What the mutation may change and somebody looks at: the server may answer with its new state. */
  readonly mounted: readonly Instance[] | undefined;
  readonly idempotencyKey: string | undefined;
  readonly signal: AbortSignal;
  /** Told the share of the upload that has been sent, 0 to 1. */
  readonly onProgress: (progress: number) => void;
}

/** One context with one set of parameters. */
export interface Instance {
  readonly context: string;
  readonly params: Wire;
}

/** Every member's result by its wire name, beside `$v` and `$errors`. */
export interface Bundle {
  readonly $v?: string;
  readonly $errors?: { readonly [name: string]: WireError };
  readonly [name: string]: unknown;
}

/** The answer to a call. */
export interface Reply {
  readonly result: unknown;
  readonly invalidate: readonly Invalidation[];
  readonly merge?: readonly Merge[];
  /** Somebody was signed in or out: what was read before is somebody else's. */
  readonly session?: boolean;
  readonly contexts?: readonly (Instance & { readonly bundle: Bundle })[];
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
