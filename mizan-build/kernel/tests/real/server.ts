/** Real servers as a transport: the kernel's own HTTP, whose every step the schedule decides. */

import { createHttp } from "../../src/wire/http";
import type {
  Bundle,
  CallRequest,
  Mounted,
  ReadRequest,
  Reply,
  Transport,
} from "../../src/wire/transport";
import { change, type ChangeArgs } from "../model/api";
import type { Backend, Flight } from "../model/backend";
import { commit, type Kind, type RunArgs, type RunState } from "../model/change";
import { Database } from "../model/database";
import type { ReadingOptions } from "../model/reading";
import type { FunctionSpec } from "../../src/spec";
import type { Control } from "./control";
import { Exchange, toResponse } from "./exchange";

/** A function of the server that waits. */
interface Gate {
  readonly id: string;
  readonly isRead: boolean;
}

interface RealFlight extends Flight {
  readonly id: string;
  readonly exchange: Exchange;
  readonly gates: Gate[];
  /** The answer arrives, or the connection has broken. */
  readonly arrive: (isCut: boolean) => void;
}

interface RealRun extends RunState {
  written: RunState["written"];
  person: RunState["person"];
}

interface RealCall {
  readonly run: RealRun;
  readonly node: string;
}

/** What the arguments of each mutation are called; the servers refuse others. */
const ARGUMENTS: { readonly [kind in Kind]?: readonly (keyof RunArgs)[] } = {
  invalidate: ["user_id"],
  merge: ["user_id"],
  element: ["user_id", "item"],
  contexts: ["user_id", "item"],
  part: ["user_id"],
  hit: ["item"],
  remove: ["user_id", "item"],
  refuse: ["user_id"],
  panic: ["user_id"],
  "sign in": ["user_id"],
};

/** Tells the requests of all interleavings apart. */
let lastId = 0;

export class RealServer implements Backend {
  readonly database = new Database();
  readonly flights: RealFlight[] = [];
  readonly runs = new Map<number, RealRun>();
  readonly kinds = Object.keys(ARGUMENTS) as Kind[];
  readonly #control: Control;
  readonly #nodes: readonly string[];
  readonly #draw: (below: number) => number;
  readonly #http: Transport;
  /** Tells the keys of this interleaving from those of others. */
  readonly #name = ++lastId;
  readonly #byId = new Map<string, RealFlight>();
  /** The node that each key was sent to: another one would not know the answer. */
  readonly #byKey = new Map<string, RealCall>();
  /** The gates that have done what they were opened for, and the mutations that have ended. */
  readonly #done = new Set<string>();
  /** The mutations that still run though the client has given them up. */
  readonly #ending = new Set<string>();
  #isSignedIn = false;
  /** The mutations that are called, by the signals of their requests. */
  readonly #calls = new WeakMap<AbortSignal, RealCall>();

  constructor(control: Control, nodes: readonly string[], { draw }: ReadingOptions) {
    this.#control = control;
    this.#nodes = nodes;
    this.#draw = draw;
    control.onEvent = (words) => this.#hear(words);
    const fetch = (url: string, init: RequestInit) => this.#fetch(url, init);
    this.#http = createHttp({ baseUrl: "/api/mizan", fetch: fetch as typeof globalThis.fetch });
  }

  read(request: ReadRequest): Promise<string | Bundle> {
    return this.#http.read(request);
  }

