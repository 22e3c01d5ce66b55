/** The response to the request of a page, as the components of the page see it. */

import type { Kernel } from "../kernel";
import type { Core } from "../store/core";
import type { RenderingPage } from "./page";

/** What a component says of the response to the request of its page. */
export interface PageResponse {
  /** The nonce of the Content-Security-Policy, for scripts that the component writes; the browser has none. */
  readonly nonce: string | undefined;
  /** Sets the status of the response; in the browser it does nothing. */
  status(status: number): void;
  /** Answers with a redirect in place of the page; in the browser it goes there. The status is 303 unless said. */
  redirect(location: string, status?: number): void;
}

/** The responses of the pages that are rendered now, by their clients. */
const responses = new WeakMap<Core, PageResponse>();

/** The response that the components below a client speak of. */
export const responseOf = ({ $core }: Pick<Kernel, "$core">): PageResponse =>
  responses.get($core) ?? inBrowser;

const inBrowser: PageResponse = {
  nonce: undefined,
  status() {},
  redirect(location) {
    const here = globalThis.location;
    if (!here) return;
    const { href, protocol } = new URL(location, here.href);
    // A server's redirect would not run it either.
    if (protocol !== "javascript:") here.replace(href);
  },
};

/** What is said while a page is rendered. It is forgotten where a page is rendered again. */
export class ResponseDraft implements PageResponse {
  readonly nonce: string | undefined;
  #status: number | undefined;
  #location: string | undefined;

  constructor({ $core }: Pick<Kernel, "$core">, { nonce }: RenderingPage) {
    this.nonce = nonce;
    responses.set($core, this);
  }

  status(status: number): void {
    this.#status = status;
  }

  redirect(location: string, status = 303): void {
    this.#location = location;
    this.#status = status;
  }

  /** Begins anew. */
  clear(): void {
    this.#status = this.#location = undefined;
  }

  /** Tells the worker what stands in the end. */
  tell(page: RenderingPage): void {
    if (this.#location !== undefined) page.redirect(this.#location, this.#status);
    else if (this.#status !== undefined) page.status(this.#status);
  }
}
