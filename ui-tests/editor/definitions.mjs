// Asks what an editor asks: where names are defined, and from where they can be imported.
//
//   node definitions.mjs tsserver|lsp FILE
//
// A FILE is opened as editors open it: one that ends with `.vue` by the plugin of Vue in tsserver, one
// that ends with `.svelte` by the language server of Svelte.
//
// In FILE a comment stands before each name that is asked for: /*comment*/name, or before a tag,
// <!--comment--><Name. Prints a line for
// each definition, `comment -> file:line:column`, and where FILE ends with a name that is not
// imported, `name from module` for each import that is offered.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [tool, file] = process.argv.slice(2);
const packages = join(dirname(fileURLToPath(import.meta.url)), "node_modules");
const text = readFileSync(file, "utf8");

/** Line and column of an offset, counted from 0. */
function positionOf(offset) {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length - 1, character: lines.at(-1).length };
}

/** Starts a server and cuts what it says into messages. */
function start(script, options, listen) {
  const server = spawn(process.execPath, [join(packages, script), ...options]);
  let received = Buffer.alloc(0);
  server.stdout.on("data", (data) => {
    received = Buffer.concat([received, data]);
    for (;;) {
      const head = received.indexOf("\r\n\r\n");
      const length = Number(/Content-Length: (\d+)/.exec(received.subarray(0, head))?.[1]);
      const end = head + 4 + length;
      if (head < 0 || !(received.length >= end)) return;
      listen(JSON.parse(received.subarray(head + 4, end).toString()));
      received = received.subarray(end);
    }
  });
  server.stderr.pipe(process.stderr);
  return server;
}

/** Numbered requests, and promises of their answers. Nobody waits for number 0. */
function createAsk(send) {
  const waiting = [() => {}];
  const ask = (...request) =>
    new Promise((resolve) => {
      waiting.push(resolve);
      send(waiting.length - 1, ...request);
    });
  return [ask, (id, answer) => waiting[id](answer)];
}

/** The plugins of tsserver, by which it understands files of other languages. */
const PLUGINS = file.endsWith(".vue")
  ? ["--globalPlugins", "@vue/typescript-plugin", "--pluginProbeLocations", dirname(packages)]
  : [];

/** What editors speak with TypeScript up to 6. */
function openTsserver() {
  const send = (seq, command, args) =>
    server.stdin.write(`${JSON.stringify({ seq, type: "request", command, arguments: args })}\n`);
  const [ask, answer] = createAsk(send);
  const options = ["--disableAutomaticTypingAcquisition", ...PLUGINS];
  const server = start("typescript/lib/tsserver.js", options, (message) => {
    if (message.type === "response") answer(message.request_seq, message.body ?? []);
  });
  void ask("configure", { preferences: { includeCompletionsForModuleExports: true } });
  send(0, "open", { file });
  const at = (offset) => {
    const { line, character } = positionOf(offset);
    return { file, line: line + 1, offset: character + 1 };
  };
  return {
    server,
    async define(offset) {
      const found = await ask("definition", at(offset));
      return found.map(({ file, start }) => `${file}:${start.line}:${start.offset}`);
    },
    async complete(offset, name) {
      const { entries = [] } = await ask("completionInfo", at(offset));
      return entries.filter((entry) => entry.name === name).map((entry) => entry.source);
    },
  };
}

/** The language server of a file, its options, and its name of the language. */
const SERVER = file.endsWith(".svelte")
  ? ["svelte-language-server/bin/server.js", ["--stdio"], "svelte"]
  : ["typescript-7/bin/tsc", ["--lsp", "--stdio"], "typescriptreact"];

/** What editors speak with TypeScript from 7 on, and with the language servers of others. */
async function openLsp() {
  const [script, options, languageId] = SERVER;
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const [ask, answer] = createAsk((id, method, params) => send({ id, method, params }));
  const server = start(script, options, (message) => {
    if (message.method && message.id !== undefined) {
      const items = message.params?.items?.map(() => null) ?? null;
      send({ id: message.id, result: items });
    } else if (message.id !== undefined) {
      answer(message.id, message.result);
    }
  });
  const uri = pathToFileURL(file).href;
  const rootUri = pathToFileURL(dirname(file)).href;
  await ask("initialize", { processId: process.pid, rootUri, capabilities: {} });
  send({ method: "initialized", params: {} });
  const textDocument = { uri, languageId, version: 1, text };
  send({ method: "textDocument/didOpen", params: { textDocument } });
  return {
    server,
    async define(offset) {
      const position = positionOf(offset);
      const found = await ask("textDocument/definition", { textDocument: { uri }, position });
      return [found ?? []].flat().map((link) => {
        const { uri = link.targetUri, range = link.targetSelectionRange } = link;
        const { line, character } = range.start;
        return `${fileURLToPath(uri)}:${line + 1}:${character + 1}`;
      });
    },
  };
}

/** A comment, up to the name that is asked for. */
const MARKED = /\/\*(.*?)\*\/|<!--(.*?)-->\s*</g;

const editor = tool === "lsp" ? await openLsp() : openTsserver();
for (const { 0: found, 1: inCode, 2: beforeTag, index } of text.matchAll(MARKED)) {
  for (const place of await editor.define(index + found.length)) {
    console.log(`${inCode ?? beforeTag} -> ${place}`);
  }
}
const [last] = /\w*$/.exec(text.trimEnd());
if (last && editor.complete) {
  for (const module of await editor.complete(text.trimEnd().length, last)) {
    console.log(`${last} from ${module}`);
  }
}
editor.server.kill();
