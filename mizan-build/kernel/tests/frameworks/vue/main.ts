/** The pages in Vue, as the behaviours open them. */

import { createApp, createSSRApp, h, shallowRef, type App, type Component } from "vue";
import { createMizan, mizan, mizanPlugin, type MizanClient } from "../../../sample/vue";
import { hydratePages } from "../../../sample/vue/pages";
import type { Framework, Mounted, Setting } from "../stage/protocol";
import { pages } from "./pages";

/** An application of a page, and the properties that it has. */
export function createPage({ page, props, client }: Setting, create = createApp) {
  const given = shallowRef(props);
  const Page = pages[page as keyof typeof pages] as Component;
  const app = create({ render: () => h(Page, given.value) });
  if (client) app.use(mizanPlugin(client as MizanClient));
  return { app, given };
}

function mount(setting: Setting, element: Element, create?: typeof createApp): Mounted {
  const { app, given } = createPage(setting, create);
  (app as App<Element>).mount(element);
  return {
    update: (props) => void (given.value = props),
    unmount: () => app.unmount(),
  };
}

export const framework: Framework = {
  createMizan,
  mount,
  hydrate: (setting, element) => mount(setting, element, createSSRApp),
  mizan,
  hydratePage(element) {
    const app = hydratePages(pages);
    app.mount(element);
    return () => app.unmount();
  },
};
