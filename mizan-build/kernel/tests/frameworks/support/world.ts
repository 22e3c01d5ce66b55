/** A world: one server of the sample's API, for one behaviour. The behaviour changes and holds it. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { PageRead } from "../../../src/rendering/page";
import type { Bundle, Invalidation } from "../../../src/wire/transport";
import type { WireError } from "../../../src/wire/error";
import { readBody } from "./body";
import { Sockets } from "./sockets";

type Params = { readonly [name: string]: unknown };

/** What an answer is kept back for. */
interface Hold {
  readonly pattern: RegExp;
  readonly gate: Promise<void>;
}

/** Why a request is refused. */
interface Refusal {
  readonly pattern: RegExp;
  readonly status: number;
  readonly error: WireError;
}

/** An entry of a ledger, and a change of one. */
interface Entry {
  id: number;
  version: number;
  place: number;
  words: string;
  parts: never[];
}

interface EntryEdit {
  readonly insert?: Entry;
  readonly update?: Pick<Entry, "id" | "version"> & { readonly words?: [string, string] };
}

const order = (id: number) => ({ id, lines: [], replaces: null });

/** The authors come in pages of so many. */
const PAGE = 3;

export class World {
  readonly baseUrl: string;
  readonly sockets = new Sockets(this);
  /** What was asked, in order: `GET ctx/user/?user_id=5`, `POST ctx/ feed user`, `POST call/ rename_user`. */
  readonly requests: string[] = [];
  /** The requests whose clients left before the answer. */
  readonly aborted: string[] = [];
  refusesSockets = false;
  /** The document that the address `document` answers. */
  document = "";
  readonly #id: number;
  readonly #names = new Map<number, string>();
  readonly #orders = new Map<number, number[]>();
  readonly #held = new Set<Hold>();
  readonly #refused = new Set<Refusal>();
  /** The changes of the ledger that were sent, and its entries. */
  readonly edits: (readonly EntryEdit[])[] = [];
  readonly ledger: Entry[] = [{ id: 1, version: 0, place: 0, words: "Tea", parts: [] }];
  #entries = [1, 2];
  #hits = [1];
  #version = 1;
  #stream: ServerResponse | undefined;
  #wake = () => {};

  constructor(id: number) {
    this.#id = id;
    this.baseUrl = `/worlds/${id}`;
  }

  get version(): string {
    return `clock-${this.#id}:${this.#version}`;
  }

  /** Keeps back the answers to requests of a pattern; returns the way to let them go. */
  hold(pattern: RegExp): () => void {
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const hold = { pattern, gate };
    this.#held.add(hold);
    return () => {
      this.#held.delete(hold);
      open();
    };
  }

  /** Refuses requests of a pattern; returns the way to stop. */
  refuse(pattern: RegExp, status: number, error: Partial<WireError> = {}): () => void {
    const full = { code: "INTERNAL_ERROR", message: "refused", ...error } as const;
    const refusal = { pattern, status, error: full };
    this.#refused.add(refusal);
    return () => void this.#refused.delete(refusal);
  }

  /** Changes a name, as somebody else would. */
  rename(id: number, name: string): void {
    this.#version++;
    this.#names.set(id, name);
  }

  /** Adds an order of a user, as somebody else would. */
  addOrder(id: number, order: number): void {
    this.#version++;
    this.#orders.set(id, [...this.#ordersOf(id), order]);
  }

  /** Adds an entry of the feed, and tells those who listen. */
  addEntry(id: number): void {
    this.#version++;
    this.#entries = [...this.#entries, id];
    this.sockets.pushAll();
  }

  /** Writes the words of an entry of the ledger, as somebody else would. */
  writeEntry(id: number, words: string): void {
    const entry = this.ledger.find((entry) => entry.id === id)!;
    Object.assign(entry, { words, version: entry.version + 1 });
    this.#version++;
  }

  setHits(...ids: number[]): void {
    this.#version++;
    this.#hits = ids;
  }

