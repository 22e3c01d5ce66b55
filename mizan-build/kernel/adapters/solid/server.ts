/** Components on a server, rendered to the HTML of pages. */

import { createComponent, type Component, type JSX } from "solid-js";
import { generateHydrationScript, renderToStringAsync, ssr } from "solid-js/web";
import type { Kernel, KernelOptions } from "../index";
import { rendererOf } from "../rendering";
import { showWith } from "./context";

/** A function that makes the `pages` of a bundle for the renderer. */
export const pageRenderer = (create: (options: KernelOptions) => Kernel) =>
  rendererOf<Component<never>, Kernel>(create, (component, props, client, { nonce }) => {
    const attribute = nonce ? `<script nonce="${nonce}"` : "<script";
    const script = generateHydrationScript().replace("<script", attribute);
    const Page = component as Component<object>;
    const show = () => showWith(client, () => createComponent(Page, props));
    return async () => {
      // Solid writes what components want in the head in front of `</head>`; no text of theirs has this word.
      const end = `</head><!--${crypto.randomUUID()}-->`;
      const page = () => [ssr(`<head>${end}`), show()] as unknown as JSX.Element;
      const rendered = await renderToStringAsync(page, nonce ? { nonce } : {});
      const at = rendered.indexOf(end);
      const head = script + rendered.slice("<head>".length, at);
      return { head, html: rendered.slice(at + end.length) };
    };
  });
