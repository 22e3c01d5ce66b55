/**
 * Random schedules of a list in pages: others change the list on the server, pages are read, mutations
 * answer, and everything is answered in any order, or fails.
 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Bundle, CallRequest, ReadRequest, Refreshed, Reply } from "../src/wire/transport";
import { reply, setUp } from "./support/fixture";
import { PATIENT, SEED } from "./support/seed";
import { settle, type Exchange } from "./support/transport";

const RUNS = Math.ceil(Number(process.env["MIZAN_RUNS"] ?? 4000) / 16);

/** The number of books on a page. */
const SIZE = 2;

const room = { room: "hall" };
const scope = { context: "shelf", params: room };

/** A book; the text is the number of its changes. */
interface Book {
  readonly id: number;
  readonly text: string;
}

/** Numbers below a limit, the same for the same seed. */
function createRandom(seed: number) {
  let state = seed * 2654435761;
  return (limit: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return (state >>> 0) % limit;
  };
}

/** A server with one list, whose clock every change advances. */
class Server {
  books: Book[] = [1, 2, 3, 4, 5].map((id) => ({ id, text: "0" }));
  clock = 1;
  #next = 6;

  insert(at: number): void {
    this.books.splice(at, 0, { id: this.#next++, text: "0" });
    this.clock++;
  }

  remove(at: number): void {
    this.books.splice(at, 1);
    this.clock++;
  }

  /** Changes a book, which may be gone. */
  retitle(id: number): Book {
    const at = this.books.findIndex((book) => book.id === id);
    const book = { id, text: String(Number(this.books[at]?.text ?? 0) + 1) };
    if (at >= 0) this.books[at] = book;
    this.clock++;
    return book;
  }

  read({ start_at = 0, $pages }: ReadRequest["params"]): Bundle {
    const pages: Book[][] = [];
    let offset = (start_at ?? 0) as number;
    do {
      pages.push(this.books.slice(offset, offset + SIZE));
      offset += pages.at(-1)!.length;
    } while (pages.length < ($pages as number) && pages.at(-1)!.length);
    return { $v: `a:${this.clock}`, books: pages };
  }

  call({ args, mounted = [] }: CallRequest, kind: number): Reply {
    const value = this.retitle(args["id"] as number);
    const v = { shelf: `a:${this.clock}` };
    if (kind === 0) return reply({ merge: [{ ...scope, slot: "books", value, v: v.shelf }], v });
    const refresh = (instance: Refreshed) => ({ ...instance, bundle: this.read(instance.params) });
    const contexts = kind === 1 ? mounted.map((each) => refresh(each as Refreshed)) : [];
    return reply({ contexts, invalidate: [scope], v });
  }
}

type Waiting<Request extends { readonly signal: AbortSignal }, Answer> = {
  readonly exchange: Exchange<Request, Answer>;
  answer?: Answer;
};

class Schedule {
  readonly server = new Server();
  readonly context = setUp();
  readonly list = this.context.api.books.infinite(room);
  readonly reads: Waiting<ReadRequest, string | Bundle>[] = [];
  readonly calls: Waiting<CallRequest, Reply>[] = [];
  readonly #random: (limit: number) => number;
  readonly #versions = new Map<number, number>();
  #ends: (() => void)[] = [];

  /** Without merges nothing is seen that does not bring the whole list to its state. */
  readonly #merges: boolean;

  constructor(seed: number, merges: boolean) {
    this.#random = createRandom(seed);
    this.#merges = merges;
  }

  #collect(): void {
    const { reads, calls } = this.context;
    for (const exchange of reads.splice(0)) this.reads.push({ exchange });
    for (const exchange of calls.splice(0)) this.calls.push({ exchange });
  }

  /** Every element is shown once, and none goes back. */
  #check = (): void => {
    const { data } = this.list.current;
    const ids = (data ?? []).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, text } of data ?? []) {
      expect(Number(text)).toBeGreaterThanOrEqual(this.#versions.get(id) ?? 0);
      this.#versions.set(id, Number(text));
    }
  };

  watch(): void {
    this.#ends.push(this.list.subscribe(this.#check));
  }

  async #settleRead(at: number, fails: boolean): Promise<void> {
    const read = this.reads[at]!;
    if (!read.answer && !fails) {
      read.answer = this.server.read(read.exchange.request.params);
      return;
    }
    this.reads.splice(at, 1);
    if (fails) await read.exchange.fail("INTERNAL_ERROR");
    else await read.exchange.respond(structuredClone(read.answer!));
  }

  async #settleCall(at: number): Promise<void> {
    const call = this.calls[at]!;
    if (!call.answer) {
      call.answer = this.server.call(
        call.exchange.request,
        this.#random(this.#merges ? 3 : 2) + (this.#merges ? 0 : 1),
      );
      return;
    }
    this.calls.splice(at, 1);
    await call.exchange.respond(structuredClone(call.answer));
  }

  async play(choices: readonly number[]): Promise<void> {
    this.watch();
    for (const choice of choices) {
      await this.#step(choice);
      await settle();
      this.#collect();
      this.#check();
    }
    await this.#end();
  }

  async #step(choice: number): Promise<void> {
    const { server, list, context } = this;
    const pick = this.#random;
    switch (choice) {
      case 0:
        server.insert(pick(server.books.length + 1));
        break;
      case 1:
        if (server.books.length > 1) server.remove(pick(server.books.length));
        break;
      case 2:
        context.api.$invalidate(scope);
        break;
      case 3:
      case 4:
        list.loadMore();
        break;
      case 5:
        context.api.retitle({ ...room, id: 1 + pick(7), text: "" }).catch(() => {});
        break;
      case 6:
        if (this.#ends.length) this.#ends.pop()!();
        else this.watch();
        break;
      case 7:
        if (this.calls[0]) await this.#settleCall(pick(this.calls.length));
        break;
      default:
        if (this.reads[0]) await this.#settleRead(pick(this.reads.length), pick(12) === 0);
    }
  }

  /** Answers all, and holds what is shown against the server. */
  async #end(): Promise<void> {
    if (!this.#ends.length) this.watch();
    await settle();
    this.#collect();
    while (this.calls[0]) {
      await this.#settleCall(0);
      this.#collect();
    }
    await this.#answerAll();
    const seen = this.context.api.$core.seen.get("shelf");
    const isSeen = !this.list.current.error && seen === `a:${this.server.clock}`;
    if (!this.#merges && isSeen) this.#checkTruth();
    this.context.api.$invalidate(scope);
    await this.#answerAll();
    this.#checkTruth();
    for (const end of this.#ends.splice(0)) end();
  }

  async #answerAll(): Promise<void> {
    for (let turns = 0; turns < 60; turns++) {
      await settle();
      this.#collect();
      if (!this.reads[0]) break;
      await this.#settleRead(0, false);
    }
  }

  #checkTruth(): void {
    const { data, pages, hasMore, error, loadingMore, refreshing } = this.list.current;
    expect({ error, loadingMore, refreshing }).toEqual({
      error: undefined,
      loadingMore: false,
      refreshing: false,
    });
    const count = pages.flat().length;
    expect(data).toEqual(this.server.books.slice(0, count));
    expect(hasMore).toBe(pages.at(-1)!.length > 0);
  }
}

const choices = fc.array(fc.nat(11), { minLength: 10, maxLength: 60 });

describe.each([true, false])("where mutations merge: %s", (merges) => {
  test("schedules end with the truth, and show no element twice or older", PATIENT, () =>
    fc.assert(
      fc.asyncProperty(choices, fc.nat(), (played, seed) =>
        new Schedule(seed, merges).play(played),
      ),
      { numRuns: RUNS, seed: SEED },
    ),
  );
});
