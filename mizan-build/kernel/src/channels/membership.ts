/** A membership of a room: joined while somebody looks, and again, without a hole, after each lost line. */

import type { Connection, Frame } from "../live/connection";
import { loseSession } from "../reads/unauthorized";
import { structuralShare } from "../share/structural";
import type { Core } from "../store/core";
import { onAbort } from "../wire/abort";
import type { Wire } from "../wire/canonical";
import { MizanError, aborted, toMizanError } from "../wire/error";
import type { CallRequest, Reply } from "../wire/transport";
import type { AnyChannel, RoomState } from "./spec";

/** The messages that are kept. */
const MOST = 256;

/** The pause after the server could let nobody in for the moment, in milliseconds. */
const PAUSE = 1000;

/** The answer to a join. */
interface Joined {
  readonly first: unknown;
  readonly seq: string;
  readonly present?: readonly unknown[];
  /** More messages were missed than the server keeps. */
  readonly gap?: boolean;
}

export type State = RoomState<unknown, unknown, unknown>;

/** The state of a room that nobody looks at. */
export const OFF: State = {
  status: "off",
  first: undefined,
  messages: [],
  present: [],
  error: undefined,
};

/** A member as the server wrote it, by which it is found when it leaves, and as it is shown. */
type Member = readonly [text: string, shown: unknown];

export class Membership {
  readonly #core: Core;
  readonly #connection: Connection;
  readonly #channel: AnyChannel;
  readonly #named: { readonly channel: string; readonly params: Wire };
  readonly #end: () => void;
  readonly #listeners = new Set<(state: State) => void>();
  readonly #users = new Set<object>();
  #members: readonly Member[] = [];
  /** The place of the last message; none before the first join. */
  #seq: string | undefined;
  /** A join is not answered: what comes before is of a membership that is over, and is in the answer. */
  #isJoining = false;
  /** Counts the joins: the answer to an older one is of no interest. */
  #joins = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #session = new AbortController();
  #state: State = { ...OFF, status: "joining" };

  /** `end` is called when nobody looks any more. */
  constructor(
    core: Core,
    connection: Connection,
    channel: AnyChannel,
    params: Wire,
    end: () => void,
  ) {
    this.#core = core;
    this.#connection = connection;
    this.#channel = channel;
    this.#named = { channel: channel.name, params };
    this.#end = end;
    this.#begin();
    if (connection.isOpen) void this.#join();
  }

  get current(): State {
    return this.#state;
  }

  subscribe(listener: (state: State) => void): () => void {
    const own = (state: State) => listener(state);
    this.#listeners.add(own);
    this.#hold(own);
    return () => {
      this.#listeners.delete(own);
      this.#release(own);
    };
  }

