/**
 * A model of live nodes on a bus. What arrives at a socket, what a node hears, what is pushed: each is a
 * move of its own, so that anything may happen between two of them, or instead of them.
 */

import { toJson } from "../../../src/wire/canonical";
import { MizanError } from "../../../src/wire/error";
import type { Bundle, Mounted } from "../../../src/wire/transport";
import { change, drag } from "../api";
import type { Kind, RunArgs } from "../change";
import { readInstance, type ReadingOptions } from "../reading";
import { ModelServer } from "../server";
import { Bus } from "./bus";
import { LiveNode } from "./node";
import { ModelSocket, Peer, type Frame } from "./peer";
import { Subscription } from "./subscription";

/** Something that happens next, if nothing else does. */
export type Move = () => void;

/** An instance as a client subscribes it. */
interface Wanted extends Mounted {
  readonly v?: string;
}

export class LiveServer extends ModelServer {
  readonly #bus: Bus | undefined;
  readonly #peers = new Set<Peer>();
  readonly #waiting = new Map<Subscription, (bundle: Bundle, begun: number) => void>();
  /** The nodes that were lost and that the others have not missed yet. */
  #missing = 0;

  constructor(options: ReadingOptions, nodes: number) {
    super(options, []);
    this.#bus = nodes > 1 ? new Bus() : undefined;
    while (this.nodes.length < nodes) this.nodes.push(this.#createNode());
  }

  /** The number of sockets that the client has not been told to be closed. */
  get sockets(): number {
    return [...this.#peers].filter(({ state }) => state !== "closed").length;
  }

  /** A socket cannot sign anybody in. */
  override functionOf(kind: Kind): typeof change {
    return kind !== "sign in" && this.options.draw(2) ? drag : change;
  }

  /** Opens the sockets of the environment. */
  readonly accept = (socket: ModelSocket): Peer => {
    const node = this.nodes[this.options.draw(this.nodes.length)] as LiveNode;
    const peer = new Peer(socket, node);
    this.#peers.add(peer);
    return peer;
  };

  /** Nobody tells the client: it has subscribed what it shows. */
  override changeElsewhere(user_id: number, item: number): void {
    const node = this.drawNode();
    const run = this.run({ kind: "contexts", token: 0, user_id, item }, [], node);
    this.flights.push({ steps: run.steps, run, node, arrive: () => {} });
  }

  /** All that may happen next. */
  moves(): Move[] {
    const moves: Move[] = this.#nodes
      .filter(({ heard }) => heard[0])
      .map((each) => () => each.hear());
    for (const peer of this.#peers) {
      if (peer.state === "opening") moves.push(() => peer.open());
      if (peer.state === "closing") moves.push(() => peer.tellClosed());
      if (peer.state === "closed") this.#peers.delete(peer);
      if (peer.sent[0]) moves.push(() => this.#receive(peer, peer.sent.shift()!));
      if (peer.hasFrames) moves.push(() => peer.deliver());
    }
    if (this.#missing) {
      moves.push(() => {
        this.#missing--;
        this.#bus?.miss();
      });
    }
    return moves;
  }

  /** All that may go wrong next; a mutation whose caller hears nothing of its end is given to `lose`. */
  faults(lose: (token: number) => void): Move[] {
    const bus = this.#bus;
    const faults: Move[] = [...this.#peers].map((peer) => () => this.#close(peer, lose));
    for (const node of this.#nodes) {
      const runs = this.flights.filter((flight) => flight.node === node).map(({ run }) => run);
      const isSigningIn = runs.some((run) => run?.args.kind === "sign in");
      // A death between commit and announcement is the one that matters.
      const isUntold = runs.some((run) => run?.written && run.steps[0]);
      const weight = isSigningIn ? 0 : isUntold ? 8 : 1;
      for (let at = 0; at < weight; at++) faults.push(() => this.#kill(node, lose));
      if (bus && !node.isCut) faults.push(() => this.#cutOff(node));
      if (node.isCut) faults.push(() => node.restore());
    }
    if (bus) faults.push(() => bus.restart());
    return faults;
  }

  /** The bus is there again for all. */
  heal(): void {
    for (const node of this.#nodes) if (node.isCut) node.restore();
  }

  /** Time passes, in which everything is read again where a node was missing. */
  keepVigil(): void {
    for (const node of this.#nodes) node.keepVigil();
  }

  get #nodes(): LiveNode[] {
    return this.nodes as LiveNode[];
  }

  #createNode(): LiveNode {
    return new LiveNode(this.#bus, (subscription) => this.#read(subscription));
  }

  #cutOff(node: LiveNode): void {
    node.lose();
    this.#missing++;
  }

  #close(peer: Peer, lose: (token: number) => void): void {
    for (const { run, peer: by } of this.flights) if (run && by === peer) lose(run.args.token);
    peer.close();
  }

  /** Nothing of what runs on the node goes on; another node takes its place. */
  #kill(node: LiveNode, lose: (token: number) => void): void {
    for (const peer of this.#peers) if (peer.node === node) this.#close(peer, lose);
    if (!node.isCut) this.#bus?.lose(node);
    this.#missing++;
    this.nodes[this.nodes.indexOf(node)] = this.#createNode();
    this.forgetKeysOf(node);
    for (const flight of this.flights.filter((each) => each.node === node)) {
      if (flight.run) lose(flight.run.args.token);
      this.end(flight, true);
    }
  }

  #receive(peer: Peer, frame: Frame): void {
    const { id, action } = frame;
    const of = frame["of"] as readonly Wanted[];
    if (action === "subscribe") void this.#subscribe(peer, id, of);
    if (action === "rpc") this.#call(peer, frame);
    if (action !== "unsubscribe") return;
    for (const wanted of of) this.#end(peer.subscriptions.get(nameOf(wanted)));
    peer.send({ id, ok: null });
  }

  #call(peer: Peer, { id, args, mounted = [], key }: Frame): void {
    const { node } = peer;
    const run = this.runOnce(args as RunArgs, mounted as Mounted[], node, key as string);
    const arrive = (isCut: boolean) => {
      if (isCut) return peer.close();
      if (peer.state !== "open") return;
      let frame: object;
      try {
        frame = { id, ok: run.answer() };
      } catch (error) {
        const { code, message } = error as MizanError;
        frame = { id, error: { code, message } };
      }
      peer.socket.onmessage({ data: JSON.stringify(frame) });
    };
    this.flights.push({ steps: run.steps, run, node, peer, arrive });
  }

  /** Subscribes, then says what is known: no change after that is missed. */
  async #subscribe(peer: Peer, id: number, of: readonly Wanted[]): Promise<void> {
    const answers = await Promise.all(of.map((wanted) => this.#answer(peer, wanted)));
    peer.send({ id, ok: answers.map(({ answer }) => answer) });
    for (const { begin } of answers) begin();
  }

  #answer(peer: Peer, wanted: Wanted): Promise<{ answer: object; begin: Move }> {
    const { node } = peer;
    const name = nameOf(wanted);
    this.#end(peer.subscriptions.get(name));
    const { context, params, only, v, h } = wanted;
    const instance = { context, params, ...(only && { only }) };
    const subscription = new Subscription(instance, peer, this.database.person);
    peer.subscriptions.set(name, subscription);
    node.subscriptions.add(subscription);
    const begin = (begun: number, held: string | undefined) => () => {
      if (subscription.answer(begun, held)) this.#read(subscription);
    };
    const number = node.numberOf(context, v);
    if (number !== undefined && node.isQuietSince(instance, number)) {
      const answer = { same: true, v: node.tokenOfSame(context, number) };
      return Promise.resolve({ answer, begin: begin(subscription.begun, h) });
    }
    return new Promise((resolve) => {
      this.#waiting.set(subscription, (bundle, begun) => {
        const error = errorOf(bundle);
        if (error) this.#end(subscription);
        const isSame = h && h === bundle.$h;
        const answer = error ? { error } : isSame ? { same: true, v: bundle.$v } : { bundle };
        resolve({ answer, begin: error ? () => {} : begin(begun, bundle.$h) });
      });
      if (subscription.makeStale()) this.#read(subscription);
    });
  }

  /** Reads a subscription for a push, or for the answer to it. */
  #read(subscription: Subscription): void {
    const { peer, instance, person } = subscription;
    const { steps, bundle } = readInstance(this.database, peer.node, instance, this.options);
    let begun = 0;
    let isOther = false;
    steps.unshift(() => {
      subscription.beginRead();
      begun = subscription.begun;
      isOther = person !== this.database.person;
    });
    const arrive = () => {
      if (isOther) this.#refuse(subscription, { code: "UNAUTHORIZED", message: "somebody else" });
      const waiting = this.#waiting.get(subscription);
      this.#waiting.delete(subscription);
      waiting?.(bundle as Bundle, begun);
      if (!peer.node.subscriptions.has(subscription)) return;
      this.#push(subscription, bundle as Bundle);
      if (subscription.endRead()) this.#read(subscription);
    };
    this.flights.push({ steps, node: peer.node, arrive });
  }

  #push(subscription: Subscription, bundle: Bundle): void {
    const { peer, instance, isAnswered, h } = subscription;
    if (!isAnswered) return;
    const error = errorOf(bundle);
    if (error) return this.#refuse(subscription, error);
    if (bundle.$h === h) return;
    subscription.h = bundle.$h;
    const isLarge = !this.options.draw(16);
    const event = isLarge ? { event: "invalidate" } : { event: "bundle", bundle };
    peer.push(subscription, { ...event, ...instance });
  }

  #refuse(subscription: Subscription, error: object): void {
    const { peer, instance, isAnswered } = subscription;
    if (!isAnswered) return;
    this.#end(subscription);
    peer.send({ event: "bundle", ...instance, error });
  }

  #end(subscription: Subscription | undefined): void {
    subscription?.peer.end(subscription);
  }
}

const nameOf = ({ context, params, only }: Mounted) => toJson([context, params, only]);

/** The error of a bundle all of whose members have failed. */
function errorOf(bundle: Bundle): object | undefined {
  const hasData = Object.keys(bundle).some((name) => !name.startsWith("$"));
  return hasData ? undefined : Object.values(bundle.$errors ?? {})[0];
}
