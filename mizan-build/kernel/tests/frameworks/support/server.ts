/** One Vite server for the pages of all frameworks, and behind it the worlds. */

import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer, type InlineConfig, type Plugin, type ViteDevServer } from "vite";
import { WebSocketServer } from "ws";
import type { Server } from "../stage/protocol";
import { PACKAGES, plugins } from "./plugins";
import { World } from "./world";

// Not the folder of the frameworks: `svelte/server` there is no package.
const ROOT = new URL("../..", import.meta.url).pathname;
const KERNEL = new URL("../../..", import.meta.url).pathname;

const common: InlineConfig = { root: ROOT, configFile: false, logLevel: "error" };

export interface Stages {
  /** The address of the server. */
  readonly origin: string;
  /** The page on which others are opened. */
  readonly url: string;
  createWorld(): World;
  /** What renders the pages of a framework on a server. */
  loadServer(framework: string): Promise<Server>;
  /** A document, with what Vite adds to it. */
  completeDocument(html: string): Promise<string>;
  /** Edits the text that the source files of `edited` show. */
  edit(framework: string, edition: string): Promise<void>;
  close(): Promise<void>;
}

export async function startServer(): Promise<Stages> {
  const worlds: World[] = [];
  /** The world whose document was asked for last: the browser's own client asks that one. */
  let shown: World | undefined;
  const find = ({ url = "" }: IncomingMessage) => {
    const [, id, own] = /^\/worlds\/(\d+)\/(.*)$/.exec(decodeURIComponent(url)) ?? [];
    const [, path] = /^\/api\/mizan\/(.*)$/.exec(decodeURIComponent(url)) ?? [];
    if (path !== undefined) return { world: shown, path };
    const world = worlds[Number(id)];
    if (own === "document") shown = world;
    return { world, path: own ?? "" };
  };
  const edits = createEdits();
  const vite = await createServer({
    ...common,
    cacheDir: `${KERNEL}node_modules/.vite/frameworks`,
    plugins: [edits.plugin, serveWorlds(find), ...plugins()],
    optimizeDeps: { include: [...PACKAGES], noDiscovery: true },
    server: { port: 0, host: "127.0.0.1", fs: { allow: [KERNEL] }, watch: null },
  });
  // The plugin of React prepares all modules for its hot reload, which there is none of on a server.
  const renderer = await createServer({
    ...common,
    plugins: [...plugins(), withoutRefresh],
    appType: "custom",
    optimizeDeps: { noDiscovery: true },
    // Svelte compiles for hot reload on both sides, or on none.
    server: { middlewareMode: true, ws: false, watch: null },
  });
  await vite.listen();
  const sockets = new WebSocketServer({ noServer: true });
  vite.httpServer!.on("upgrade", (request, stream, head) => {
    const { world } = find(request);
    if (world?.refusesSockets) stream.destroy();
    else if (world) sockets.handleUpgrade(request, stream, head, (it) => world.sockets.add(it));
  });
  const { port } = vite.httpServer!.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    url: `${origin}/frameworks/stage/index.html`,
    createWorld() {
      const world = new World(worlds.length);
      worlds.push(world);
      return world;
    },
    async loadServer(framework) {
      return (
        (await renderer.ssrLoadModule(`/frameworks/${framework}/server`)) as { server: Server }
      ).server;
    },
    completeDocument: (html) => vite.transformIndexHtml("/document.html", html),
    edit: (framework, edition) => edits.edit(vite, framework, edition),
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await Promise.all([vite.close(), renderer.close()]);
    },
  };
}

/** The hot reload of React, of which Vue's compiler would take what no server has. */
const withoutRefresh: Plugin = {
  name: "without refresh",
  enforce: "post",
  config: () => ({ oxc: { jsx: { refresh: false } } }),
};

function serveWorlds(
  find: (request: IncomingMessage) => { readonly world: World | undefined; readonly path: string },
): Plugin {
  return {
    name: "worlds",
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const { world, path } = find(request);
        if (world) void world.answer(path, request, response);
        else next();
      });
    },
  };
}

/** The text in the source file of each framework's page `edited` that an edit changes. */
const FIRST = "first edition";

function createEdits() {
  let current = FIRST;
  const isEdited = (id: string) => /\/edited\.\w+$/i.test(id);
  const plugin: Plugin = {
    name: "edits",
    enforce: "pre",
    // A component in a file of its own is read by its plugin again, and not only transformed.
    transform: (code, id) => (isEdited(id) ? code.replaceAll(FIRST, current) : undefined),
  };
  async function edit(vite: ViteDevServer, framework: string, edition: string) {
    current = edition;
    const { moduleGraph } = vite.environments.client;
    for (const [id, module] of moduleGraph.idToModuleMap) {
      if (isEdited(id) && id.includes(`/frameworks/${framework}/`)) {
        await vite.environments.client.reloadModule(module);
      }
    }
  }
  return { plugin, edit };
}
