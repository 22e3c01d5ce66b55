/** What can go wrong, as one error type. */

/** The wire's error codes, and the two that only a client can see. */
export type ErrorCode =
  | "BAD_REQUEST"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "PAYLOAD_TOO_LARGE"
  | "VALIDATION_ERROR"
  | "TOO_MANY_REQUESTS"
  | "INTERNAL_ERROR"
  | "NOT_IMPLEMENTED"
  /** No answer came: offline, refused, or cut off. */
  | "NETWORK"
  /** Given up on this side: aborted, or the session it belonged to has ended. */
  | "ABORTED";

/** An error as it stands on the wire. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly kind?: string;
  readonly details?: unknown;
}

/** A call or a read that failed. */
export class MizanError extends Error {
  readonly code: ErrorCode;
  /** The variant, where the function declares an error type of its own. */
  readonly kind: string | undefined;
  /** The variant's fields, or what the code says more. */
  readonly details: unknown;

  constructor({ code, message, kind, details }: WireError) {
    super(message);
    this.name = "MizanError";
    this.code = code;
    this.kind = kind;
    this.details = details;
  }

  /** Whether the same request may well succeed a little later. */
  get isTransient(): boolean {
    return ["NETWORK", "INTERNAL_ERROR", "TOO_MANY_REQUESTS"].includes(this.code);
  }

  /** Whether nobody can tell if the server did it. */
  get isUnknown(): boolean {
    return ["NETWORK", "ABORTED"].includes(this.code);
  }
}

/** A `MizanError` whose `kind` tells the declared variants apart; undeclared failures have none. */
export type Failure<Kinds = never> = MizanError & (Kinds | { readonly kind: undefined });

export function aborted(): MizanError {
  return new MizanError({ code: "ABORTED", message: "Nobody waits for it." });
}

/** Everything that is thrown on the way, as the one error type. */
export function toMizanError(thrown: unknown): MizanError {
  if (thrown instanceof MizanError) return thrown;
  const { name, message } = Object(thrown) as Error;
  return name === "AbortError" ? aborted() : new MizanError({ code: "NETWORK", message });
}
