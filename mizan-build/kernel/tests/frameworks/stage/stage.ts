/// <reference types="vite/client" />
/** The page in the browser, on which a behaviour opens the pages of a framework, one after another. */

import { dehydrate, hydrate, type Kernel } from "../../../src/index";
import { connectionOf } from "../../../src/live/connection";
import { compared } from "./compared";
import { counts } from "./counts";
import type { Framework, Mounted, Opening } from "./protocol";

const frameworks = import.meta.glob<{ framework: Framework }>(["../*/main.ts", "../*/main.tsx"]);

const root = document.querySelector("#root")!;
let mounted: Mounted | undefined;
let client: Kernel | undefined;
let releaseSocket = () => {};
let endPage = () => {};

async function find(name: string): Promise<Framework> {
  const load = frameworks[`../${name}/main.ts`] ?? frameworks[`../${name}/main.tsx`];
  return (await load!()).framework;
}

/** Two frames and a task: all that is scheduled has run. */
async function rest(): Promise<void> {
  const isReading = () => [...client!.$core.entries.values()].some(({ reads }) => reads.size);
  do {
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    await new Promise((resolve) => setTimeout(resolve));
  } while (client && isReading());
}

const stage = {
  async open({ framework: name, baseUrl, rendered, ...setting }: Opening): Promise<void> {
    const framework = await find(name);
    for (const each of Object.keys(counts)) delete counts[each];
    root.innerHTML = `<div>${rendered?.html ?? ""}</div>`;
    client = baseUrl === undefined ? undefined : framework.createMizan({ baseUrl });
    if (rendered) hydrate(client!, rendered.data);
    const all = { ...setting, ...(client && { client }) };
    const show = rendered ? framework.hydrate : framework.mount;
    mounted = await show(all, root.firstElementChild!);
  },

  update: (props: object): void => mounted!.update(props),

  /** Several changes in one tick. */
  updateAll: (all: readonly object[]): void => all.forEach((props) => mounted!.update(props)),

  unmount(): void {
    mounted?.unmount();
    mounted = undefined;
    endPage();
    endPage = () => {};
    releaseSocket();
  },

  /** What is left of a page that is gone: readers of data, and what those need. */
  left: () =>
    [...client!.$core.entries.values()].flatMap(({ key, listeners, reads }) =>
      listeners.size || reads.size ? [key] : [],
    ),

  /** Holds a socket until the page is unmounted; resolves when it is open. */
  async openSocket(): Promise<void> {
    const connection = connectionOf(client!.$core);
    connection.hold(stage);
    releaseSocket = () => connection.release(stage);
    while (!connection.isOpen) {
      await new Promise<void>((resolve) => connection.watch(resolve));
    }
  },

  rest,
  counts: () => ({ ...counts }),
  snapshot: () => dehydrate(client!),

  /** Reads again what is shown of contexts, and waits until it has landed and is shown. */
  async refetch(contexts: readonly string[]): Promise<void> {
    if (contexts[0] === "tanstack") await compared.refetch();
    else for (const context of contexts) client!.$invalidate(context);
    await rest();
  },

  /** Begins the session of somebody else. */
  startSession(): void {
    client!.$startSession();
  },
};

export type Stage = typeof stage;

declare global {
  var stage: Stage;
}

/** A document that a server has rendered says which page of which framework it is. */
async function takeOver({ framework: name }: DOMStringMap): Promise<void> {
  if (!name) return;
  const framework = await find(name);
  client = framework.mizan();
  endPage = framework.hydratePage(root);
}

void takeOver(document.body.dataset).then(() => (globalThis.stage = stage));
