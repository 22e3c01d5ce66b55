/**
 * A model of a server as a transport. Every step is an event of its own that the test decides: of a
 * mutation, of a read, and the arrival of each answer, if it arrives.
 */

import { MizanError } from "../../src/wire/error";
import type {
  Bundle,
  CallRequest,
  Mounted,
  ReadRequest,
  Reply,
  Transport,
} from "../../src/wire/transport";
import { NodeClock } from "./clock";
import { Database } from "./database";
import { readInstance, type ReadingOptions } from "./reading";
import { Run, type RunArgs } from "./run";

/** A request between its sending and its answer. */
export interface Flight {
  /** The steps of the server that remain. */
  readonly steps: (() => void)[];
  readonly run?: Run;
  /** The answer arrives, or the connection has broken. */
  readonly arrive: (isCut: boolean) => void;
}

export class ModelServer implements Transport {
  readonly database = new Database();
  readonly flights: Flight[] = [];
  /** The mutations by their tokens. */
  readonly runs = new Map<number, Run>();
  readonly #nodes = [new NodeClock("a"), new NodeClock("b")];
  readonly #byKey = new Map<string, Run>();
  readonly #options: ReadingOptions;

  constructor(options: ReadingOptions) {
    this.#options = options;
  }

  read({ context, params, only, signal }: ReadRequest): Promise<Bundle> {
    const { steps, bundle } = this.#read({ context, params, only });
    const isRefused = !this.#options.draw(16);
    return this.#send(signal, { steps }, () => {
      if (isRefused) throw new MizanError({ code: "FORBIDDEN", message: "refused" });
      return bundle;
    });
  }

  call({ args, mounted = [], idempotencyKey, signal }: CallRequest): Promise<Reply> {
    const known = idempotencyKey && this.#byKey.get(idempotencyKey);
    // On the way parameters without a value are left out.
    const listed = JSON.parse(JSON.stringify(mounted)) as Mounted[];
    const run = known || this.#run(args as unknown as RunArgs, listed);
    if (idempotencyKey) this.#byKey.set(idempotencyKey, run);
    return this.#send(signal, { steps: run.steps, run }, () => run.answer());
  }

  /** Somebody else's change, which `tell` announces to the client some time after the commit. */
  changeElsewhere(user_id: number, item: number, tell: () => void): void {
    const { steps } = this.#run({ kind: "contexts", token: 0, user_id, item }, []);
    this.flights.push({ steps, arrive: tell });
  }

  /** A page that a server renders; its snapshot arrives some time after, if it does. */
  render(instance: Mounted, take: (bundle: Bundle | undefined) => void): void {
    const { steps, bundle } = this.#read(instance);
    this.flights.push({ steps, arrive: (isCut) => take(isCut ? undefined : bundle) });
  }

  /** Runs the next step of a request, or lets its answer arrive. */
  advance(flight: Flight): void {
    const step = flight.steps.shift();
    if (step) step();
    else this.#end(flight, false);
  }

  /** Breaks a connection. The server runs to the end all the same. */
  cut(flight: Flight): void {
    for (let step; (step = flight.steps.shift());) step();
    this.#end(flight, true);
  }

  #end(flight: Flight, isCut: boolean): void {
    this.flights.splice(this.flights.indexOf(flight), 1);
    flight.arrive(isCut);
  }

  #run(args: RunArgs, mounted: readonly Mounted[]): Run {
    const run = new Run(this.database, this.#node(), args, mounted, this.#options);
    this.runs.set(args.token, run);
    return run;
  }

  #read(instance: Mounted) {
    return readInstance(this.database, this.#node(), instance, this.#options);
  }

  #node(): NodeClock {
    return this.#nodes[this.#options.draw(this.#nodes.length)]!;
  }

  #send<Answer>(
    signal: AbortSignal,
    request: Omit<Flight, "arrive">,
    answer: () => Answer,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const flight: Flight = {
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
