/** Pages in the browser: Solid takes over the HTML of the server, or renders what the server could not. */

import { createComponent, type Component } from "solid-js";
import { hydrate, render } from "solid-js/web";
import type { Kernel } from "../index";
import { takePage } from "../rendering";
import { showWith } from "./context";

/** A function that shows the page of the document; what that returns ends the page. */
export function pageHydrator(client: () => Kernel) {
  return function hydratePages<Pages extends { readonly [name: string]: Component<never> }>(
    pages: Pages,
    element: Element,
  ): () => void {
    const { component, props, isRendered } = takePage<Component<never>>(client(), pages);
    const Page = component as Component<object>;
    // The same components as on the server: Solid finds elements by their places among them.
    const show = () => showWith(undefined, () => createComponent(Page, props));
    return (isRendered ? hydrate : render)(show, element);
  };
}
