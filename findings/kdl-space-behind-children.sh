#!/usr/bin/env bash
# kdl (Rust): a document that is parsed and written again, with no change between, loses the end of a line where a
# space or a comment stands between the brace that closes a block and that end. The node of the next line then begins
# behind the brace, and the text that was written is refused when it is read. Everything else comes back as it was.
#
# Seen with kdl 6.7.1. A semicolon behind the brace goes as well, once a space is before it. Whoever edits a file of
# somebody else with it can call `autoformat` before writing, which puts each node on a line of its own, although
# it has no comment behind a node either. Output:
#
#   "a {\n b\n}\nc\n" is written as "a {\n b\n}\nc\n", read again: yes
#   "a {\n b\n} \nc\n" is written as "a {\n b\n}c\n", read again: no
#   "a {\n b\n} // why\nc\n" is written as "a {\n b\n}c\n", read again: no
#   "a { b } ; c\n" is written as "a { b } c\n", read again: no
#
# Fails if that changes. Needs Rust 1.95.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --name behind --vcs none
cargo add --quiet kdl@=6.7.1

cat > src/main.rs <<'END'
use kdl::KdlDocument;

fn main() {
    for text in ["a {\n b\n}\nc\n", "a {\n b\n} \nc\n", "a {\n b\n} // why\nc\n", "a { b } ; c\n"] {
        let document: KdlDocument = text.parse().unwrap();
        assert_eq!(document.nodes().len(), 2);
        let written = document.to_string();
        let is_read = written.parse::<KdlDocument>().is_ok();
        println!("{text:?} is written as {written:?}, read again: {}", if is_read { "yes" } else { "no" });
    }
}
END
cargo run --quiet | tee seen
diff seen - <<'END'
"a {\n b\n}\nc\n" is written as "a {\n b\n}\nc\n", read again: yes
"a {\n b\n} \nc\n" is written as "a {\n b\n}c\n", read again: no
"a {\n b\n} // why\nc\n" is written as "a {\n b\n}c\n", read again: no
"a { b } ; c\n" is written as "a { b } c\n", read again: no
END
