/** Pages on a server: each is rendered by a client of its own, which reads as the caller of the page. */

import type { Kernel, KernelOptions } from "../kernel";
import { whenSettled } from "../reads/lifetime";
import type { Entry } from "../store/entry";
import type { Wire } from "../wire/canonical";
import { MizanError, type WireError } from "../wire/error";
import { stringify } from "../wire/stringify";
import type { Transport } from "../wire/transport";
import { onServer } from "./decoders";
import { propertiesOf, type RenderingPage } from "./page";
import { ResponseDraft } from "./response";

/** What a bundle for the renderer exports as `pages`. */
export type RenderedPages<Pages> = {
  readonly [Name in keyof Pages]: (props: unknown, page: RenderingPage) => Promise<string>;
};

/** The HTML of a component, and the elements that it wants in `<head>`. */
export interface Rendered {
  readonly html: string;
  readonly head?: string;
}

/** Renders a component once, with what its client knows by then. */
type Render = () => Rendered | Promise<Rendered>;

/** Components as the renderer calls them, each of them with a client of its own. */
export function rendererOf<Component, Client extends Kernel>(
  create: (options: KernelOptions) => Client,
  prepare: (component: Component, props: object, client: Client, page: RenderingPage) => Render,
) {
  return function renderPages<Pages extends { readonly [name: string]: Component }>(
    pages: Pages,
  ): RenderedPages<Pages> {
    const rendered = Object.entries(pages).map(([name, component]) => [
      name,
      async (props: unknown, page: RenderingPage) => {
        const client = create({ transport: transportOf(page), retries: 0 });
        const render = prepare(component, propertiesOf(name, props), client, page);
        const response = new ResponseDraft(client, page);
        const { html, head } = await renderInRounds(client, async () => {
          response.clear();
          return render();
        });
        response.tell(page);
        if (head) page.head(head);
        return html;
      },
    ]);
    return Object.fromEntries(rendered) as RenderedPages<Pages>;
  };
}

/** Carries the reads of a client to the server that renders the page. */
export const transportOf = (page: RenderingPage): Transport => ({
  async read({ context, params, only }) {
    try {
      return await page.read({ context, params: JSON.parse(stringify(params)) as Wire, only });
    } catch (error) {
      throw new MizanError(error as WireError);
    }
  },
  call: async ({ fn }) =>
    Promise.reject(
      new MizanError({
        code: "BAD_REQUEST",
        message: `\`${fn}\` is called while a page is rendered. Call it in an effect or an event handler.`,
      }),
    ),
});

/** How often a page is rendered at most: a component whose parameters are never the same would go on for ever. */
const MOST = 10;

/**
 * Renders, reads what was shown without data, and renders again, until nothing is missing. What a
 * component does not show before something else is there is found in a later round.
 */
async function renderInRounds({ $core: core }: Kernel, render: Render): Promise<Rendered> {
  const asked = new Set<Entry>();
  core.onEntryCreated = prepareEntry;
  for (let round = 1; ; round++) {
    const [rendered, error] = await outcomeOf(render);
    const unread = [...core.entries.values()].filter((entry) => entry.due && !asked.has(entry));
    if (!unread[0] || round === MOST) {
      if (!rendered) throw error;
      return rendered;
    }
    unread.forEach((entry) => asked.add(entry));
    await Promise.all(unread.map((entry) => whenSettled(core, entry)));
  }
}

/** Has an entry be read once, with no other data before or after. */
function prepareEntry(entry: Entry): void {
  entry.unlink = unlinked;
  for (const member of entry.members) {
    Object.assign(member, { decoder: onServer(member.decoder) });
  }
}

/** An entry with this is never subscribed: a page that is rendered hears of no changes. */
const unlinked = (): void => unlinked as never;

/** What a round ends with; a component may throw for want of data. */
async function outcomeOf(
  render: Render,
): Promise<readonly [rendered: Rendered | undefined, error?: unknown]> {
  try {
    return [await render()];
  } catch (error) {
    return [undefined, error];
  }
}
