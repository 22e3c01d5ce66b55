// Counts what Conduit's data layer costs in lines, beside other implementations of RealWorld.
//
//     node lines.mjs [DIRECTORY]
//
// The others are cloned into DIRECTORY (or a new temporary one) unless they are there already.
// A line counts if there is code on it; tests, styles and what a tool has written do not.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const HERE = import.meta.dirname;
const directory = process.argv[2] ?? mkdtempSync(path.join(tmpdir(), "conduit-lines-"));

/** Files by what they are for; the first that fits takes a file. */
const PROJECTS = [
  {
    name: "Conduit on Mizan",
    parts: {
      tests: /^src\/(statements|seed)\.rs$|^tests\//,
      server: /^(build|src\/.*)\.rs$/,
      written: /^web\/src\/api\//,
      pages: /^web\/src\/.*\.tsx?$/,
    },
  },
  {
    name: "launchbadge/realworld-axum-sqlx",
    commit: "f1b25654773228297e35c292f357d33b7121a101",
    parts: { server: /^src\/.*\.rs$/ },
  },
  {
    name: "yurisldk/realworld-react-fsd",
    commit: "3b43bbe84a100fb249e5256a363b8e4cd865ce23",
    parts: {
      tests: /\.test\.tsx?$|^src\/shared\/lib\/test\//,
      data: /^src\/(entities|shared\/api)\/|^src\/shared\/(queryClient|store)\.ts$|\.(mutation|loader|contracts?|types|lib)\.ts$/,
      pages: /^src\/.*\.tsx?$/,
    },
  },
  {
    name: "gothinkster/react-redux-realworld-example-app",
    commit: "ee72eba4056392c95a27bc48d385d3f54ba38a18",
    parts: {
      data: /^src\/(agent|middleware|reducer|store|(reducers|constants)\/.*)\.js$/,
      pages: /^src\/.*\.js$/,
    },
  },
];

const COLUMNS = { server: "server", data: "client: data alone", pages: "client: pages" };

console.log(`| | ${Object.values(COLUMNS).join(" | ")} |`);
console.log(`|---|${"---:|".repeat(Object.keys(COLUMNS).length)}`);
for (const project of PROJECTS) {
  const counted = count(project);
  const cells = Object.keys(COLUMNS).map(
    (part) => counted[part] ?? (part in project.parts ? 0 : "–"),
  );
  if (!project.commit) cells[1] = 0;
  const at = project.commit ? ` at ${project.commit.slice(0, 7)}` : "";
  console.log(`| ${project.name}${at} | ${cells.join(" | ")} |`);
}

function count({ name, commit, parts }) {
  const { files, read } = commit ? openClone(name, commit) : openOwn();
  const lines = {};
  for (const file of files) {
    const part = Object.keys(parts).find((each) => parts[each].test(file));
    if (part) lines[part] = (lines[part] ?? 0) + linesOf(read(file));
  }
  return lines;
}

function git(repository, ...args) {
  const output = execFileSync("git", ["-C", repository, ...args], { maxBuffer: 1 << 26 });
  return output.toString();
}

/** The files as they are in the tree, whether committed or not. */
function openOwn() {
  const files = git(HERE, "ls-files").split("\n").filter(Boolean);
  return { files, read: (file) => git(HERE, "show", `:./${file}`) };
}

function openClone(name, commit) {
  const clone = path.join(directory, name.replace("/", "+"));
  if (!existsSync(clone)) {
    execFileSync("git", ["clone", "--quiet", "--bare", `https://github.com/${name}`, clone]);
  }
  const files = git(clone, "ls-tree", "-r", "--name-only", commit).split("\n").filter(Boolean);
  return { files, read: (file) => git(clone, "show", `${commit}:${file}`) };
}

/** Lines with code: neither empty nor comment alone, and no Rust test beside the code. */
function linesOf(text) {
  const [code] = text.split("#[cfg(test)]\nmod tests");
  const bare = code.replaceAll(/\/\*[^]*?\*\//g, "").split("\n");
  return bare.filter((line) => line.trim() && !/^\s*(\/\/|\{\s*\}$)/.test(line)).length;
}
