/** Components on a server, rendered to the HTML of pages. */

import type { ComponentType, JSXElementConstructor } from "react";
import { renderToString } from "react-dom/server";
import type { Kernel, KernelOptions } from "../index";
import { rendererOf } from "../rendering";
import { CAUGHT, caughtBy } from "./boundary";
import { KernelContext } from "./context";

/** A function that makes the `pages` of a bundle for the renderer. */
export const pageRenderer = (create: (options: KernelOptions) => Kernel) =>
  rendererOf<JSXElementConstructor<never>, Kernel>(create, (component, props, client) => {
    const Page = component as ComponentType<object>;
    const page = (
      <KernelContext value={client}>
        <Page {...props} />
      </KernelContext>
    );
    return () => {
      const html = renderCaught(client, () => renderToString(page));
      const [head = ""] = IN_HEAD.exec(html)!;
      return { head: head + writeCaught(client), html: html.slice(head.length) };
    };
  });

/** Renders again where a boundary has caught an error, which shows it then. */
function renderCaught(client: Kernel, render: () => string): string {
  const caught = caughtBy(client);
  for (;;) {
    const { size } = caught;
    try {
      const html = render();
      if (caught.size === size) return html;
    } catch (error) {
      if (caught.size === size) throw error;
    }
  }
}

/** The errors that the boundaries of a page show, for the boundaries of the browser. */
function writeCaught(client: Kernel): string {
  const caught = [...caughtBy(client)].map(([id, error]) => {
    const { message } = error;
    return [id, { ...error, message }];
  });
  if (!caught[0]) return "";
  const json = JSON.stringify(caught).replace(/</g, "\\u003c");
  return `<script type="application/json" id="${CAUGHT}">${json}</script>`;
}

/**
 * The elements that React hoists out of components: it writes them in front of all others, because the
 * head of the document is not its own here.
 */
const IN_HEAD =
  /^(?:<title[^>]*>[^<]*<\/title>|<(?:meta|link)(?![^>]* itemProp=)(?![^>]* rel="stylesheet"(?![^>]*data-precedence))[^>]*\/>)*/;
