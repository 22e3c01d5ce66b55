/** The error type of calls and reads. */

/** The error codes of the wire, and two that only a client gives. */
export type ErrorCode =
  | "BAD_REQUEST"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "PAYLOAD_TOO_LARGE"
  | "VALIDATION_ERROR"
  | "TOO_MANY_REQUESTS"
  | "TIMEOUT"
  | "CANCELLED"
  | "UNAVAILABLE"
  | "STALE_CLIENT"
  | "INTERNAL_ERROR"
  | "NOT_IMPLEMENTED"
  /** No answer came: offline, refused, or cut off. */
  | "NETWORK"
  /** Ended by the client: aborted, or the session it belonged to is over. */
  | "ABORTED";

/** An error in the form that it has on the wire. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly kind?: string;
  readonly details?: unknown;
  /** The seconds after which another attempt makes sense. */
  readonly retryAfter?: number | undefined;
}

/** A call or a read that failed. */
export class MizanError extends Error {
  declare readonly code: ErrorCode;
  /** The variant, if the function declares an error type. */
  declare readonly kind: string | undefined;
  /** The fields of the variant, or the details of the code. */
  declare readonly details: unknown;
  /** The seconds after which another attempt makes sense, if the server says so. */
  declare readonly retryAfter: number | undefined;

  constructor(error: WireError) {
    super(error.message);
    Object.assign(this, error, { name: "MizanError" });
  }

  /** True if the same request may succeed a little later. */
  get isTransient(): boolean {
    return /NETWORK|TIMEOUT|UNAVAILABLE|INTERNAL|TOO_MANY/.test(this.code);
  }

  /** True if the server may have run the function although no answer came. */
  get outcomeUnknown(): boolean {
    return /NETWORK|TIMEOUT|ABORTED|INTERNAL/.test(this.code);
  }
}

/** A `MizanError` whose `kind` names a declared variant; other failures have no `kind`. */
export type Failure<Kinds = never> = MizanError & (Kinds | { readonly kind: undefined });

export function aborted(): MizanError {
  return new MizanError({ code: "ABORTED", message: "The request was aborted." });
}

/** `AbortSignal.throwIfAborted`, which the oldest browsers lack, as they do the reason of a signal. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted();
}

/** Any exception, as a `MizanError`: a transport that throws has no answer, unless it is no JSON. */
export function toMizanError(thrown: unknown, code: ErrorCode = "NETWORK"): MizanError {
  if (thrown instanceof MizanError) return thrown;
  const { name, message } = Object(thrown) as Error;
  if (name === "AbortError") return aborted();
  return new MizanError({ code: name === "SyntaxError" ? "INTERNAL_ERROR" : code, message });
}