  /** Carries what a member says. One who is not there yet comes in first. */
  async send({ fn, args, mounted, idempotencyKey: key, signal }: CallRequest): Promise<Reply> {
    const user = {};
    this.#hold(user);
    try {
      await this.#joined(signal);
      const frame = { action: "send", ...this.#named, fn, args, mounted, key };
      return await this.#connection.request<Reply>(frame, signal);
    } finally {
      this.#release(user);
    }
  }

  onOpen(): void {
    if (this.#state.status !== "failed") void this.#join();
  }

  onLost(): void {
    clearTimeout(this.#timer);
    this.#joins++;
    if (this.#state.status === "joined") this.#become({ status: "waiting" });
  }

  receive(frame: Frame): void {
    if (this.#isJoining) return;
    const { event, error, message, seq, joined = [], left = [] } = frame;
    if (error) {
      // With another token there may be a way back.
      if (error.code === "UNAUTHORIZED") void this.#join();
      else this.#fail(new MizanError(error));
    } else if (event === "lagged") {
      void this.#join();
    } else if (event === "present") {
      this.#change(joined as unknown[], left as unknown[]);
    } else {
      this.#seq = seq as string;
      this.#hear(message);
    }
  }

  #hold(user: object): void {
    this.#users.add(user);
    this.#connection.hold(user);
  }

  /** The last user leaves the room; one that comes back at once is still there. */
  #release(user: object): void {
    queueMicrotask(() => {
      this.#users.delete(user);
      if (!this.#users.size) this.#leave();
      this.#connection.release(user);
    });
  }

  #leave(): void {
    this.onLost();
    this.#core.calls.delete(this.#session);
    this.#end();
    if (!this.#connection.isOpen) return;
    this.#connection.request({ action: "leave", ...this.#named }).catch(() => {});
  }

  /** The end of the session ends all that is known: the next user joins anew, over another socket. */
  #begin(): void {
    const session = (this.#session = new AbortController());
    this.#core.calls.add(session);
    onAbort(session.signal, () => {
      this.onLost();
      this.#seq = undefined;
      this.#members = [];
      this.#become({ ...OFF, status: "joining" });
      // All calls of the session are aborted now, and this one is the next session's.
      queueMicrotask(() => this.#users.size && this.#begin());
    });
  }

  async #join(): Promise<void> {
    clearTimeout(this.#timer);
    const join = ++this.#joins;
    this.#isJoining = true;
    const sentAt = this.#core.clock.tick("join", this.#channel.name);
    try {
      const frame = { action: "join", ...this.#named, seq: this.#seq };
      await this.#connection.request<Joined>(frame, undefined, (answer) => {
        if (join === this.#joins) this.#land(answer);
      });
    } catch (thrown) {
      const error = toMizanError(thrown);
      // A line that was lost joins again when it is back.
      if (join !== this.#joins || error.code === "NETWORK") return;
      if (error.isTransient && error.code !== "INTERNAL_ERROR") {
        const pause = PAUSE * (0.5 + Math.random());
        this.#timer = setTimeout(() => void this.#join(), pause);
        return;
      }
      if (error.code === "UNAUTHORIZED") loseSession(this.#core, undefined, sentAt);
      if (join === this.#joins) this.#fail(error);
    }
  }

  #fail(error: MizanError): void {
    this.#joins++;
    this.#become({ status: "failed", error: error as State["error"] });
  }

  #land({ first, seq, present = [], gap }: Joined): void {
    this.#isJoining = false;
    const isNew = gap || !this.#seq;
    this.#seq = seq;
    this.#members = present.map(this.#show);
    this.#become({
      status: "joined",
      error: undefined,
      present: this.#members.map(([, shown]) => shown),
      ...(isNew && {
        first: structuralShare(undefined, first, this.#channel.first),
        messages: [],
      }),
    });
  }

  #hear(message: unknown): void {
    const { first, messages } = this.#state;
    const decoder = this.#channel.message;
    const shown = structuralShare(undefined, message, decoder);
    // What was said during the join may have been in what was shown first.
    const keyOf = (each: unknown) => Object(each)[decoder?.key ?? "id"] as unknown;
    const key = keyOf(shown);
    const isKnown = key != null && Array.isArray(first) && first.some((it) => keyOf(it) === key);
    if (!isKnown) this.#become({ messages: [...messages, shown].slice(-MOST) });
  }

  #change(joined: readonly unknown[], left: readonly unknown[]): void {
    const members = [...this.#members];
    for (const member of left) {
      const [gone] = this.#show(member);
      const at = members.findIndex(([text]) => text === gone);
      if (at >= 0) members.splice(at, 1);
    }
    this.#members = [...members, ...joined.map(this.#show)];
    this.#become({ present: this.#members.map(([, shown]) => shown) });
  }

  readonly #show = (member: unknown): Member => {
    const text = JSON.stringify(member);
    return [text, structuralShare(undefined, member, this.#channel.presence)];
  };

  /** Waits until the user is in the room. */
  #joined(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        this.#listeners.delete(look);
        release();
        settle();
      };
      const look = ({ status, error }: State) => {
        if (status === "joined") end(resolve);
        else if (status === "failed") end(() => reject(error as never));
      };
      const release = onAbort(signal, () => end(() => reject(aborted())));
      this.#listeners.add(look);
      look(this.#state);
    });
  }

  #become(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener(this.#state);
  }
}
