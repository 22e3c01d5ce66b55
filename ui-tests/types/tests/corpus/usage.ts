/** How an application uses what was generated; the compiler is the test. */

import {
  createMizan,
  MizanError,
  type Defaults,
  type MizanFailure,
  type RenameError,
  type Two,
} from "./index";

/** A generic type has the defaults of Rust. */
export const defaults: Defaults = { a: [1], b: null };
export const half: Two<number> = { a: 1, b: "text" };

/** Every variant is told apart, and none is forgotten. */
export function explain(error: MizanFailure<RenameError>): string {
  switch (error.kind) {
    case "Taken":
      return error.details.suggestion;
    case "TooLong":
      return (error.code satisfies "VALIDATION_ERROR") + error.details.toFixed();
    case "not-yours":
      return error.details.name;
    case "Gone":
      // @ts-expect-error -- it holds nothing
      return error.details.name;
    case undefined:
      return error.message;
    default:
      return error satisfies never;
  }
}

/** A variant that is forgotten is told. */
export function forget(error: MizanFailure<RenameError>): string {
  switch (error.kind) {
    case "Taken":
    case "TooLong":
    case "not-yours":
    case undefined:
      return error.message;
    default:
      // @ts-expect-error -- `Gone` is left
      return error satisfies never;
  }
}

export async function read(): Promise<number> {
  const api = createMizan();
  const view = api.failingRead({}).current;
  if (view.error?.kind === "try_later") return view.error.details.afterSeconds;
  // @ts-expect-error -- no such variant
  if (view.error?.kind === "Gone") return 0;
  try {
    return await api.rename({ name: "Ada" });
  } catch (thrown) {
    return thrown instanceof MizanError ? 1 : 0;
  }
}
