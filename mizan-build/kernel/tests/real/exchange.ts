/**
 * One request over HTTP. It is sent, its answer is received and handed over when the schedule says so.
 * `node:http` has no timers that the schedule's own could disturb, as those of `fetch` would be.
 */

import { Agent, request, type ClientRequest } from "node:http";

export interface Received {
  readonly status: number;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

export class Exchange {
  /** The answer, once all of it has been received. */
  received: Received | undefined;
  readonly #url: string;
  readonly #init: RequestInit;
  #request: ClientRequest | undefined;

  constructor(url: string, init: RequestInit) {
    this.#url = url;
    this.#init = init;
  }

  get isSent(): boolean {
    return Boolean(this.#request);
  }

  /** Sends it; calls back when the answer is there. */
  send(id: string, onReceived: () => void): void {
    const { method = "GET", headers, body } = this.#init;
    this.#request = request(this.#url, {
      agent,
      method,
      headers: { ...(headers as Record<string, string>), "x-request-id": id },
    });
    this.#request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece: string) => (text += piece));
      response.on("end", () => {
        this.received = { status: response.statusCode!, text };
        onReceived();
      });
      // A connection that the schedule has broken; an answer that breaks off by itself never comes.
      response.on("error", () => {});
    });
    this.#request.on("error", () => {});
    this.#request.end(body as string | undefined);
  }

  /** Breaks the connection. */
  destroy(): void {
    if (!this.received) this.#request?.destroy();
  }
}

/** What the transport reads of a response. */
export function toResponse({ status, text }: Received): Response {
  const ok = status === 200;
  const headers = new Headers();
  const parsed = async () => JSON.parse(text) as unknown;
  return { ok, status, headers, text: async () => text, json: parsed } as Response;
}