  call(request: CallRequest): Promise<Reply> {
    const { args, idempotencyKey: key, signal } = request;
    const { kind, ...named } = args as unknown as RunArgs;
    const known = key && this.#byKey.get(key);
    const made = known || this.#addCall({ kind, ...named });
    if (key) this.#byKey.set(key, made);
    this.#calls.set(signal, made);
    const taken = ARGUMENTS[kind]!.map((name) => [name, named[name as keyof typeof named]]);
    return this.#http.call({
      ...request,
      // The servers know the keys of earlier interleavings.
      ...(key && { idempotencyKey: `${this.#name} ${key}` }),
      fn: kind.replace(" ", "_"),
      args: Object.fromEntries(taken) as CallRequest["args"],
    });
  }

  functionOf(kind: Kind): FunctionSpec<ChangeArgs, null> {
    return { ...change, affects: [kind === "hit" ? "search" : "user"] };
  }

  isHeard(): boolean {
    return true;
  }

  isAnswered({ exchange }: RealFlight): boolean {
    return Boolean(exchange.received);
  }

  async advance(flight: RealFlight): Promise<void> {
    const { exchange, gates } = flight;
    if (exchange.received) return this.#end(flight, false);
    if (exchange.isSent) await this.#open(gates);
    else exchange.send(flight.id, () => this.#control.wake());
    await this.#control.until(
      () => Boolean(exchange.received || gates.length),
      `a step of ${flight.id}`,
    );
  }

  cut(flight: RealFlight): void {
    const { id, exchange, run, gates } = flight;
    const hasEntered = run && gates.length > 0;
    // The server hears of it before its function goes on, or after.
    const free = () => this.#control.send("free", id);
    if (this.#draw(2)) free();
    exchange.destroy();
    free();
    if (hasEntered) this.#ending.add(id);
    this.#end(flight, true);
  }

  async settled(): Promise<void> {
    for (const id of this.#ending) {
      await this.#control.until(() => this.#done.has(id), `the end of ${id}`);
      this.#ending.delete(id);
    }
  }

  async signIn(then: (person: number) => void): Promise<void> {
    this.#isSignedIn = false;
    this.#control.send("sign-in");
    await this.#control.until(() => this.#isSignedIn, "a sign-in");
    then(++this.database.person);
  }

  changeElsewhere(user_id: number, item: number, tell: () => void): void {
    const args = { user_id, item };
    const { signal } = new AbortController();
    this.#calls.set(signal, this.#addCall({ kind: "contexts", token: 0, ...args }));
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ fn: "contexts", args });
    const sent = this.#fetch("/api/mizan/call/", { method: "POST", headers, body, signal });
    sent.then(tell, tell);
  }

  render({ context, params, only }: Mounted, take: (bundle: Bundle | undefined) => void): void {
    const request = { context, params, only, seen: undefined };
    const { signal } = new AbortController();
    this.read({ ...request, signal }).then(
      (bundle) => take(JSON.parse(bundle as string) as Bundle),
      () => take(undefined),
    );
  }

  #drawNode(): string {
    return this.#nodes[this.#draw(this.#nodes.length)]!;
  }

  #addCall(args: RunArgs): RealCall {
    const run = { args, written: undefined, person: undefined };
    this.runs.set(args.token, run);
    return { run, node: this.#drawNode() };
  }

  #fetch(url: string, { signal, ...init }: RequestInit): Promise<Response> {
    const { run, node = this.#drawNode() } = this.#calls.get(signal!) ?? {};
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(`http://${node}${url}`, init);
      const flight: RealFlight = {
        id: `r${++lastId}`,
        ...(run && { run }),
        exchange,
        gates: [],
        arrive: (isCut) => {
          signal?.removeEventListener("abort", abort);
          if (isCut) reject(new TypeError("The connection was cut off."));
          else resolve(toResponse(exchange.received!));
        },
      };
      const abort = () => this.flights.includes(flight) && this.cut(flight);
      this.flights.push(flight);
      this.#byId.set(flight.id, flight);
      signal?.addEventListener("abort", abort);
    });
  }

  /** Opens one of the gates, and waits until its function has gone through. */
  async #open(gates: Gate[]): Promise<void> {
    const [{ id, isRead } = { id: "", isRead: false }] = gates.splice(this.#draw(gates.length), 1);
    this.#control.send("open", id, isRead && !this.#draw(24) ? "fails" : "well");
    await this.#control.until(() => this.#done.delete(id), `gate ${id}`);
  }

  #end(flight: RealFlight, isCut: boolean): void {
    this.flights.splice(this.flights.indexOf(flight), 1);
    flight.arrive(isCut);
  }

  #hear([event, subject = "", gate = "", step]: readonly string[]): void {
    if (event === "signed-in") this.#isSignedIn = true;
    if (event === "did" || event === "ended") this.#done.add(subject);
    const flight = this.#byId.get(subject);
    if (event === "at") flight?.gates.push({ id: gate, isRead: step === "read" });
    const run = flight?.run as RealRun | undefined;
    if (event !== "committed" || !run) return;
    // However often a call with a key is sent, it runs once.
    if (run.written) throw new Error(`${subject} has run twice`);
    Object.assign(run, commit(this.database, run.args));
  }
}
