#!/usr/bin/env bash
# BentoCache: `deleteByTag` does not reach an entry whose factory is running. What the factory read before the
# deletion is kept under the tag afterwards, and served for its whole time to live.
#
# Seen with bentocache 1.6.1 on Node.js 20, with the memory driver, in one process. Its documentation of tags, which
# it calls experimental, says that an entry is checked for whether it was cached before or after its tags were
# invalidated: that is the moment at which the factory has ended, and not the one at which it began to read.
# Output:
#
#   answered after the deletion: old
#   the factory ran 1 time
#
# Fails if that changes. Needs Node.js 20 and npm.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-fund --no-audit --save-exact bentocache@1.6.1

cat > fill.mjs <<'END'
import { BentoCache, bentostore } from "bentocache";
import { memoryDriver } from "bentocache/drivers/memory";

const cache = new BentoCache({
  default: "memory",
  stores: { memory: bentostore().useL1Layer(memoryDriver({ maxSize: "1mb" })) },
});

let database = "old";
let runs = 0;
let readBefore;
const hasRead = new Promise((resolve) => (readBefore = resolve));
let answer;
const mayAnswer = new Promise((resolve) => (answer = resolve));

/** Reads the database, and takes a while until it has made an answer of that. */
async function factory() {
  runs += 1;
  const value = database;
  readBefore();
  await mayAnswer;
  return value;
}
const read = () => cache.getOrSet({ key: "thing", ttl: "1h", tags: ["things"], factory });

const filling = read();
await hasRead;
database = "new";
await cache.deleteByTag({ tags: ["things"] });
await new Promise((resolve) => setTimeout(resolve, 50));
answer();
await filling;

console.log(`answered after the deletion: ${await read()}`);
console.log(`the factory ran ${runs} time${runs === 1 ? "" : "s"}`);
END

output=$(node fill.mjs)
printf '%s\n' "$output"
diff <(printf 'answered after the deletion: old\nthe factory ran 1 time\n') <(printf '%s\n' "$output")
