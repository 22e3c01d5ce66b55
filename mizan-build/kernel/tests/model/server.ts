/**
 * A model of a server as a transport. Every step is an event of its own that the test decides: of a
 * mutation, of a read, and the arrival of each answer, if it arrives.
 */

import { MizanError } from "../../src/wire/error";
import type { Bundle, CallRequest, Mounted, ReadRequest, Reply } from "../../src/wire/transport";
import { change } from "./api";
import type { Backend, Flight } from "./backend";
import { KINDS, type Kind, type RunArgs } from "./change";
import { NodeClock, type Clock } from "./clock";
import { Database } from "./database";
import type { Peer } from "./live/peer";
import { readInstance, type ReadingOptions } from "./reading";
import { Run } from "./run";

export interface ModelFlight extends Flight {
  /** The steps of the server that remain. */
  readonly steps: (() => void)[];
  readonly run?: Run;
  /** The node that it runs on. */
  readonly node?: Clock;
  /** The socket that it came by. */
  readonly peer?: Peer;
  /** The answer arrives, or the connection has broken. */
  readonly arrive: (isCut: boolean) => void;
}

export class ModelServer implements Backend {
  readonly database = new Database();
  readonly flights: ModelFlight[] = [];
  readonly runs = new Map<number, Run>();
  readonly kinds = KINDS;
  protected readonly nodes: Clock[];
  protected readonly options: ReadingOptions;
  readonly #byKey = new Map<string, { readonly run: Run; readonly node: Clock }>();

  constructor(options: ReadingOptions, nodes: Clock[] = [new NodeClock("a"), new NodeClock("b")]) {
    this.options = options;
    this.nodes = nodes;
  }

  read({ context, params, only, signal }: ReadRequest): Promise<Bundle> {
    const node = this.drawNode();
    const { steps, bundle } = this.#read({ context, params, only }, node);
    const isRefused = !this.options.draw(16);
    return this.#send(signal, { steps, node }, () => {
      if (isRefused) throw new MizanError({ code: "FORBIDDEN", message: "refused" });
      return bundle;
    });
  }

  call({ args, mounted = [], idempotencyKey, signal }: CallRequest): Promise<Reply> {
    // On the way parameters without a value are left out.
    const listed = JSON.parse(JSON.stringify(mounted)) as Mounted[];
    const node = this.drawNode();
    const run = this.runOnce(args as unknown as RunArgs, listed, node, idempotencyKey);
    return this.#send(signal, { steps: run.steps, run, node }, () => run.answer());
  }

  functionOf(_kind: Kind): typeof change {
    return change;
  }

  isAnswered({ steps }: ModelFlight): boolean {
    return !steps.length;
  }

  isHeard({ peer }: ModelFlight): boolean {
    return !peer || peer.state === "open";
  }

  /** What is cut off has ended at once. */
  settled(): void {}

  signIn(then: (person: number) => void): void {
    then(++this.database.person);
  }

  changeElsewhere(user_id: number, item: number, tell: () => void): void {
    const { steps } = this.run({ kind: "contexts", token: 0, user_id, item }, [], this.drawNode());
    this.flights.push({ steps, arrive: tell });
  }

  render(instance: Mounted, take: (bundle: Bundle | undefined) => void): void {
    const node = this.drawNode();
    const { steps, bundle } = this.#read(instance, node);
    this.flights.push({ steps, node, arrive: (isCut) => take(isCut ? undefined : bundle) });
  }

  advance(flight: ModelFlight): void {
    const step = flight.steps.shift();
    if (step) step();
    else this.end(flight, false);
  }

  cut(flight: ModelFlight): void {
    for (let step; (step = flight.steps.shift());) step();
    this.end(flight, true);
  }

  protected end(flight: ModelFlight, isCut: boolean): void {
    this.flights.splice(this.flights.indexOf(flight), 1);
    flight.arrive(isCut);
  }

  protected run(args: RunArgs, mounted: readonly Mounted[], node: Clock): Run {
    const run = new Run(this.database, node, args, mounted, this.options);
    this.runs.set(args.token, run);
    return run;
  }

  /** Runs a mutation, or joins the run that has its key. */
  protected runOnce(
    args: RunArgs,
    mounted: readonly Mounted[],
    node: Clock,
    key: string | undefined,
  ): Run {
    const known = key && this.#byKey.get(key);
    if (known) return known.run;
    const run = this.run(args, mounted, node);
    if (key) this.#byKey.set(key, { run, node });
    return run;
  }

  /** The answers that a node has kept end with it. */
  protected forgetKeysOf(node: Clock): void {
    for (const [key, known] of this.#byKey) if (known.node === node) this.#byKey.delete(key);
  }

  protected drawNode(): Clock {
    return this.nodes[this.options.draw(this.nodes.length)]!;
  }

  #read(instance: Mounted, node: Clock) {
    return readInstance(this.database, node, instance, this.options);
  }

  #send<Answer>(
    signal: AbortSignal,
    request: Omit<ModelFlight, "arrive">,
    answer: () => Answer,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const flight: ModelFlight = {
        ...request,
        arrive: (isCut) => {
          signal.removeEventListener("abort", abort);
          if (isCut) reject(new TypeError("The connection was cut off."));
          else new Promise<Answer>((done) => done(answer())).then(resolve, reject);
        },
      };
      const abort = () => this.flights.includes(flight) && this.cut(flight);
      this.flights.push(flight);
      signal.addEventListener("abort", abort);
    });
  }
}
