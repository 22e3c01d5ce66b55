/** A pair of tokens in place of a cookie: sent with every request, and renewed when it has ended. */

import type { MizanError } from "./error";
import { createHttp, type HttpOptions } from "./http";
import type { Transport } from "./transport";

/** What a server hands out: the token that lets in, and the one that brings the next pair, once. */
export interface TokenPair {
  readonly access: string;
  readonly refresh: string;
}

export interface TokenOptions {
  /** Asks the server for the next pair, by a client that sends no tokens. */
  readonly renew: (refresh: string) => Promise<TokenPair>;
  /** Where the pair is kept, such as `localStorage`; in memory unless told. */
  readonly storage?: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  /** Called when the server renews no longer: whoever it was is signed out. */
  readonly onEnd?: () => void;
}

const KEY = "mizan.tokens";

/** The tokens of whoever is signed in. */
export class Tokens {
  readonly #options: TokenOptions;
  #kept: string | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: TokenOptions) {
    this.#options = options;
  }

  /** What is sent now; nothing, where nobody is signed in. */
  get pair(): TokenPair | undefined {
    const { storage } = this.#options;
    const text = storage ? storage.getItem(KEY) : this.#kept;
    return text ? (JSON.parse(text) as TokenPair) : undefined;
  }

  /** Keeps the pair of whoever has signed in; nothing signs them out. */
  keep(pair?: TokenPair): void {
    const { storage } = this.#options;
    this.#kept = pair ? JSON.stringify({ access: pair.access, refresh: pair.refresh }) : null;
    if (this.#kept) storage?.setItem(KEY, this.#kept);
    else storage?.removeItem(KEY);
  }

  /** HTTP with the tokens: what `createMizan` takes. */
  transport(options: HttpOptions = {}): Transport {
    const http = createHttp({
      ...options,
      headers: () => {
        const { access } = this.pair ?? {};
        return { ...options.headers?.(), ...(access && { Authorization: `Bearer ${access}` }) };
      },
    });
    return {
      read: (request) => this.#send(() => http.read(request)),
      call: (request) => this.#send(() => http.call(request)),
    };
  }

  async #send<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    const sent = this.pair;
    try {
      return await send();
    } catch (error) {
      if (!sent || (error as MizanError).code !== "UNAUTHORIZED") throw error;
      await this.#renew(sent);
      return send();
    }
  }

  /** One at a time, in all tabs: a token that renews twice has been copied, for all that is known. */
  #renew(sent: TokenPair): Promise<unknown> {
    const renew = async () => {
      const { pair } = this;
      if (pair?.refresh !== sent.refresh) return;
      try {
        this.keep(await this.#options.renew(sent.refresh));
      } catch (error) {
        if ((error as MizanError).code !== "UNAUTHORIZED") throw error;
        this.keep();
        this.#options.onEnd?.();
      }
    };
    const { locks } = globalThis.navigator ?? {};
    const turn = this.#turn.then(async () => {
      await (locks ? locks.request(KEY, renew) : renew());
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }
}
