/** The run of a mutation on a node: it begins, commits, advances the clock, and refreshes. */

import { MizanError } from "../../src/wire/error";
import type {
  Bundle,
  Invalidation,
  Merge,
  Mounted,
  Refreshed,
  Reply,
} from "../../src/wire/transport";
import type { NodeClock, Running } from "./clock";
import type { Database } from "./database";
import { readInstance, type ReadingOptions } from "./reading";

/** How a mutation changes data, and how its answer tells. */
export const KINDS = [
  "invalidate",
  "merge",
  "element",
  "both",
  "contexts",
  "part",
  "hit",
  "remove",
  "refuse",
  "panic",
  "sign in",
] as const;

export type Kind = (typeof KINDS)[number];

/** The kinds whose answers bring data. */
export const PAYLOADS: readonly Kind[] = ["merge", "element", "both", "contexts", "part", "hit"];

const WRITES_PROFILE: readonly Kind[] = [
  "invalidate",
  "merge",
  "both",
  "contexts",
  "part",
  "panic",
];
const WRITES_ORDER: readonly Kind[] = ["element", "both", "contexts"];
const REFRESHES: readonly Kind[] = ["contexts", "part", "hit", "sign in"];

export interface RunArgs {
  readonly kind: Kind;
  readonly token: number;
  readonly user_id: number;
  readonly item: number;
}

export class Run {
  readonly steps: (() => void)[];
  /** The revisions of the cells that it wrote, once it has committed. */
  written: ReadonlyMap<string, number> | undefined;
  /** Who is signed in by it. */
  person: number | undefined;
  readonly args: RunArgs;
  readonly #database: Database;
  readonly #node: NodeClock;
  readonly #isVersioned: boolean;
  #running!: Running;
  #v: string | undefined;
  #merges: Merge[] = [];
  readonly #refreshed: Refreshed[] = [];

  constructor(
    database: Database,
    node: NodeClock,
    args: RunArgs,
    mounted: readonly Mounted[],
    options: ReadingOptions,
  ) {
    this.args = args;
    this.#database = database;
    this.#node = node;
    this.#isVersioned = options.isVersioned;
    this.steps = [
      () => void (this.#running = node.begin(this.#context, true)),
      () => this.#commit(),
      () => this.#advance(),
    ];
    if (REFRESHES.includes(args.kind)) {
      for (const instance of mounted.filter((each) => this.#concerns(each))) {
        const stale = args.kind === "part" ? ["user_profile"] : undefined;
        const { steps, bundle } = readInstance(database, node, instance, options, stale);
        this.steps.push(...steps, () => this.#refresh(instance, bundle));
      }
    }
  }

  get fails(): boolean {
    return this.args.kind === "refuse" || this.args.kind === "panic";
  }

  /** The answer; throws where it is an error. */
  answer(): Reply {
    const { kind } = this.args;
    const code = kind === "refuse" ? "CONFLICT" : "INTERNAL_ERROR";
    if (this.fails) throw new MizanError({ code, message: kind });
    const v = this.#isVersioned ? this.#v : undefined;
    return {
      result: null,
      invalidate: this.#merges[0] ? [] : [this.#target],
      merge: this.#merges.map((merge) => ({ ...merge, ...(v && { v }) })),
      contexts: this.#refreshed,
      ...(kind === "sign in" && { session: true }),
      ...(v && { v: { [this.#context]: v } }),
    };
  }

  get #context(): string {
    return this.args.kind === "hit" ? "search" : "user";
  }

  get #target(): Invalidation {
    const { params } = this.#scope;
    if (this.args.kind === "part") return { function: "user_profile", params };
    return this.args.kind === "hit" ? "search" : this.#scope;
  }

  get #scope() {
    return { context: "user", params: { user_id: this.args.user_id } };
  }

  #concerns({ context, params, only }: Mounted): boolean {
    if (this.args.kind === "sign in") return true;
    if (this.args.kind === "part" && only) return false;
    return (
      context === this.#context && (context === "search" || params["user_id"] === this.args.user_id)
    );
  }

  #commit(): void {
    const { kind, user_id, item } = this.args;
    const database = this.#database;
    const orders = `order ${user_id}`;
    const cells: string[] = [];
    const write = (list: string, id: number) => {
      database.write(list, id);
      cells.push(`${list} ${id}`);
    };
    if (kind === "sign in") this.person = ++database.person;
    if (kind === "hit") write("hit", item);
    if (kind === "remove") database.remove(orders, item);
    if (WRITES_PROFILE.includes(kind)) write("profile", user_id);
    if (WRITES_ORDER.includes(kind)) write(orders, item);
    this.written = new Map(cells.map((cell) => [cell, database.revision(cell)]));
    const profile = { slot: "user_profile", value: database.item("profile", user_id) };
    const order = { slot: "user_orders", value: database.item(orders, item) };
    if (kind === "merge" || kind === "both") this.#merges.push({ ...this.#scope, ...profile });
    if (kind === "element" || kind === "both") this.#merges.push({ ...this.#scope, ...order });
  }

  #advance(): void {
    if (this.args.kind === "refuse") this.#node.abandon(this.#running);
    else this.#v = this.#node.advance(this.#running);
  }

  #refresh({ context, params, only, h }: Mounted, bundle: Bundle): void {
    const instance = { context, params, ...(only && { only }) };
    const { $h, $v } = bundle;
    const isSame = h && h === $h;
    const v = { ...($v && { v: $v }) };
    this.#refreshed.push(isSame ? { ...instance, same: true, ...v } : { ...instance, bundle });
  }
}
