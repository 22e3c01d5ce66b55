/** Pages in the browser: Vue takes over the HTML of the server, or renders what the server could not. */

import { createApp, createSSRApp, type App, type Component } from "vue";
import type { Kernel } from "../index";
import { takePage } from "../rendering";

/** A function that makes the application of the document's page, to be mounted. */
export function pageHydrator(client: () => Kernel) {
  return function hydratePages<Pages extends { readonly [name: string]: Component }>(
    pages: Pages,
  ): App<Element> {
    const { component, props, isRendered } = takePage<Component>(client(), pages);
    return (isRendered ? createSSRApp : createApp)(component, { ...props });
  };
}
