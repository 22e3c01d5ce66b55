/** A node among others on a bus: its copy of the clocks, the changes it has heard of, its subscriptions. */

import type { Mounted } from "../../../src/wire/transport";
import { NodeClock, type Clock, type Running } from "../clock";
import type { Bus, Event, Reach } from "./bus";
import type { Subscription } from "./subscription";

let names = 0;

export class LiveNode implements Clock {
  readonly heard: Event[] = [];
  readonly subscriptions = new Set<Subscription>();
  /** Reads a subscription that has become stale. */
  readonly #read: (subscription: Subscription) => void;
  readonly #bus: Bus | undefined;
  /** Orders what runs on this node, if it is alone. */
  #alone = new NodeClock(`alone${++names}`);
  #clock = `own${names}`;
  #numbers = new Map<string, number>();
  /** The changes since the last opening, with their numbers. */
  #log: { readonly reach: Reach; readonly number: number }[] = [];
  #opened: ReadonlyMap<string, number> = new Map();
  /** Another node is missing: what it has changed untold is looked for now and then. */
  #isVigilant = false;
  /** The changes that could not be announced. */
  #kept: Reach[] | undefined;

  constructor(bus: Bus | undefined, read: (subscription: Subscription) => void) {
    this.#bus = bus;
    this.#read = read;
    bus?.open(this);
  }

  get isCut(): boolean {
    return !!this.#kept;
  }

  begin(context: string, isMutation: boolean): Running {
    if (!this.#bus) return this.#alone.begin(context, isMutation);
    const begunAt = this.number(context);
    return { context, begunAt, clock: this.#clock, isMutation, isOverlapped: true };
  }

  endRead(running: Running): string {
    if (!this.#bus) return this.#alone.endRead(running);
    // The clock of the beginning: meanwhile the node may have got another one.
    return `${running.clock}-${running.context}:${running.begunAt}~`;
  }

  abandon(running: Running): void {
    if (!this.#bus) this.#alone.abandon(running);
  }

  /** A change is told all nodes; this one hears of it as the others do. */
  advance(running: Running, reach: Reach): string {
    if (!this.#bus) {
      const token = this.#alone.advance(running);
      this.#note(reach, this.number(reach.context) + 1);
      return token;
    }
    if (!this.#kept) return `${this.#bus.announce(reach)}~`;
    this.#kept.push(reach);
    this.#note(reach, this.number(reach.context) + 1);
    return `${this.#clock}-${reach.context}:${this.number(reach.context)}~`;
  }

  /** Loses the bus: clocks of its own until it is back. */
  lose(): void {
    this.#bus!.lose(this);
    this.#kept = [];
    this.#begin(`own${++names}`, new Map());
  }

  /** Is on the bus again, and announces what it could not. */
  restore(): void {
    const kept = this.#kept!;
    this.#bus!.open(this);
    this.#kept = undefined;
    for (const reach of kept) this.#bus!.announce(reach);
  }

  /** Hears the next event of the bus. */
  hear(): void {
    const event = this.heard.shift()!;
    if (event.kind === "change") return this.#note(event.reach, event.number);
    if (event.kind === "open") this.#begin(event.clock, event.numbers);
    if (event.kind === "missing") this.#doubt();
    this.#readAll();
  }

  /** Reads all again while another node is missing: what was subscribed since knows nothing of that. */
  keepVigil(): void {
    if (this.#isVigilant) this.#readAll();
    this.#isVigilant = false;
  }

  /** What is shown with a number of now may lack what the missing node has changed and not told. */
  #doubt(): void {
    this.#isVigilant = true;
    const numbers = ["user", "search"].map((name) => [name, this.number(name) + 1] as const);
    this.#opened = new Map(numbers);
  }

  #readAll(): void {
    for (const subscription of this.subscriptions) this.#makeStale(subscription);
  }

  /** The number that a token has; none of the token of another clock. */
  numberOf(context: string, token: string | undefined): number | undefined {
    const clock = this.#bus ? this.#clock : this.#alone.name;
    const prefix = `${clock}-${context}:`;
    return token?.startsWith(prefix) ? parseInt(token.slice(prefix.length)) : undefined;
  }

  /** The token of what is still as it was with a number. */
  tokenOfSame(context: string, shown: number): string {
    if (!this.#bus) return this.#alone.tokenOfSame(context, shown);
    return `${this.#clock}-${context}:${this.number(context)}~`;
  }

  /** Nothing after a number has changed an instance. */
  isQuietSince(instance: Mounted, number: number): boolean {
    if (number < (this.#opened.get(instance.context) ?? 0)) return false;
    return this.#log.every((each) => each.number <= number || !reaches(each.reach, instance));
  }

  number(context: string): number {
    return this.#numbers.get(context) ?? 0;
  }

  #begin(clock: string, numbers: ReadonlyMap<string, number>): void {
    this.#clock = clock;
    this.#numbers = new Map(numbers);
    this.#opened = numbers;
    this.#log = [];
  }

  #note(reach: Reach, number: number): void {
    this.#numbers.set(reach.context, number);
    this.#log.push({ reach, number });
    for (const subscription of this.subscriptions) {
      if (reaches(reach, subscription.instance)) this.#makeStale(subscription);
    }
  }

  #makeStale(subscription: Subscription): void {
    if (subscription.makeStale()) this.#read(subscription);
  }
}

const reaches = ({ context, params }: Reach, instance: Mounted): boolean =>
  context === instance.context &&
  Object.entries(params).every(([name, value]) => instance.params[name] === value);
