/** The state that all parts of one kernel share. */

import type { Connection } from "../live/connection";
import type { FreshnessOptions } from "../reads/freshness";
import type { HttpOptions } from "../wire/send";
import type { Carrier } from "../wire/transport";
import type { Clock } from "./clock";
import type { Entry, Slots } from "./entry";
import type { Listener } from "./events";
import type { Host, Tabs, Wake } from "./host";

/**
 * Finds the draft of an entry by its key; `undefined` where the entry has no data. The empty key is
 * that of an entry which is not known yet.
 */
export type Reach = (key: string) => Slots | undefined;

/** The optimistic change of one mutation. */
export interface Layer {
  /** Changes drafts; runs again on every newer base. */
  readonly recipe: (reach: Reach) => void;
  /** The keys that the recipe looked for in its last run; none before the first. */
  reached?: Set<string>;
  /** The entries that it found. */
  touched: Set<Entry>;
  /** The moment of the server's answer, and the entries that have to be read again because of it. */
  ack?: { readonly at: number; readonly due: ReadonlySet<Entry> };
  /** Part of the change that lands the answer. */
  landed?: (answer: unknown) => void;
  /** It shows nothing any more. */
  isDone?: boolean;
  /** The exception of the recipe's last run. */
  error?: unknown;
}

/** The options that parts of the kernel look at later. */
export interface CoreOptions extends FreshnessOptions, HttpOptions {
  /**
   * How long data without readers are kept, in milliseconds; the default is five minutes. With
   * `Infinity` they stay.
   */
  readonly cacheTime?: number;
  /** How often a read that failed for a moment is sent again; the default is 3. */
  readonly retries?: number;
  /**
   * How long the answer to a request may take, in milliseconds; the default is 0, as long as it takes.
   * Then the request is aborted, and its error is `TIMEOUT`: a read is sent again, a call may have
   * happened.
   */
  readonly timeout?: number;
  /** The token that a socket says, where `headers` has none. */
  readonly socketToken?: () => string | undefined;
}

export interface Core {
  /** What the client was made with. */
  readonly options: CoreOptions;
  readonly transport: Carrier;
  readonly host: Host;
  readonly clock: Clock;
  /** All entries, by their keys. */
  readonly entries: Map<string, Entry>;
  /** The same by each of their names. */
  readonly named: Map<string, Set<Entry>>;
  /** Those who wait for events. */
  readonly listeners: Set<Listener>;
  /** The optimistic layers, in mutation order. */
  layers: Layer[];
  /** Computes the data shown under the layers; set with the first of them. */
  fold?: (core: Core) => void;
  /** The calls without an answer, which the end of the session aborts. */
  readonly calls: Set<AbortController>;
  /** The newest token of each context, the newest last. */
  readonly seen: Map<string, string>;
  /** Hydrates a new entry with the data of another kernel. */
  onEntryCreated?: ((entry: Entry) => void) | undefined;
  /** The contexts and functions that have been invalidated since the session began. */
  readonly changedNames: Set<string>;
  /** The entries without readers, and when each of them goes; the next one first. */
  readonly idle: Map<Entry, number>;
  /** The timer of the next one. */
  collector?: ReturnType<typeof setTimeout> | undefined;
  /** Called when the user or the network is back. */
  readonly wakes: Set<Wake>;
  /**
   * The host is believed when it says that it is offline: a request has failed for want of a network,
   * or it said otherwise while a network was there. On a machine with loopback only it always says so.
   */
  isHostBelieved?: boolean;
  /** Stops listening to the host. */
  unlisten?: () => void;
  /** Tells the session from those before, which have none or another: what was shown then is nobody's to see. */
  session?: object;
  /** Somebody may be signed in: since the session began the server has refused nothing. */
  isSignedIn: boolean;
  /** The other tabs, while there are entries that they may change. */
  tabs?: Tabs | undefined;
  /** The socket, once something has needed one. */
  connection?: Connection;
  /** The entries that changed in the open batch. */
  readonly changed: Set<Entry>;
  /** Tells all listeners of a change; an adapter has its framework wait until the last one is told. */
  atOnce: (tell: () => void) => void;
  /** How many batches are open, one inside the other. */
  depth: number;
}