  /** Writes a line of the stream that is open. */
  async write(line: object): Promise<void> {
    while (!this.#stream) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#stream.write(`${JSON.stringify(line)}\n`);
    if ("end" in line || "error" in line) this.#stream.end();
  }

  /** The bundle of an instance, or of one of its members. */
  read(
    context: string,
    params: Params,
    only = params["$only"],
  ): { readonly [name: string]: unknown } {
    const id = Number(params["user_id"]);
    const bundles: { readonly [context: string]: () => object } = {
      user: () => ({
        user_orders: this.#ordersOf(id, params["page"]).map(order),
        user_profile: { id, name: this.#names.get(id) ?? `User ${id}`, "odd-key": 0 },
      }),
      search: () => {
        const tag = params["tag"];
        return { search_hits: (tag ? [String(tag).length] : this.#hits).map(order) };
      },
      ledger: () => ({ ledger_entries: this.ledger }),
      feed: () => ({
        feed_authors: this.#authors(params),
        feed_entries: this.#entries.map(order),
        feed_remarks: { remarks: [], next: null },
      }),
    };
    const bundle = bundles[context]!();
    const shown = only ? { [String(only)]: bundle[only as never] } : bundle;
    return { $h: JSON.stringify(shown), $v: this.version, ...shown };
  }

  /** What a page reads while it is rendered, or the error that it is refused with. */
  readForPage({ context, params, only }: PageRead): { bundle: Bundle } | { error: WireError } {
    const refusal = this.#refusalOf(`page ctx/${context}`);
    return refusal ? { error: refusal.error } : { bundle: this.read(context, params, only) };
  }

  #ordersOf(id: number, page: unknown = 1): number[] {
    return Number(page) > 1 ? [Number(page) * 100] : (this.#orders.get(id) ?? [id]);
  }

  /** One page, or as many as are asked for, with an empty one at the end. */
  #authors({ start_at = 0, $pages }: Params): unknown[] {
    const all = ["Ada", "Bob", "Cleo", "Dora", "Edda"];
    const pages = [];
    for (let start = Number(start_at); pages.length < Number($pages ?? 1); start += PAGE) {
      pages.push(all.slice(start, start + PAGE));
      if (start >= all.length) break;
    }
    return $pages ? pages : pages[0]!;
  }

  /** Runs a function; the errors are those of `refuse`. */
  call(fn: string, args: Params): object {
    if (fn === "rename_user") {
      const user_id = Number(args["user_id"]);
      this.rename(user_id, String(args["name"]));
      const scope: Invalidation = { context: "user", params: { user_id } };
      return { result: null, invalidate: [scope], v: { user: this.version } };
    }
    if (fn === "save_ledger_entries") return this.#save(args["edit"] as EntryEdit[]);
    if (fn === "order_basket") {
      const { buyer } = args["basket"] as { readonly buyer: string };
      return { result: `Thank you, ${buyer}`, invalidate: [] };
    }
    if (fn === "order_basket.validate") {
      return { result: args["value"] === "Gold" ? ["is sold out"] : [], invalidate: [] };
    }
    if (fn === "log_out") return { result: null, invalidate: [], session: true };
    return { result: null, invalidate: [] };
  }

  /** Saves what changed of the ledger, unless it is of an older version. */
  #save(edit: readonly EntryEdit[]): object {
    this.edits.push(edit);
    const isLate = edit.some(({ update }) => {
      return update && this.ledger.some((it) => it.id === update.id && it.version > update.version);
    });
    if (isLate) return { error: { code: "CONFLICT", message: "late" } };
    const keys = edit.flatMap(({ insert, update }) => {
      if (update?.words) this.writeEntry(update.id, update.words[1]);
      if (!insert) return [];
      const id = this.ledger.length + 1;
      this.ledger.push({ ...insert, id, place: id });
      return [id];
    });
    this.#version++;
    const scope = { context: "ledger", params: { book_id: 1 } };
    const contexts = [{ ...scope, bundle: this.read("ledger", {}) }];
    const v = { ledger: this.version };
    return { result: keys, invalidate: [scope], contexts, v };
  }

  async answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (path === "document") {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end(this.document);
      return;
    }
    const isUpload = request.headers["content-type"]?.startsWith("multipart/");
    // An upload that is held is not read, so that its progress stops.
    if (isUpload) await this.pass("POST call/ upload");
    const body = await readBody(request);
    const fn = /"fn":"([\w.]+)"/.exec(body)?.[1] ?? /name="fn"\s+(\w+)/.exec(body)?.[1];
    const about = fn ?? [...new Set(body.match(/(?<="context":")\w+/g))].sort().join(" ");
    const name = `${request.method} ${path} ${about}`.trim();
    this.requests.push(name);
    response.once("close", () => response.writableFinished || this.aborted.push(name));
    // What is refused later is refused as it is now.
    const refusal = this.#refusalOf(name);
    const run = () => (refusal ? { error: refusal.error } : this.#run(path, fn, body));
    const content = fn && !this.#isHeld(name) ? run() : undefined;
    await this.pass(name);
    if (fn === "talk" && !refusal) return this.#open(response);
    const answer = content ?? run();
    const status = refusal?.status ?? ("error" in answer ? 409 : 200);
    response.writeHead(status, {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
    });
    response.end(JSON.stringify(answer));
  }

  #run(path: string, fn: string | undefined, body: string): object {
    if (fn === "talk") return {};
    if (fn) {
      const isForm = !body.startsWith("{");
      return this.call(fn, isForm ? {} : (JSON.parse(body) as { args: Params }).args);
    }
    if (path === "ctx/") {
      const { read } = JSON.parse(body) as { read: { context: string; params: Params }[] };
      return { read: read.map(({ context, params }) => ({ bundle: this.read(context, params) })) };
    }
    const [, context, query] = /^ctx\/(\w+)\/\??(.*)$/.exec(path)!;
    return this.read(context!, Object.fromEntries(new URLSearchParams(query)));
  }

  #open(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "application/x-ndjson" });
    response.flushHeaders();
    this.#stream = response;
    response.once("close", () => (this.#stream = undefined));
    this.#wake();
  }

  #refusalOf(name: string): Refusal | undefined {
    return [...this.#refused].find(({ pattern }) => pattern.test(name));
  }

  #isHeld(name: string): boolean {
    return [...this.#held].some(({ pattern }) => pattern.test(name));
  }

  /** Waits while requests of that name are held. */
  async pass(name: string): Promise<void> {
    for (const { pattern, gate } of [...this.#held]) if (pattern.test(name)) await gate;
  }
}
