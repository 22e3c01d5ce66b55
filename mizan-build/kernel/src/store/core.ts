/** The state that all parts of one kernel share. */

import type { FreshnessOptions } from "../reads/freshness";
import type { AnyContext } from "../spec";
import type { HttpOptions } from "../wire/http";
import type { Transport } from "../wire/transport";
import type { Clock } from "./clock";
import type { Entry, Slots } from "./entry";
import type { Listener } from "./events";
import type { Host, Tabs, Wake } from "./host";
import type { Registry } from "./registry";

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
  /** It shows nothing any more. */
  isDone?: boolean;
  /** The exception of the recipe's last run. */
  error?: unknown;
}

/** The options that parts of the kernel look at later. */
export interface CoreOptions extends FreshnessOptions, HttpOptions {
  /** The token that a socket says, where `headers` has none. */
  readonly socketToken?: () => string | undefined;
}

export interface Core {
  readonly transport: Transport;
  readonly host: Host;
  readonly clock: Clock;
  readonly entries: Registry;
  /** The contexts of all entries that there have been. */
  readonly contexts: Set<AnyContext>;
  /** How long an entry without readers is kept, in milliseconds. */
  readonly cacheTime: number;
  readonly retries: number;
  /** How long a request may take, in milliseconds. */
  readonly timeout: number;
  /** Those who wait for events. */
  readonly listeners: Set<Listener>;
  /** What the client was made with. */
  readonly options: CoreOptions;
  /** The optimistic layers, in mutation order. */
  layers: Layer[];
  /** Computes the data shown under the layers; set with the first of them. */
  fold: (core: Core) => void;
  /** The calls without an answer, which the end of the session aborts. */
  readonly calls: Set<AbortController>;
  /** The newest token of each context, the newest last. */
  readonly seen: Map<string, string>;
  /** Hydrates a new entry with the data of another kernel. */
  onEntryCreated: (entry: Entry) => void;
  /** The contexts and functions that have been invalidated since the session began. */
  readonly changedNames: Set<string>;
  /** The entries that have readers. */
  readonly active: Set<Entry>;
  /** The entries of which a read has been sent in this tick. */
  readonly sending: Set<Entry>;
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
  isHostBelieved: boolean;
  /** Stops listening to the host. */
  unlisten: () => void;
  /** Somebody may be signed in: since the session began the server has refused nothing. */
  isSignedIn: boolean;
  /** The server says that nobody is signed in, to a read of an entry or to a call. */
  readonly onUnauthorized: (core: Core, entry: Entry | undefined, sentAt: number) => void;
  /** The name that all tabs of one server share. */
  readonly tabsName: string;
  /** The other tabs, while there are entries that they may change. */
  tabs?: Tabs | undefined;
  /** The entries that changed in the open batch. */
  readonly changed: Set<Entry>;
  /** How many batches are open, one inside the other. */
  depth: number;
}
