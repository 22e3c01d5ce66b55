/** Live instances: while one has readers, the server sends its truth whenever somebody changes it. */

import { heldBy, landBundle, type Parsed } from "../reads/bundle";
import { invalidate } from "../reads/invalidation";
import { refresh } from "../reads/read";
import { loseSession } from "../reads/unauthorized";
import { batch } from "../store/batch";
import type { Core } from "../store/core";
import type { Entry } from "../store/entry";
import { toJson, type Wire } from "../wire/canonical";
import { MizanError, toMizanError, type WireError } from "../wire/error";
import type { Bundle } from "../wire/transport";
import { connectionOf, type Connection, type Frame, type Part } from "./connection";

/** An entry with readers, as the server knows it. */
interface Link {
  readonly entry: Entry;
  /** Its name when it was linked: the parameters of a list in pages change with the number of pages. */
  readonly name: string;
  readonly wanted: Wanted;
  /** The moment of the last push. */
  pushedAt: number;
  /** A push that was not shown, because a read was on its way. */
  unshown: Bundle | undefined;
}

/** An instance as its subscription names it. */
interface Wanted {
  readonly context: string;
  readonly params: Wire;
  readonly only?: string | undefined;
  readonly v?: string | undefined;
  readonly h?: string | undefined;
}

/** The answer to one subscription. */
interface Answer {
  readonly bundle?: Bundle;
  readonly same?: true;
  readonly v?: string;
  readonly error?: WireError;
}

/** The links of a kernel. */
class Links implements Part {
  readonly #core: Core;
  readonly #connection: Connection;
  readonly #links = new Map<string, Link>();
  readonly #due = new Set<Link>();

  constructor(core: Core, connection: Connection) {
    this.#core = core;
    this.#connection = connection;
  }

  /** Keeps an entry true until the function that is returned is called. */
  join(entry: Entry): () => void {
    const wanted = wantedOf(entry);
    const name = nameOf(wanted);
    const link = { entry, name, wanted, pushedAt: 0, unshown: undefined };
    this.#links.set(name, link);
    this.#connection.hold(link);
    // The first bundle comes over HTTP; the subscription says which one that was.
    entry.onLanded = () => this.#follow(link);
    if (!entry.stale) this.#want(link);
    return () => this.#leave(link);
  }

  /** Something has landed. */
  #follow(link: Link): void {
    const { entry, unshown } = link;
    link.unshown = undefined;
    const isShown = entry.h && entry.h === unshown?.$h;
    if (unshown && !isShown) invalidate(this.#core, [entry], "changed by others");
    this.#want(link);
  }

  #leave(link: Link): void {
    const { entry, name, wanted } = link;
    entry.onLanded = entry.subscribedAt = undefined;
    this.#links.delete(name);
    this.#due.delete(link);
    this.#connection.release(link);
    if (!this.#connection.isOpen) return;
    // Also where that has failed: the server may still try.
    this.#connection.request({ action: "unsubscribe", of: [wanted] }).catch(() => {});
  }

