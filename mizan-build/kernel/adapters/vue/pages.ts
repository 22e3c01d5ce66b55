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
    if (isRendered) bringForward(document.head);
    return (isRendered ? createSSRApp : createApp)(component, { ...props });
  };
}

/** Moves what was teleported to the beginning of its target, where Vue looks for it. */
function bringForward(head: HTMLElement): void {
  const nodes = [...head.childNodes];
  const placesOf = (data: string) =>
    nodes.flatMap(({ nodeType, nodeValue }, at) =>
      nodeType === Node.COMMENT_NODE && nodeValue === data ? [at] : [],
    );
  const [begin] = placesOf("teleport start anchor");
  const end = placesOf("teleport anchor").at(-1);
  if (begin !== undefined && end !== undefined) head.prepend(...nodes.slice(begin, end + 1));
}
