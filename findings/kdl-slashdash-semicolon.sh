#!/usr/bin/env bash
# kdl (Rust): a node that `/-` takes out may end with its line, or with the brace around it, and not with a semicolon:
# `/-a; b` is refused. KDL 2 lets every node end so, and two readers in JavaScript take these texts for one node.
#
# Seen with kdl 6.7.1 beside @bgotink/kdl 0.4.0 and kdljs 0.3.0. The message is about the name of a node, and its place
# is the semicolon. On a line of its own the same node can be taken out. Output:
#
#   "/-a\nb": kdl b, @bgotink/kdl b, kdljs b
#   "/-a; b": kdl refuses it (Found invalid node name), @bgotink/kdl b, kdljs b
#   "b { /-c }": kdl b, @bgotink/kdl b, kdljs b
#   "b { /-c; d }": kdl refuses it (Found invalid node name), @bgotink/kdl b, kdljs b
#
# Fails if that changes. Needs Rust 1.95 and Node.js 20.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --name slashdash --vcs none
cargo add --quiet kdl@=6.7.1
echo '{ "type": "module" }' > package.json
npm install --silent --no-fund --no-audit @bgotink/kdl@0.4.0 kdljs@0.3.0

cat > src/main.rs <<'END'
use kdl::{KdlDocument, KdlNode};

fn main() {
    for text in std::env::args().skip(1) {
        let document = text.parse::<KdlDocument>();
        let told = match &document {
            Ok(document) => document.nodes().iter().map(name).collect::<Vec<_>>().join(" "),
            Err(error) => {
                let messages = error.diagnostics.iter().filter_map(|found| found.message.as_deref());
                format!("refuses it ({})", messages.collect::<Vec<_>>().join(", "))
            }
        };
        println!("kdl {told}");
    }
}

fn name(node: &KdlNode) -> &str {
    node.name().value()
}
END
cat > others.js <<'END'
import { parse } from "@bgotink/kdl";
import { parse as parseByKdljs } from "kdljs";

for (const text of process.argv.slice(2)) {
  const one = parse(text).nodes.map((node) => node.getName());
  const { errors, output } = parseByKdljs(text);
  if (errors.length) throw new Error(errors[0].message);
  console.log(`@bgotink/kdl ${one.join(" ")}, kdljs ${output.map((node) => node.name).join(" ")}`);
}
END
texts=($'/-a\nb' '/-a; b' 'b { /-c }' 'b { /-c; d }')
cargo build --quiet
for text in "${texts[@]}"; do
    printf '"%s": %s, %s\n' "${text//$'\n'/\\n}" "$(target/debug/slashdash "$text")" "$(node others.js "$text")"
done | tee seen
diff seen - <<'END'
"/-a\nb": kdl b, @bgotink/kdl b, kdljs b
"/-a; b": kdl refuses it (Found invalid node name), @bgotink/kdl b, kdljs b
"b { /-c }": kdl b, @bgotink/kdl b, kdljs b
"b { /-c; d }": kdl refuses it (Found invalid node name), @bgotink/kdl b, kdljs b
END
