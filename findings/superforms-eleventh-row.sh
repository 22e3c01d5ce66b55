#!/usr/bin/env bash
# Superforms: an error of a row of a list stands in another place from the eleventh row on. Rows 0 to 9 have it as
# `errors.rows[9]`, a list of texts; row 10 has it as `errors.rows[10]._errors`, where the documentation of nested
# data has the errors of an object. A page that shows one of them leaves out the other.
#
# Seen with sveltekit-superforms 3.0.0 and valibot 1.5.0 on Node.js 20. Its `mapErrors` asks whether a path ends in
# an index, and takes only one digit for an index; what does not end in one is an object. The values are twelve
# rows with the same mistake. Output:
#
#   row 0: ["ends before it begins"]
#   row 9: ["ends before it begins"]
#   row 10: {"_errors":["ends before it begins"]}
#   row 11: {"_errors":["ends before it begins"]}
#
# Fails if that changes. Needs Node.js 20 and npm.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-fund --no-audit --save-exact \
    sveltekit-superforms@3.0.0 valibot@1.5.0 @sveltejs/kit@2.70.4 svelte@5.57.3 vite@8.3.8

# The part for the browser, which the entry of the package brings along, needs SvelteKit's own bundler.
cat > rows.mjs <<'END'
import * as v from "valibot";
import { valibot } from "sveltekit-superforms/adapters";
import { superValidate } from "./node_modules/sveltekit-superforms/dist/superValidate.js";

const row = v.pipe(
  v.object({ from: v.number(), to: v.number() }),
  v.check(({ from, to }) => from <= to, "ends before it begins"),
);
const rows = Array.from({ length: 12 }, () => ({ from: 2, to: 1 }));

const { errors } = await superValidate({ rows }, valibot(v.object({ rows: v.array(row) })));
for (const at of [0, 9, 10, 11]) console.log(`row ${at}: ${JSON.stringify(errors.rows[at])}`);
END

output=$(node rows.mjs)
printf '%s\n' "$output"
expected='row 0: ["ends before it begins"]
row 9: ["ends before it begins"]
row 10: {"_errors":["ends before it begins"]}
row 11: {"_errors":["ends before it begins"]}'
diff <(printf '%s\n' "$expected") <(printf '%s\n' "$output")
