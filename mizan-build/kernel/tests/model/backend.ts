/** A server as an interleaving drives it: each of its steps happens when the interleaving says so. */

import type { FunctionSpec } from "../../src/spec";
import type { Bundle, Mounted, Transport } from "../../src/wire/transport";
import type { ChangeArgs } from "./api";
import type { Kind, RunState } from "./change";
import type { Database } from "./database";

/** A request between its sending and its answer. */
export interface Flight {
  /** The mutation, unless it is a read. */
  readonly run?: RunState;
}

/** A step of a real server takes time. */
export type Step = void | Promise<void>;

export interface Backend extends Transport {
  /** The truth. */
  readonly database: Database;
  readonly flights: readonly Flight[];
  /** The mutations by their tokens. */
  readonly runs: ReadonlyMap<number, RunState>;
  /** The kinds of mutations that the server has. */
  readonly kinds: readonly Kind[];
  functionOf(kind: Kind): FunctionSpec<ChangeArgs, null>;
  /** Its answer is all that remains of a request. */
  isAnswered(flight: Flight): boolean;
  /** The client still waits for the answer. */
  isHeard(flight: Flight): boolean;
  /** Runs the next step of a request, or lets its answer arrive. */
  advance(flight: Flight): Step;
  /** Breaks a connection. A mutation runs to its end all the same. */
  cut(flight: Flight): Step;
  /** All that the client has given up has come to its end. */
  settled(): Step;
  /** Signs somebody in by other means. */
  signIn(then: (person: number) => void): Step;
  /** Somebody else's change, which `tell` announces to the client some time after the commit. */
  changeElsewhere(user_id: number, item: number, tell: () => void): void;
  /** A page that a server renders; its snapshot arrives some time after, if it does. */
  render(instance: Mounted, take: (bundle: Bundle | undefined) => void): void;
}
