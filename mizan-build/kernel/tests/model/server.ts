/**
 * A model of a server as a transport. Every step is an event of its own that the test decides: of a
 * mutation, of a read, and the arrival of each answer, if it arrives.
 */

import { MizanError } from "../../src/wire/error";
import type { Bundle, CallRequest, Mounted, ReadRequest, Reply } from "../../src/wire/transport";
import { change } from "./api";
import type { Backend, Flight } from "./backend";
import { KINDS, type RunArgs } from "./change";
import { NodeClock } from "./clock";
import { Database } from "./database";
import { readInstance, type ReadingOptions } from "./reading";
import { Run } from "./run";

interface ModelFlight extends Flight {
  /** The steps of the server that remain. */
  readonly steps: (() => void)[];
  readonly run?: Run;
  /** The answer arrives, or the connection has broken. */
  readonly arrive: (isCut: boolean) => void;
}

export class ModelServer implements Backend {
  readonly database = new Database();
  readonly flights: ModelFlight[] = [];
  readonly runs = new Map<number, Run>();
  readonly kinds = KINDS;
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

  functionOf(): typeof change {
    return change;
  }

  isAnswered({ steps }: ModelFlight): boolean {
    return !steps.length;
  }

  /** What is cut off has ended at once. */
  settled(): void {}

  signIn(then: (person: number) => void): void {
    then(++this.database.person);
  }

  changeElsewhere(user_id: number, item: number, tell: () => void): void {
    const { steps } = this.#run({ kind: "contexts", token: 0, user_id, item }, []);
    this.flights.push({ steps, arrive: tell });
  }

  render(instance: Mounted, take: (bundle: Bundle | undefined) => void): void {
    const { steps, bundle } = this.#read(instance);
    this.flights.push({ steps, arrive: (isCut) => take(isCut ? undefined : bundle) });
  }

  advance(flight: ModelFlight): void {
    const step = flight.steps.shift();
    if (step) step();
    else this.#end(flight, false);
  }

  cut(flight: ModelFlight): void {
    for (let step; (step = flight.steps.shift());) step();
    this.#end(flight, true);
  }

  #end(flight: ModelFlight, isCut: boolean): void {
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
