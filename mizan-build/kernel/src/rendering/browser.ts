/** Pages in the browser: the client takes over what the document carries, and then the framework does. */

import { hydrate, type Dehydrated } from "../hydration";
import type { Kernel } from "../kernel";
import { hasOwn } from "../share/structural";
import type { Core } from "../store/core";
import { noteSeen } from "../store/seen";
import { toQuery } from "../wire/canonical";
import { baseOf } from "../wire/send";
import { propertiesOf, type PageData } from "./page";

/** A component of the document, to be shown. */
export interface TakenPage<Component> {
  readonly component: Component;
  readonly props: object;
  /** Its HTML is in the document already. */
  readonly isRendered: boolean;
}

/** The id of the element with the data. */
const ELEMENT = "mizan-page";

/**
 * Gives a client all that the document's page has read, and finds its component. A document that no
 * function has answered, such as that of Vite's development server, shows the only component there is.
 */
export function takePage<Component>(
  { $core: core }: Kernel,
  pages: { readonly [name: string]: Component },
): TakenPage<Component> {
  const text = document.getElementById(ELEMENT)?.textContent;
  const data = text ? (JSON.parse(text) as PageData) : undefined;
  keepSeen(core);
  const { component: name, props, reads } = data ?? { component: onlyOf(pages) };
  if (!hasOwn(pages, name)) {
    const names = Object.keys(pages).join(", ");
    throw new Error(
      `The page is \`${name}\`, and the browser knows ${names}. Give it to \`hydratePages\` as well.`,
    );
  }
  if (reads) hydrate({ $core: core }, toDehydrated(reads));
  return {
    component: pages[name]!,
    props: propertiesOf(name, props),
    isRendered: reads !== undefined,
  };
}

function onlyOf(pages: { readonly [name: string]: unknown }): string {
  const [name, ...others] = Object.keys(pages);
  if (name !== undefined && !others[0]) return name;
  throw new Error(
    `The document has no element \`${ELEMENT}\`, so that nothing tells which page it is. ` +
      "Open an address that a function with a `route` answers.",
  );
}

/** What was read a moment ago, by the keys of its entries. */
function toDehydrated(reads: NonNullable<PageData["reads"]>): Dehydrated {
  const all = reads.flatMap(([asked, answered]) =>
    asked.read.map(({ context, params, only }, at) => {
      const query = toQuery(params, only);
      const { bundle = {}, error } = answered.read[at]!;
      return [query ? `${context}?${query}` : context, { age: 0, bundle, error }] as const;
    }),
  );
  return Object.fromEntries(all);
}

/**
 * Remembers the newest tokens from one document of the tab to the next: a page that a cache has kept
 * for a moment too long is known by them, and read again.
 */
function keepSeen(core: Core): void {
  const name = `mizan seen ${baseOf(core.options)}`;
  try {
    const seen = JSON.parse(sessionStorage.getItem(name) ?? "[]") as [string, string][];
    for (const [context, v] of seen) noteSeen(core, context, v);
    addEventListener("pagehide", () =>
      sessionStorage.setItem(name, JSON.stringify([...core.seen])),
    );
  } catch {
    // A browser may keep nothing for the page.
  }
}
