/** Plays one interleaving of a client and the model of a server, and watches the laws. */

import { hydrate } from "../../src/hydration";
import { liveStatus } from "../../src/live/status";
import { call } from "../../src/mutations/call";
import { arrivalOf } from "../../src/observe/arrival";
import type { Source } from "../../src/observe/source";
import type { Entry } from "../../src/store/entry";
import type { Host } from "../../src/store/host";
import { toJson } from "../../src/wire/canonical";
import { createClient, type Client, type Drafts, type UserData } from "./api";
import type { Backend, Flight, Step } from "./backend";
import { isFailing, PAYLOADS } from "./change";
import { findMissing, IDS } from "./cells";
import { INSTANCES, openSource, toCells, type Instance, type Shown } from "./instances";
import { truthOf, type ReadingOptions } from "./reading";
import { ModelServer } from "./server";
import { LiveServer } from "./live/server";
import { ModelSocket } from "./live/peer";
import { advanceTime, countTimers, fireTimers } from "./timers";
import { Watcher } from "./watcher";

export interface Conditions {
  /** The server sends tokens. */
  readonly isVersioned: boolean;
  /** Two mutations that bring data may be in flight at once. */
  readonly isOverlapping: boolean;
  /** The number of nodes that push to sockets; without any, nothing is live. */
  readonly nodes?: number;
}

interface Watched {
  readonly instance: Instance;
  readonly source: Source<Shown>;
  /** The number of steps after which it has shown an error. */
  failures: number;
  readonly watcher: Watcher;
  readonly end: () => void;
}

/** Runs after every promise that can settle has settled. */
export const settle = () => new Promise<void>((resolve) => void setImmediate(resolve));

export class Interleaving {
  readonly #server: Backend;
  /** The same server, if it is live. */
  readonly #live: LiveServer | undefined;
  readonly #client: Client;
  readonly #conditions: Conditions;
  readonly #watched: Watched[] = [];
  /** The guesses that may not be shown any more. */
  readonly #gone = new Set<string>();
  /** The mutations that have failed, or may have. */
  readonly #failed = new Set<number>();
  readonly #broken: string[] = [];
  readonly #promises = new Set<Promise<unknown>>();
  readonly #wakes = new Set<() => void>();
  /** The instances of which a server renders a page. */
  readonly #rendered = new Set<Instance>();
  /** The instances that were watched when the answer of a mutation arrived: it waits for those. */
  readonly #awaited = new Map<number, ReadonlyMap<Watched, number>>();
  #random = 1;
  #mutations = 0;
  #payloads = 0;
  #person = 0;

