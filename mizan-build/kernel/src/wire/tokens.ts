/** Access and refresh tokens: sent with every request, and renewed when they have expired. */

import type { MizanError } from "./error";
import { createHttp } from "./http";
import type { HttpOptions } from "./send";
import type { Transport } from "./transport";

/** The access token that requests bear, and the refresh token that brings the next pair, once. */
export interface TokenPair {
  readonly access: string;
  readonly refresh: string;
}

export interface TokenOptions {
  /** Asks the server for the next pair, with a client that sends no tokens. */
  readonly renew: (refresh: string) => Promise<TokenPair>;
  /** The storage of the pair, such as `localStorage`; the default is memory. */
  readonly storage?: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  /** Called when the server refuses to renew, which signs the user out. */
  readonly onEnd?: () => void;
}

const KEY = "mizan.tokens";

/** The tokens of the user who is signed in. */
export class Tokens {
  readonly #options: TokenOptions;
  #kept: string | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: TokenOptions) {
    this.#options = options;
  }

  /** The current pair; `undefined` while no user is signed in. */
  get pair(): TokenPair | undefined {
    const { storage } = this.#options;
    const text = storage ? storage.getItem(KEY) : this.#kept;
    return text ? (JSON.parse(text) as TokenPair) : undefined;
  }

  /** Keeps the pair of a user who has signed in; without a pair it signs out. */
  keep(pair?: TokenPair): void {
    const { storage } = this.#options;
    this.#kept = pair ? JSON.stringify({ access: pair.access, refresh: pair.refresh }) : null;
    if (this.#kept) storage?.setItem(KEY, this.#kept);
    else storage?.removeItem(KEY);
  }

  /** A transport over HTTP that sends the tokens, for `createMizan`. */
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

  /**
   * Renews once, in all tabs: the server takes a refresh token that is used twice for a stolen one,
   * and ends the session.
   */
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
