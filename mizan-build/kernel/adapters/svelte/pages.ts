/** Pages in the browser: Svelte takes over the HTML of the server, or renders what the server could not. */

import { hydrate, mount, type Component } from "svelte";
import type { Kernel } from "../index";
import { takePage } from "../rendering";

/** A function that shows the page of the document; what that returns is for `unmount`. */
export function pageHydrator(client: () => Kernel) {
  return function hydratePages<Pages extends { readonly [name: string]: Component<never> }>(
    pages: Pages,
    target: Element,
  ): object {
    const { component, props, isRendered } = takePage<Component<never>>(client(), pages);
    const show = isRendered ? hydrate : mount;
    return show(component as Component, { target, props });
  };
}
