/**
 * A model of a server whose every step the test decides: when a request that was sent is run, when
 * its answer arrives, and whether it arrives at all.
 */

import { MizanError } from "../../src/wire/error";
import type {
  Bundle,
  CallRequest,
  Instance,
  ReadRequest,
  Reply,
  Transport,
} from "../../src/wire/transport";

/** What a mutation does, and how it tells: the test writes it where a name would stand. */
export type Kind = "invalidate" | "merge" | "both" | "contexts" | "refuse" | "lose";

export const KINDS: readonly Kind[] = ["invalidate", "merge", "both", "contexts", "refuse", "lose"];

/** Every write has a revision of its own; a slot holds the revision that wrote it. */
interface Row {
  profile: number;
  orders: number;
}

/** A request between its sending and its answer. */
export interface Flight {
  /** What remains to be run: a mutation that refreshes contexts commits first and reads later. */
  readonly steps: (() => void)[];
  /** The token of a mutation. */
  readonly token: string | undefined;
  /** Whether its answer is an error. */
  readonly fails: boolean;
  readonly deliver: () => void;
  /** The connection breaks. */
  readonly cut: () => void;
}

export class ModelServer implements Transport {
  readonly rows = new Map<number, Row>();
  readonly flights: Flight[] = [];
  /** The revisions that wrote both slots at once. */
  readonly double = new Set<number>();
  /** What each mutation committed, by the token in its arguments. */
  readonly committed = new Map<string, number>();
  readonly #versioned: boolean;
  #revision = 0;

  constructor(versioned: boolean) {
    this.#versioned = versioned;
  }

  row(id: number): Row {
    const row = this.rows.get(id) ?? { profile: 0, orders: 0 };
    this.rows.set(id, row);
    return row;
  }

  /** Somebody else's change. */
  change(id: number): void {
    this.row(id).profile = ++this.#revision;
  }

  read({ params, signal }: ReadRequest): Promise<Bundle> {
    const id = params["user_id"] as number;
    let bundle: Bundle;
    const steps = [() => void (bundle = this.#bundle(id))];
    return this.#send(signal, { steps, token: undefined, fails: false }, () => bundle);
  }

  call({ args, mounted, signal }: CallRequest): Promise<Reply> {
    const id = args["user_id"] as number;
    const [kind, token] = String(args["name"]).split(" ") as [Kind, string];
    let reply: Reply;
    const steps = [() => void (reply = this.#run(id, kind, token))];
    if (kind === "contexts") steps.push(() => void (reply = this.#refresh(reply, mounted)));
    const fails = kind === "refuse" || kind === "lose";
    return this.#send(signal, { steps, token, fails }, () => {
      if (kind === "refuse") throw new MizanError({ code: "CONFLICT", message: "refused" });
      if (kind === "lose") throw new TypeError("The connection was cut off.");
      return reply;
    });
  }

  #run(id: number, kind: Kind, token: string): Reply {
    if (kind === "refuse") return { result: null, invalidate: [] };
    const row = this.row(id);
    const revision = (row.profile = ++this.#revision);
    this.committed.set(token, revision);
    if (kind === "both" || kind === "contexts") {
      row.orders = revision;
      this.double.add(revision);
    }
    const scope = { context: "user", params: { user_id: id } };
    if (kind === "invalidate" || kind === "contexts") return { result: null, invalidate: [scope] };
    const v = this.#versioned ? { v: `a:${revision}` } : {};
    const profile = { ...scope, slot: "user_profile", value: toProfile(id, row.profile), ...v };
    const orders = { ...scope, slot: "user_orders", value: toOrders(row.orders), ...v };
    return { result: null, invalidate: [], merge: kind === "both" ? [profile, orders] : [profile] };
  }

  #refresh(reply: Reply, mounted: readonly Instance[] = []): Reply {
    const reached = mounted.filter(({ params }) =>
      reply.invalidate.some(
        (each) => typeof each === "object" && each.params?.["user_id"] === params["user_id"],
      ),
    );
    const contexts = reached.map((instance) => ({
      ...instance,
      bundle: this.#bundle(instance.params["user_id"] as number),
    }));
    return { ...reply, contexts };
  }

  #bundle(id: number): Bundle {
    const { profile, orders } = this.row(id);
    const version = this.#versioned ? { $v: `a:${this.#revision}` } : {};
    return { ...version, user_orders: toOrders(orders), user_profile: toProfile(id, profile) };
  }

  #send<Answer>(
    signal: AbortSignal,
    request: Pick<Flight, "steps" | "token" | "fails">,
    answer: () => Answer,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const leave = () => this.flights.splice(this.flights.indexOf(flight), 1);
      const deliver = () => {
        leave();
        new Promise<Answer>((done) => done(answer())).then(resolve, reject);
      };
      const cut = () => {
        leave();
        reject(new TypeError("The connection was cut off."));
      };
      const flight: Flight = { ...request, deliver, cut };
      this.flights.push(flight);
      signal.addEventListener("abort", () => this.flights.includes(flight) && cut());
    });
  }
}

const toProfile = (id: number, revision: number) => ({ id, name: `r${revision}`, bio: "" });
const toOrders = (revision: number) => [{ id: 1, title: `r${revision}`, cents: "1" }];
