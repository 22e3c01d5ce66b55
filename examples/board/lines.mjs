// Counts the lines of the board's page in each framework, and writes them into README.md.
//
//     node lines.mjs [--check]
//
// A line counts if there is code on it. What all frameworks share and what Mizan has written are left
// out. With `--check` nothing is written, and a table that is out of date is an error.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

const HERE = import.meta.dirname;
const README = path.join(HERE, "README.md");
const TABLE = /(?<=<!-- lines -->\n)[^]*(?=<!-- end of lines -->)/;
const FRAMEWORKS = ["React", "Vue", "Svelte", "Solid"];
const PARTS = { main: "start", Board: "board", Column: "list", Chat: "chat" };

const readme = readFileSync(README, "utf8");
const table = tableOf(FRAMEWORKS.map((name) => ({ name, ...count(name.toLowerCase()) })));
if (!process.argv.includes("--check")) {
  writeFileSync(README, readme.replace(TABLE, table));
} else if (readme.match(TABLE)?.[0] !== table) {
  console.error(`The table in ${README} is out of date. Write it anew: node lines.mjs\n${table}`);
  process.exitCode = 1;
}

/** The lines of each part of a page, and of all. */
function count(framework) {
  const folder = path.join(HERE, "web", framework);
  const lines = { all: 0 };
  for (const file of readdirSync(folder)) {
    const part = path.parse(file).name;
    if (!(part in PARTS)) continue;
    lines[part] = linesOf(readFileSync(path.join(folder, file), "utf8"));
    lines.all += lines[part];
  }
  return lines;
}

/** Lines with code: neither empty nor comment alone. */
function linesOf(text) {
  const bare = text.replaceAll(/\/\*[^]*?\*\/|<!--[^]*?-->/g, "").split("\n");
  return bare.filter((line) => line.trim() && !line.trim().startsWith("//")).length;
}

function tableOf(rows) {
  const columns = [...Object.keys(PARTS), "all"];
  const head = columns.map((column) => PARTS[column] ?? column);
  const body = rows.map((row) => `| ${row.name} | ${columns.map((it) => row[it]).join(" | ")} |\n`);
  return `| | ${head.join(" | ")} |\n|---|${"---:|".repeat(columns.length)}\n${body.join("")}`;
}
