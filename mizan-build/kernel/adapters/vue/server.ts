/** Components on a server, rendered to the HTML of pages. */

import { createSSRApp, type App, type Component } from "vue";
import { renderToString, type SSRContext } from "vue/server-renderer";
import type { Kernel, KernelOptions } from "../index";
import { rendererOf, type RenderedPages } from "../rendering";
import { clientPlugin } from "./context";

/** A function that makes the `pages` of a bundle for the renderer. */
export const pageRenderer =
  (create: (options: KernelOptions) => Kernel) =>
  /**
   * Each page is an application of its own, which `configure` may give plugins. A function that it returns is
   * asked for elements of `<head>` once the page is rendered.
   */
  <Pages extends { readonly [name: string]: Component }>(
    pages: Pages,
    configure?: (app: App) => unknown,
  ): RenderedPages<Pages> =>
    rendererOf<Component, Kernel>(create, (component, props, client) => async () => {
      const app = createSSRApp(component, { ...props }).use(clientPlugin(client));
      const headOf = await configure?.(app);
      const context: SSRContext = {};
      const html = await renderToString(app, context);
      const teleported = context.teleports?.["head"] ?? "";
      const head = typeof headOf === "function" ? String(await headOf()) : "";
      return { html, head: teleported + head };
    })(pages);
