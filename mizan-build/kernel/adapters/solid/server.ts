/** Components on a server, rendered to the HTML of pages. */

import { createComponent, type Component } from "solid-js";
import { generateHydrationScript, renderToStringAsync } from "solid-js/web";
import type { Kernel, KernelOptions } from "../index";
import { rendererOf } from "../rendering";
import { showWith } from "./context";

/** A function that makes the `pages` of a bundle for the renderer. */
export const pageRenderer = (create: (options: KernelOptions) => Kernel) =>
  rendererOf<Component<never>, Kernel>(create, (component, props, client, { nonce }) => {
    const attribute = nonce ? `<script nonce="${nonce}"` : "<script";
    const head = generateHydrationScript().replace("<script", attribute);
    const Page = component as Component<object>;
    const show = () => showWith(client, () => createComponent(Page, props));
    return async () => ({ head, html: await renderToStringAsync(show, nonce ? { nonce } : {}) });
  });
