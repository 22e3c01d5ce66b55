/** Plays one interleaving of a client and the model of a server, and watches the laws. */

import { createMizan, type Drafts, type MizanClient } from "../../sample/api/client";
import { KINDS, ModelServer, type Flight, type Kind } from "./server";
import { settle } from "./transport";

export interface Conditions {
  /** Whether the server sends `$v` and `v`. */
  readonly versioned: boolean;
  /** Whether two mutations that bring data may be under way at once. */
  readonly overlapping: boolean;
}

const PAYLOADS: readonly Kind[] = ["merge", "both", "contexts"];
const USERS = [1, 2];

/** What one subscriber has seen. */
interface Watcher {
  readonly id: number;
  readonly end: () => void;
  profile: number;
  orders: number;
  notified: number;
}

export class Interleaving {
  readonly #server: ModelServer;
  readonly #api: MizanClient;
  readonly #conditions: Conditions;
  readonly #watchers: Watcher[] = [];
  /** Guesses that may not be shown any more. */
  readonly #gone = new Set<string>();
  readonly #broken: string[] = [];
  readonly #settled: Promise<void>[] = [];
  readonly #strict: boolean;
  #mutations = 0;
  #payloads = 0;

  constructor(conditions: Conditions) {
    this.#conditions = conditions;
    // Without versions the law itself lets two payloads that overlapped go back for a moment.
    this.#strict = conditions.versioned || !conditions.overlapping;
    this.#server = new ModelServer(conditions.versioned);
    const host = { online: () => true, listen: () => () => {} };
    this.#api = createMizan({ transport: this.#server, retries: 0, cacheTime: 2 ** 30, host });
  }

  /** Plays what the choices say, then lets everything land, and looks at what is left. */
  async play(choices: readonly number[]): Promise<void> {
    for (const choice of choices) {
      for (const watcher of this.#watchers) watcher.notified = 0;
      this.#step(choice);
      await settle(8);
      this.#expectWhole();
    }
    await this.#quiesce();
    for (const watcher of this.#watchers) {
      const { profile, orders } = this.#server.row(watcher.id);
      const shown = this.#shown(watcher.id);
      this.#check(
        shown === `r${profile} r${orders}`,
        `shown ${shown}, true is r${profile} r${orders}`,
      );
    }
    this.#expectWhole();
    for (const { end } of this.#watchers.splice(0)) end();
    await settle(8);
    this.#api.$core.entries.all().forEach(({ collector }) => clearTimeout(collector));
  }

  #expectWhole(): void {
    if (this.#broken.length) throw new Error(this.#broken.join("; "));
  }

  #step(choice: number): void {
    const of = <T>(list: readonly T[]): T => list[(choice >> 4) % list.length]!;
    const { flights } = this.#server;
    switch (choice % 16) {
      case 0:
      case 1:
        return this.#watch(of(USERS));
      case 2:
        return this.#unwatch(choice >> 4);
      case 3:
      case 4:
      case 5:
        return this.#mutate(of(USERS), KINDS[(choice >> 5) % KINDS.length]!, choice % 3 > 0);
      case 6:
        this.#server.change(of(USERS));
        return this.#api.$invalidate({ context: "user", params: { user_id: of(USERS) } });
      case 7:
        return void this.#api
          .user({ userId: of(USERS) })
          .refetch()
          .catch(() => {});
      case 8:
        return void (flights.length && this.#arrive(of(flights), of(flights).cut));
      default:
        return void (flights.length && this.#advance(of(flights)));
    }
  }

  /** Runs the next step of a request, or delivers its answer. */
  #advance(flight: Flight): void {
    const step = flight.steps.shift();
    if (step) step();
    else this.#arrive(flight, flight.deliver);
  }

  /** From here on the guess of a mutation that fails is gone. */
  #arrive(flight: Flight, arrival: () => void): void {
    if (flight.fails || arrival === flight.cut) this.#gone.add(`guess ${flight.token}`);
    arrival();
  }

  #watch(id: number): void {
    if (this.#watchers.length > 3) return;
    const watcher: Watcher = { id, profile: -1, orders: -1, notified: 0, end: () => end() };
    const end = this.#api.user({ userId: id }).subscribe(({ data }) => {
      if (data) this.#see(watcher, data.userProfile.name, data.userOrders[0]!.title);
    });
    this.#watchers.push(watcher);
  }

  #unwatch(at: number): void {
    const [watcher] = this.#watchers.splice(at % (this.#watchers.length || 1), 1);
    watcher?.end();
  }

  #see(watcher: Watcher, name: string, title: string): void {
    this.#check(++watcher.notified === 1, "told twice of one thing");
    this.#check(!this.#gone.has(name), `the failed ${name} is shown`);
    if (!this.#strict) return;
    const orders = Number(title.slice(1));
    this.#check(orders >= watcher.orders, `orders go back from ${watcher.orders} to ${orders}`);
    watcher.orders = orders;
    if (!name.startsWith("r")) return;
    const profile = Number(name.slice(1));
    this.#check(
      profile >= watcher.profile,
      `the profile goes back from ${watcher.profile} to ${profile}`,
    );
    watcher.profile = profile;
    for (const both of this.#server.double) {
      const half = profile === both ? orders < both : orders === both && profile < both;
      this.#check(!half, `half of revision ${both} in ${name} ${title}`);
    }
  }

  #mutate(id: number, kind: Kind, guessing: boolean): void {
    const brings = PAYLOADS.includes(kind);
    if (brings && this.#payloads && !this.#conditions.overlapping) return;
    const token = String(++this.#mutations);
    const optimistic = (view: Drafts) => {
      view.user({ userId: id }).userProfile.name = `guess ${token}`;
    };
    this.#payloads += Number(brings);
    const call = this.#api.renameUser(
      { userId: id, name: `${kind} ${token}` },
      guessing ? { optimistic } : {},
    );
    const settled = call.then(
      () => this.#checkLanded(id, token),
      () => {},
    );
    this.#settled.push(settled.finally(() => (this.#payloads -= Number(brings))));
  }

  /** What a mutation did is there when it has resolved, unless the read of it failed. */
  #checkLanded(id: number, token: string): void {
    if (!this.#strict || !this.#watchers.some((watcher) => watcher.id === id)) return;
    const entry = this.#api.$core.entries.get(`user?user_id=${id}`)!;
    const { name = "" } = (entry.base["userProfile"] ?? {}) as { name?: string };
    const landed = Number(name.slice(1)) >= this.#server.committed.get(token)!;
    this.#check(landed || entry.error, `mutation ${token} resolved before it landed`);
  }

  async #quiesce(): Promise<void> {
    for (let turn = 0; ; turn++) {
      if (turn > 50) throw new Error("it never comes to rest");
      for (let reads = 0; this.#server.flights.length; reads++) {
        if (reads > 500) throw new Error("it reads for ever");
        for (const watcher of this.#watchers) watcher.notified = 0;
        this.#advance(this.#server.flights[0]!);
        await settle(8);
        this.#expectWhole();
      }
      const failed = this.#watchers.some(({ id }) => this.#api.user({ userId: id }).current.error);
      if (!failed) return void (await Promise.all(this.#settled));
      this.#api.$retry();
      await settle(8);
    }
  }

  /** A subscriber must not throw, so what it finds is kept. */
  #check(holds: unknown, otherwise: string): void {
    if (!holds) this.#broken.push(otherwise);
  }

  #shown(id: number): string {
    const { data } = this.#api.user({ userId: id }).current;
    return `${data?.userProfile.name} ${data?.userOrders[0]?.title}`;
  }
}
