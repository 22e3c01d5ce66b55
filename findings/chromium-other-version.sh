#!/usr/bin/env bash
# @sparticuz/chromium: whichever version is used first in a folder for temporary files is what every other version
# answers there. Each unpacks its browser to `chromium` in that folder and asks only whether such a file is there; so
# a test that was updated runs in the old browser, without a word, until somebody empties the folder.
#
# Seen with @sparticuz/chromium 152.0.0 and 153.0.0 on Node.js 20. Both are installed side by side, and asked one
# after the other, each in a process of its own. What they answer is compared with what they have packed. Output:
#
#   152.0.0 answers the browser of 152.0.0
#   153.0.0 answers the browser of 152.0.0
#   after the file was removed, 153.0.0 answers the browser of 153.0.0
#
# Fails if that changes. Needs Node.js 20 and npm, and 500 MB for a while.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-fund --no-audit --save-exact \
    chromium-152@npm:@sparticuz/chromium@152.0.0 chromium-153@npm:@sparticuz/chromium@153.0.0
export TMPDIR="$folder/temporary"
mkdir "$TMPDIR"

cat > answer.mjs <<'END'
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

/** The digest of a file, unpacked where it is packed. */
async function digestOf(file) {
  const hash = createHash("sha256");
  const steps = file.endsWith(".br") ? [createBrotliDecompress()] : [];
  await pipeline(createReadStream(file), ...steps, hash);
  return hash.digest("hex");
}

const major = process.argv[2];
const { default: chromium } = await import(`chromium-${major}`);
const answered = await digestOf(await chromium.executablePath());
for (const packed of ["152", "153"]) {
  const own = await digestOf(`node_modules/chromium-${packed}/bin/chromium.br`);
  if (own === answered) console.log(`${major}.0.0 answers the browser of ${packed}.0.0`);
}
END

output=$(
    node answer.mjs 152
    node answer.mjs 153
    rm "$TMPDIR/chromium"
    printf 'after the file was removed, %s\n' "$(node answer.mjs 153)"
)
printf '%s\n' "$output"
expected='152.0.0 answers the browser of 152.0.0
153.0.0 answers the browser of 152.0.0
after the file was removed, 153.0.0 answers the browser of 153.0.0'
diff <(printf '%s\n' "$expected") <(printf '%s\n' "$output")
