/** A transport whose every answer the test gives by hand, in the order it likes. */

import { MizanError, type ErrorCode, type WireError } from "../../src/wire/error";
import type { Bundle, CallRequest, ReadRequest, Reply, Transport } from "../../src/wire/transport";

/** A request that waits for its answer. */
export class Exchange<Request extends { readonly signal: AbortSignal }, Answer> {
  readonly request: Request;
  readonly answer: Promise<Answer>;
  #resolve!: (answer: Answer) => void;
  #reject!: (error: unknown) => void;
  readonly #abort = () => this.#settle(() => this.#reject(this.request.signal.reason));

  constructor(request: Request, isDeaf: boolean) {
    this.request = request;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (!isDeaf) request.signal.addEventListener("abort", this.#abort);
  }

  #settle(settling: () => void): void {
    this.request.signal.removeEventListener("abort", this.#abort);
    settling();
  }

  get aborted(): boolean {
    return this.request.signal.aborted;
  }

  async respond(answer: Answer): Promise<void> {
    this.#settle(() => this.#resolve(answer));
    await settle();
  }

  async fail(code: ErrorCode, more: Partial<WireError> = {}): Promise<void> {
    this.#settle(() => this.#reject(new MizanError({ code, message: code, ...more })));
    await settle();
  }
}

export class FakeTransport implements Transport {
  readonly reads: Exchange<ReadRequest, string | Bundle>[] = [];
  readonly calls: Exchange<CallRequest, Reply>[] = [];

  /** Answers also what was given up. */
  isDeaf = false;

  read(request: ReadRequest): Promise<string | Bundle> {
    const exchange = new Exchange<ReadRequest, string | Bundle>(request, this.isDeaf);
    this.reads.push(exchange);
    return exchange.answer;
  }

  call(request: CallRequest): Promise<Reply> {
    const exchange = new Exchange<CallRequest, Reply>(request, this.isDeaf);
    this.calls.push(exchange);
    return exchange.answer;
  }

  /** Answers all that waits: the test has ended. */
  end(): void {
    for (const read of this.reads) void read.fail("FORBIDDEN");
    for (const call of this.calls) void call.respond({ result: null, invalidate: [] });
  }
}

/** Lets every promise that can settle do so; no timer runs. */
export async function settle(turns = 30): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
}