  constructor(
    conditions: Conditions,
    seed: number,
    createServer: (options: ReadingOptions) => Backend = (options) => new ModelServer(options),
  ) {
    this.#conditions = conditions;
    this.#random = seed | 1;
    const { isVersioned, nodes } = conditions;
    const options = { isVersioned, draw: (below: number) => this.#draw(below) };
    const server = nodes ? new LiveServer(options, nodes) : undefined;
    this.#live = server;
    this.#server = server ?? createServer(options);
    // The sockets of the environment lead to the model.
    Object.assign(globalThis, { WebSocket: server && socketsOf(server) });
    const host: Host = {
      online: () => true,
      visible: () => true,
      listen: (wake) => {
        this.#wakes.add(wake);
        return () => this.#wakes.delete(wake);
      },
    };
    const baseUrl = "http://model.test/api/mizan";
    this.#client = createClient({ transport: this.#server, baseUrl, retries: 1, host });
  }

  /** Plays what the choices say, then lets everything land, and looks at what is left. */
  async play(choices: readonly number[]): Promise<void> {
    for (const choice of choices) await this.#step(() => this.#choose(choice));
    await this.#quiesce();
    for (const { instance } of this.#watched) this.#expectTruth(instance);
    await this.#end();
  }

  async #step(act: () => Step): Promise<void> {
    // A socket that is lost ends all calls over it, each of which is told by itself.
    const ends = this.#live ? this.#client.$core.calls.size : 1;
    for (const { watcher } of this.#watched) {
      Object.assign(watcher, { notified: 0, mostNotified: Math.max(1, ends) });
    }
    advanceTime();
    await act();
    await settle();
    await this.#server.settled();
    for (const watched of this.#watched) {
      if (watched.source.current.error) watched.failures++;
    }
    const broken = [...this.#broken, ...this.#watched.flatMap(({ watcher }) => watcher.broken)];
    if (broken.length) throw new Error(broken.join("; "));
  }

  #choose(choice: number): Step {
    return this.#live ? this.#chooseLive(this.#live, choice) : this.#chooseAny(choice);
  }

  #chooseAny(choice: number): Step {
    const arg = choice >> 5;
    const of = <T>(list: readonly T[]): T => list[arg % list.length]!;
    const instance = of(INSTANCES);
    const { flights } = this.#server;
    switch (choice % 32) {
      case 0:
      case 1:
      case 2:
        return this.#watch(instance);
      case 3:
        return this.#unwatch(arg);
      case 4:
      case 5:
      case 6:
      case 7:
      case 8:
        return this.#mutate(arg, choice % 32 > 5);
      case 9:
        return this.#changeElsewhere(1 + (arg % 2), of(IDS));
      case 10:
        return this.#await(() => openSource(this.#client, instance).refetch());
      case 11:
        return this.#await(() => openSource(this.#client, instance).then());
      case 12:
        return this.#await(async () => arrivalOf(openSource(this.#client, instance)));
      case 13:
        return this.#render(instance);
      case 14:
        return flights[0] && this.#cut(of(flights));
      case 15:
        return fireTimers();
      case 16:
        return this.#client.$retry();
      case 17:
        return arg % 4 ? undefined : this.#startSession();
      default:
        return flights[0] && this.#advance(of(flights));
    }
  }

