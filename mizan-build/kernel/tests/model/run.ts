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
import { commit, isFailing, type Kind, type RunArgs, type RunState } from "./change";
import type { Clock, Running } from "./clock";
import type { Database } from "./database";
import type { Reach } from "./live/bus";
import { readInstance, type ReadingOptions } from "./reading";

const REFRESHES: readonly Kind[] = ["contexts", "part", "hit", "sign in"];

export class Run implements RunState {
  readonly steps: (() => void)[];
  /** The revisions of the cells that it wrote, once it has committed. */
  written: ReadonlyMap<string, number> | undefined;
  /** Who is signed in by it. */
  person: number | undefined;
  readonly args: RunArgs;
  readonly #database: Database;
  readonly #node: Clock;
  readonly #isVersioned: boolean;
  #running!: Running;
  #v: string | undefined;
  #merges: Merge[] = [];
  readonly #refreshed: Refreshed[] = [];

  constructor(
    database: Database,
    node: Clock,
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

  /** The answer; throws where it is an error. */
  answer(): Reply {
    const { kind } = this.args;
    const code = kind === "refuse" ? "CONFLICT" : "INTERNAL_ERROR";
    if (isFailing(this)) throw new MizanError({ code, message: kind });
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

  get #reach(): Reach {
    return this.args.kind === "hit" ? { context: "search", params: {} } : this.#scope;
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
    Object.assign(this, commit(database, this.args));
    const profile = { slot: "user_profile", value: database.item("profile", user_id) };
    const order = { slot: "user_orders", value: database.item(`order ${user_id}`, item) };
    if (kind === "merge" || kind === "both") this.#merges.push({ ...this.#scope, ...profile });
    if (kind === "element" || kind === "both") this.#merges.push({ ...this.#scope, ...order });
  }

  #advance(): void {
    if (this.args.kind === "refuse") this.#node.abandon(this.#running);
    else this.#v = this.#node.advance(this.#running, this.#reach);
  }

  #refresh({ context, params, only, h }: Mounted, bundle: Bundle): void {
    const instance = { context, params, ...(only && { only }) };
    const { $h, $v, $errors } = bundle;
    const isSame = h && h === $h;
    const v = { ...($v && { v: $v }) };
    const [error] = Object.values($errors ?? {});
    const hasData = Object.keys(bundle).some((name) => !name.startsWith("$"));
    if (isSame) this.#refreshed.push({ ...instance, same: true, ...v });
    else this.#refreshed.push(error && !hasData ? { ...instance, error } : { ...instance, bundle });
  }
}
