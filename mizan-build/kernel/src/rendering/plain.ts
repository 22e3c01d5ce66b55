/** Pages without a framework: functions from properties and a client to HTML. */

import type { Kernel, KernelOptions } from "../kernel";
import { takePage } from "./browser";
import { responseOf, type PageResponse } from "./response";
import { rendererOf } from "./server";

/** A page as a function, whose HTML the renderer writes into the document. */
export type PlainPage<Client> = (
  props: never,
  client: Client,
  response: PageResponse,
) => string | Promise<string>;

/** What is done with a page in the browser. */
export type PlainStart<Client> = (props: never, client: Client) => unknown;

/** A function that makes the `pages` of a bundle for the renderer. */
export const pageRenderer = <Client extends Kernel>(create: (options: KernelOptions) => Client) =>
  rendererOf<PlainPage<Client>, Client>(create, (page, props, client) => async () => ({
    html: await page(props as never, client, responseOf(client)),
  }));

/** A function that takes over the page of the document. */
export function pageHydrator<Client extends Kernel>(client: () => Client) {
  return function hydratePages<Pages extends { readonly [name: string]: PlainStart<Client> }>(
    pages: Pages,
  ): void {
    const { component, props } = takePage<PlainStart<Client>>(client(), pages);
    component(props as never, client());
  };
}
