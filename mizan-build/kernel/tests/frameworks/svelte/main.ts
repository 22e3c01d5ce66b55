/** The pages in Svelte, as the behaviours open them. */

import { flushSync, hydrate, mount, unmount } from "svelte";
import { createMizan, mizan } from "../../../sample/svelte";
import { hydratePages } from "../../../sample/svelte/pages";
import type { Framework, Mounted, Setting } from "../stage/protocol";
import Root from "./Root.svelte";
import { createGiven } from "./given.svelte";
import { pages } from "./pages";

function show(setting: Setting, target: Element, start = mount): Mounted {
  const given = createGiven(setting);
  const root = start(Root, { target, props: { given } });
  flushSync();
  return {
    update: (props) => void (given.props = props),
    unmount: () => void unmount(root),
  };
}

export const framework: Framework = {
  createMizan,
  mount: show,
  hydrate: (setting, element) => show(setting, element, hydrate as typeof mount),
  mizan,
  hydratePage(element) {
    const page = hydratePages(pages, element);
    return () => void unmount(page);
  },
};
