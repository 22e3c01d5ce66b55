/** Components on a server, rendered to the HTML of pages. */

import type { Component } from "svelte";
import { render } from "svelte/server";
import type { Kernel, KernelOptions } from "../index";
import { rendererOf } from "../rendering";
import { contextOf } from "./context";

/** A function that makes the `pages` of a bundle for the renderer. */
export const pageRenderer = (create: (options: KernelOptions) => Kernel) =>
  rendererOf<Component<never>, Kernel>(
    create,
    (component, props, client, { nonce }) =>
      async () => {
        const options = { props, context: contextOf(client), ...(nonce && { csp: { nonce } }) };
        const { head, body } = await render(component as Component, options);
        return { head, html: body };
      },
  );