  /** Most choices are left to the sockets and the bus. */
  #chooseLive(live: LiveServer, choice: number): Step {
    const arg = choice >> 4;
    const { flights } = live;
    switch (choice % 16) {
      case 0:
        return this.#chooseAny(choice >> 4);
      case 1:
        return this.#watch(INSTANCES[arg % INSTANCES.length]!);
      case 2:
        return this.#mutate(arg, arg % 2 > 0);
      case 3:
      case 4:
        return this.#changeElsewhere(1 + (arg % 2), IDS[arg % IDS.length]!);
      case 5:
        return arg % 2 ? this.#fail(live, arg >> 1) : undefined;
      case 6:
      case 7:
      case 8:
        return flights[0] && this.#advance(flights[arg % flights.length]!);
      default:
        return this.#move(live, arg);
    }
  }

  #move(live: LiveServer, arg: number): void {
    const moves = live.moves();
    moves[arg % (moves.length || 1)]?.();
  }

  #fail(live: LiveServer, arg: number): void {
    const faults = live.faults((token) => void this.#failed.add(token));
    faults[arg % (faults.length || 1)]?.();
  }

  #watch(instance: Instance): void {
    if (this.#watched.length > 3) return;
    const watcher = new Watcher(this.#server.database, (token, cell) =>
      this.#awaited.has(token) && !this.#failed.has(token)
        ? (this.#server.runs.get(token)?.written?.get(cell) ?? 0)
        : 0,
    );
    watcher.begin(this.#person);
    const source = openSource(this.#client, instance);
    const end = source.subscribe(({ data }) => {
      if (data) watcher.see(toCells(instance, data), this.#gone, this.#mayGoBack(instance));
    });
    this.#watched.push({ instance, source, failures: 0, watcher, end });
  }

  #unwatch(at: number): void {
    const [watched] = this.#watched.splice(at % (this.#watched.length || 1), 1);
    watched?.end();
  }

  /** Law 4: of two payloads without proof the younger is shown until the entry has been read again. */
  #mayGoBack(instance: Instance): boolean {
    return this.#conditions.isOverlapping && this.#entry(instance).stale;
  }

  #entry(instance: Instance): Entry {
    return this.#client.$core.entries.get(openSource(this.#client, instance).key)!;
  }

  #mutate(arg: number, isGuessing: boolean): void {
    const { kinds } = this.#server;
    const kind = kinds[arg % kinds.length]!;
    const isPayload = PAYLOADS.includes(kind);
    if (isPayload && this.#payloads && !this.#conditions.isOverlapping) return;
    const token = ++this.#mutations;
    const user = this.#draw(3) ? 1 : 2;
    const args = { kind, token, user, item: IDS[this.#draw(IDS.length)]! };
    const guess = `guess ${token}`;
    const optimistic = (view: Drafts) => {
      const { profile, orders } = view.user({ id: args.user });
      profile.title = guess;
      for (const order of orders) if (order.id === args.item) order.title = guess;
    };
    const isKeyed = kind !== "sign in" && !this.#draw(3);
    this.#payloads += Number(isPayload);
    this.#await(() =>
      call(this.#client, this.#server.functionOf(kind), args, {
        ...(isGuessing && { optimistic }),
        ...(isKeyed && { idempotencyKey: guess }),
      })
        .then(
          () => this.#expectLanded(token),
          () => void this.#gone.add(guess),
        )
        .finally(() => (this.#payloads -= Number(isPayload))),
    );
  }

  #changeElsewhere(user_id: number, item: number): void {
    this.#server.changeElsewhere(user_id, item, () =>
      this.#client.$invalidate({ context: "user", params: { user_id } }),
    );
  }

  /** The page is another person's if somebody has signed in since it was rendered. */
  #render(instance: Instance): void {
    const { database } = this.#server;
    const { person } = database;
    const since = Date.now();
    // The ages of two snapshots that were read at the same time do not tell which is the newer one.
    if (this.#rendered.has(instance)) return;
    this.#rendered.add(instance);
    this.#server.render(instance, (bundle) => {
      this.#rendered.delete(instance);
      if (!bundle) return;
      const { key } = openSource(this.#client, instance);
      const age = Date.now() - since;
      if (person === database.person) hydrate(this.#client, { [key]: { age, bundle } });
    });
  }

  #startSession(): Step {
    return this.#server.signIn((person) => {
      this.#begin(person);
      this.#client.$startSession();
    });
  }

  #begin(person: number): void {
    this.#person = person;
    this.#awaited.clear();
    for (const { watcher } of this.#watched) watcher.begin(person);
  }

  #advance(flight: Flight): Step {
    const { run } = flight;
    if (run && this.#server.isAnswered(flight)) {
      if (run.person) this.#begin(run.person);
      const awaited = this.#watched.map((each) => [each, each.failures] as const);
      if (this.#server.isHeard(flight)) this.#awaited.set(run.args.token, new Map(awaited));
      if (isFailing(run) || !this.#server.isHeard(flight)) this.#failed.add(run.args.token);
    }
    return this.#server.advance(flight);
  }

  /** A sign-in of which the client hears nothing is the application's to handle. */
  #cut(flight: Flight): Step {
    const { kind, token } = flight.run?.args ?? {};
    if (kind === "sign in") return undefined;
    if (token) this.#failed.add(token);
    return this.#server.cut(flight);
  }

  /** Every promise has to settle; its error is the caller's. */
  #await(start: () => Promise<unknown>): void {
    const promise: Promise<unknown> = start()
      .catch(() => {})
      .finally(() => this.#promises.delete(promise));
    this.#promises.add(promise);
  }

  /** The writes of a mutation are there when it has resolved, unless the read of them failed. */
  #expectLanded(token: number): void {
    const written = this.#server.runs.get(token)?.written;
    for (const [watched, failures] of this.#awaited.get(token) ?? []) {
      const { instance } = watched;
      if (!this.#watched.includes(watched) || watched.failures > failures) continue;
      const entry = this.#entry(instance);
      const { pending, error } = entry.view();
      if (pending || error || !written || this.#mayGoBack(instance)) continue;
      const data = instance.only ? entry.base["orders"] : entry.base;
      const cells = toCells(instance, data as UserData);
      this.#broken.push(...findMissing(this.#server.database, cells, written));
    }
  }

  async #quiesce(): Promise<void> {
    for (let turn = 0; ; turn++) {
      if (turn > 50) throw new Error("it never comes to rest");
      for (let steps = 0; this.#isBusy; steps++) {
        if (steps > 2000) throw new Error("it reads for ever");
        if (steps === 100) this.#live?.heal();
        await this.#step(() => this.#goOn(steps < 100 && !this.#draw(24)));
      }
      this.#live?.heal();
      this.#live?.keepVigil();
      if (this.#isBusy) continue;
      if (!this.#watched.some(({ instance }) => openSource(this.#client, instance).current.error))
        break;
      await this.#step(() => this.#client.$retry());
    }
    if (this.#promises.size) throw new Error(`${this.#promises.size} promises never settle`);
  }

  /** One of the things that can happen next, or goes wrong. */
  #goOn(fails: boolean): Step {
    const { flights } = this.#server;
    const moves = this.#live?.moves() ?? [];
    const at = this.#draw(flights.length + moves.length);
    const flight = flights[at];
    if (flight) return fails ? this.#cut(flight) : this.#advance(flight);
    if (fails && this.#live) return this.#fail(this.#live, this.#draw(4096));
    if (moves[0]) return moves[at - flights.length]!();
    for (const wake of [...this.#wakes]) wake();
  }

  get #isBusy(): boolean {
    const { calls, entries } = this.#client.$core;
    const isReading = [...entries.values()].some(({ reads }) => reads.size);
    const { status } = liveStatus(this.#client).current;
    const isConnecting = status === "connecting" || status === "waiting";
    const { moves, sockets } = {
      moves: this.#live?.moves().length ?? 0,
      sockets: this.#live?.sockets ?? 0,
    };
    // An open socket counts among the calls, which the end of a session aborts.
    const running = this.#server.flights.length + moves + calls.size - sockets;
    return running > 0 || isReading || (!!this.#live && isConnecting);
  }

  #expectTruth(instance: Instance): void {
    const {
      user_profile: profile,
      user_orders: orders,
      search_hits: hits,
    } = truthOf(this.#server.database, instance);
    const truth = instance.only ? orders : hits ? { hits } : { profile, orders };
    const [shown, expected] = [
      toJson(openSource(this.#client, instance).current.data),
      toJson(truth),
    ];
    if (shown !== expected) throw new Error(`shown ${shown}, true is ${expected}`);
  }

  /** Nothing is left once nobody reads and the collectors have fired. */
  async #end(): Promise<void> {
    for (const { end } of this.#watched.splice(0)) end();
    do {
      await settle();
      for (const move of this.#live?.moves() ?? []) move();
      fireTimers();
    } while (countTimers() || this.#live?.moves()[0]);
    await settle();
    const { entries, named, layers, calls, changed, depth } = this.#client.$core;
    const left = {
      entries: [...entries.values()].length,
      named: named.size,
      layers: layers.length,
      calls: calls.size,
      active: [...entries.values()].filter(({ active }) => active).length,
      changed: changed.size,
      depth,
      wakes: this.#wakes.size,
      timers: countTimers(),
      flights: this.#server.flights.length,
    };
    const found = Object.entries(left).filter(([, count]) => count);
    if (found.length) throw new Error(`left: ${JSON.stringify(Object.fromEntries(found))}`);
  }

  /** Numbers of the interleaving's own, so that it can be played again. */
  #draw(below: number): number {
    this.#random = (Math.imul(this.#random, 1103515245) + 12345) >>> 0;
    return (this.#random >>> 16) % below;
  }
}

/** What the environment calls `WebSocket`. */
const socketsOf = ({ accept }: LiveServer) =>
  class extends ModelSocket {
    constructor() {
      super(accept);
    }
  };
