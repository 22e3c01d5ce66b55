// The pages of a frontend as it is written. Vite compiles their source whenever they change, and serves it to the
// browser, with hot reload.

import { readFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

async function openPages(entry) {
  const [root, documentPath] = process.argv.slice(-3);
  const http = createHttpServer();
  const { createServer } = await importVite(root);
  const origin = await listenAsVite(http);
  const vite = await createServer({
    root,
    appType: "custom",
    clearScreen: false,
    plugins: [packagesOutside],
    // The pages come from another origin, that of the server in Rust.
    server: { middlewareMode: true, origin, hmr: { server: http } },
  });
  http.on("request", vite.middlewares);
  return {
    load: async () => pagesOf(await vite.ssrLoadModule(entry)),
    async documentOf() {
      const text = await readFile(documentPath, "utf8");
      return withOrigin(await vite.transformIndexHtml("/index.html", text), origin);
    },
    explain,
  };
}

/** Node.js loads packages itself: many are no modules, which a bundle may hold and Vite cannot run. */
const packagesOutside = {
  name: "mizan: packages are loaded by Node.js",
  enforce: "pre",
  config({ ssr }) {
    if (ssr?.noExternal === true) delete ssr.noExternal;
  },
};

async function importVite(root) {
  const require = createRequire(path.join(root, "package.json"));
  let found;
  try {
    found = require.resolve("vite");
  } catch {
    throw new Error(`there is no Vite in \`${root}\`; run \`npm install --save-dev vite\` there`);
  }
  return import(pathToFileURL(found).href);
}

/** Listens where Vite does, so that open pages find a new worker, or on any port if that one is taken. */
async function listenAsVite(http) {
  for (const port of [5173, 0]) {
    const listening = new Promise((resolve) => {
      http.once("error", () => resolve(false));
      http.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (await listening) break;
  }
  return `http://127.0.0.1:${http.address().port}`;
}

/** Has the browser ask Vite for what the document names. */
function withOrigin(html, origin) {
  const ofAttribute = /(<(?:script|link|img)\b[^>]*?\s(?:src|href)=")(?![a-z]+:|\/\/|#)([^"]*)"/gi;
  const ofImport = /\b(from|import)(\s*\(?\s*["'])\//g;
  return html
    .replace(ofAttribute, (_all, begin, address) => `${begin}${new URL(address, `${origin}/`).href}"`)
    .replace(/(<script\b(?![^>]*\ssrc=)[^>]*>)([^]*?)<\/script>/gi, (_all, tag, text) => {
      const moved = text.replace(ofImport, (_import, word, quote) => `${word}${quote}${origin}/`);
      return `${tag}${moved}</script>`;
    });
}

/** Gives what could not be compiled the place where it could not, in the form of a stack. */
function explain(thrown) {
  const { loc, id, message } = Object(thrown);
  const file = loc?.file ?? id;
  if (!file) return;
  const place = loc ? `${file}:${loc.line}:${loc.column}` : file;
  thrown.stack = `${message}\n    at ${place}`;
}

