/** The state of a call in a word. */

import type { MizanError } from "../../../../sample/svelte";

interface State {
  readonly pending: boolean;
  readonly error: MizanError | undefined;
}

export const stateOf = ({ pending, error }: State) =>
  pending ? "pending" : error ? (error.kind ?? error.code) : "idle";
