// A page of 1 000 rows as one writes it by hand: Node's own server, the same component, and the data at hand. The
// document is that of Mizan, which carries the data for the browser as well.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const [, , bundle, documentPath, dataPath] = process.argv;
const { renderRows } = await import(bundle);
const [before, after] = readFileSync(documentPath, "utf8").split("<!--page-->");
const [body, end] = after.split("</body>");
const { rows, rest } = JSON.parse(readFileSync(dataPath, "utf8"));
const [begin, finish] = rest;

const escaped = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026" };
const escape = (json) => json.replace(/[<>&]/g, (it) => escaped[it]);

const server = createServer((request, response) => {
  const html = renderRows(rows);
  const data = escape(begin + JSON.stringify(rows) + finish);
  const script = `<script type="application/json" id="mizan-page">${data}</script>`;
  const text = `${before}${html}${body}${script}</body>${end}`;
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.setHeader("cache-control", "no-store");
  response.setHeader("content-length", Buffer.byteLength(text));
  response.end(text);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
