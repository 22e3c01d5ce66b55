/** Pages in the browser: React takes over the HTML of the server, or renders what the server could not. */

import type { ComponentType, JSXElementConstructor } from "react";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { MizanError, type Kernel } from "../index";
import { takePage } from "../rendering";
import { CAUGHT, caughtBy } from "./boundary";

/** A function that shows the page of the document. */
export function pageHydrator(client: () => Kernel) {
  return function hydratePages<
    Pages extends { readonly [name: string]: JSXElementConstructor<never> },
  >(pages: Pages, element: Element): Root {
    const kernel = client();
    const { component, props, isRendered } = takePage<JSXElementConstructor<never>>(kernel, pages);
    takeCaught(kernel);
    const Page = component as ComponentType<object>;
    if (isRendered) return hydrateRoot(element, <Page {...props} />);
    const root = createRoot(element);
    root.render(<Page {...props} />);
    return root;
  };
}

/** Gives the boundaries of the page the errors that they show already. */
function takeCaught(kernel: Kernel): void {
  const text = document.getElementById(CAUGHT)?.textContent ?? "[]";
  const caught = caughtBy(kernel);
  for (const [id, error] of JSON.parse(text) as [
    string,
    ConstructorParameters<typeof MizanError>[0],
  ][]) {
    caught.set(id, new MizanError(error));
  }
}