  onOpen(): void {
    for (const link of this.#links.values()) if (link.entry.sentAt) this.#want(link);
  }

  onLost(): void {
    for (const { entry } of this.#links.values()) entry.subscribedAt = undefined;
  }

  /** Subscribes an entry, together with the others of this tick. */
  #want(link: Link): void {
    if (link.entry.subscribedAt || !this.#connection.isOpen) return;
    if (!this.#due.size) queueMicrotask(() => void this.#subscribe());
    this.#due.add(link);
  }

  async #subscribe(): Promise<void> {
    const links = [...this.#due];
    this.#due.clear();
    if (!links[0]) return;
    for (const { entry } of links) {
      entry.subscribedAt = this.#core.clock.tick("subscribe", entry.key);
    }
    const of = links.map(({ entry, wanted }) => ({ ...wanted, ...shownBy(entry) }));
    let answers: Answer[] = [];
    try {
      answers = await this.#connection.request({ action: "subscribe", of });
    } catch {
      // A socket that was lost subscribes all again; a refusal leaves the entries to HTTP.
    }
    batch(this.#core, () =>
      links.forEach((link, at) => this.#answer(link, of[at]!, answers[at] ?? {})),
    );
  }

  #answer(link: Link, asked: Wanted, { bundle, same, v, error }: Answer): void {
    if (this.#links.get(link.name) !== link) return;
    if (error) return this.#fail(link, error);
    const { entry } = link;
    if (!same && !bundle) entry.subscribedAt = undefined;
    // Something else may have landed since, and what was invalidated since may be unknown to that node.
    const isShown = same && !entry.stale && asked.h === entry.h && asked.v === shownBy(entry).v;
    if (isShown) this.#land(link, [{ ...heldBy(entry), $h: entry.h, $v: v }, entry.text, true]);
    if (bundle) this.#land(link, [bundle]);
  }

  onEvent(frame: Frame): void {
    const { channel, bundle, error } = frame;
    if (frame.event === "lagged" && !channel) {
      this.onLost();
      return this.onOpen();
    }
    const link = this.#links.get(nameOf(frame));
    if (!link) return;
    if (error) this.#fail(link, error);
    else if (bundle) this.#land(link, [bundle as Bundle]);
    else invalidate(this.#core, [link.entry], "changed by others");
  }

  #land(link: Link, parsed: Parsed): void {
    const { entry } = link;
    // Pushes are in order by themselves: one is newer than what the last one brought.
    const isNext = link.pushedAt && entry.landedAt === link.pushedAt;
    const sentAt = isNext ? link.pushedAt + 0.5 : (entry.subscribedAt ?? 0);
    // It may be older than a change of one's own, whose guess it would take away. The read that follows
    // that change is on its way, and is followed by another one.
    const isBehind = entry.sentAt && sentAt <= entry.invalidatedAt && entry.reads.size;
    link.unshown = isBehind ? parsed[0] : undefined;
    if (isBehind) return;
    batch(this.#core, () => {
      const at = this.#core.clock.tick("pushed", entry.key, "changed by others");
      try {
        landBundle(this.#core, entry, parsed, { sentAt, at, isRead: true });
      } catch (thrown) {
        return this.#fail(link, toMizanError(thrown, "INTERNAL_ERROR"));
      }
      link.pushedAt = at;
      refresh(this.#core, entry);
    });
  }

  /** The server has ended the subscription, or tries again; the next bundle that lands subscribes again. */
  #fail(link: Link, wire: WireError | MizanError): void {
    const { entry } = link;
    entry.subscribedAt = undefined;
    const error = new MizanError(wire as WireError);
    batch(this.#core, () => {
      const sentAt = this.#core.clock.tick("failed", entry.key, error.message);
      if (error.code === "UNAUTHORIZED") loseSession(this.#core, entry, sentAt);
      entry.failures.set("", { error, sentAt });
      this.#core.changed.add(entry);
    });
  }
}

/** An entry as a subscription names it, in the form in which the server repeats it. */
const wantedOf = ({ address: { context, params, only } }: Entry): Wanted => ({
  context: context.name,
  params: JSON.parse(toJson(params)) as Wire,
  only: only && context.members[only]?.name,
});

/** The name of an instance, in a subscription and in an event. */
const nameOf = ({ context, params, only }: Wanted | Frame): string =>
  toJson([context, params, only]);

/**
 * The token and the name of the bundle that is shown, if it is one bundle of the server. A member beside
 * its error has none: it is older than the read that was refused, and a node that has not heard of a change
 * since would call it true.
 */
function shownBy({ members, writes, failures, h }: Entry): Pick<Wanted, "v" | "h"> {
  const tokens = members.map(({ slot }) => {
    const [write, other] = writes.get(slot) ?? [];
    return other || failures.has(slot) ? undefined : write?.v;
  });
  const [v, ...others] = new Set(tokens);
  return others.length ? {} : { v, h };
}

/** Keeps an entry true while it has readers: what the spec of a live context names. */
export function live(core: Core, entry: Entry): () => void {
  return connectionOf(core).part(Links).join(entry);
}
