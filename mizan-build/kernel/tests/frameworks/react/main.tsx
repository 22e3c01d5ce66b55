/** The pages in React, as the behaviours open them. */

import { StrictMode, type ComponentType, type ReactElement } from "react";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { Mizan, createMizan, mizan, type MizanClient } from "../../../sample/react";
import { hydratePages } from "../../../sample/react/pages";
import type { Framework, Mounted, Setting } from "../stage/protocol";
import { pages } from "./pages";

/** An error that a boundary has caught is shown by it, and need not be logged. */
const options = { onCaughtError: () => {} };

export function toElement({ page, props, client, isStrict }: Setting): ReactElement {
  const Page = pages[page as keyof typeof pages] as ComponentType<object>;
  const shown = <Page {...props} />;
  const below = client ? <Mizan client={client as MizanClient}>{shown}</Mizan> : shown;
  return isStrict ? <StrictMode>{below}</StrictMode> : below;
}

const handle = (root: Root, setting: Setting): Mounted => ({
  update: (props) => root.render(toElement({ ...setting, props })),
  unmount: () => root.unmount(),
});

export const framework: Framework = {
  createMizan,
  mount(setting, element) {
    const root = createRoot(element, options);
    root.render(toElement(setting));
    return handle(root, setting);
  },
  hydrate: (setting, element) => handle(hydrateRoot(element, toElement(setting), options), setting),
  mizan,
  hydratePage(element) {
    const root = hydratePages(pages, element);
    return () => root.unmount();
  },
};
