/** @jsxImportSource solid-js */
/** The pages in Solid, as the behaviours open them. */

import type { Component, JSX } from "solid-js";
import { createStore, reconcile } from "solid-js/store";
import { hydrate, render } from "solid-js/web";
import { Mizan, createMizan, mizan, type MizanClient } from "../../../sample/solid";
import { hydratePages } from "../../../sample/solid/pages";
import type { Framework, Mounted, Setting } from "../stage/protocol";
import { pages } from "./pages";

/** A page, and the way to give it other properties. */
export function createPage({ page, props, client }: Setting) {
  const [given, setGiven] = createStore(props);
  const Page = pages[page as keyof typeof pages] as Component;
  const shown = () => <Page {...given} />;
  const show = (): JSX.Element =>
    client ? <Mizan client={client as MizanClient}>{shown()}</Mizan> : shown();
  return { show, update: (next: object) => setGiven(reconcile(next)) };
}

type Start = (show: () => JSX.Element, element: Element) => () => void;

function mount(setting: Setting, element: Element, start: Start = render): Mounted {
  const { show, update } = createPage(setting);
  return { update, unmount: start(show, element) };
}

export const framework: Framework = {
  createMizan,
  mount,
  hydrate(setting, element) {
    // What the script of a page that a server rendered has set up, for one page after another.
    Object.assign(globalThis, { _$HY: { events: [], completed: new WeakSet(), r: {}, fe() {} } });
    return mount(setting, element, hydrate);
  },
  mizan,
  hydratePage: (element) => hydratePages(pages, element),
};
