#!/usr/bin/env bash
# kdl (Rust): `autoformat` of a document is documented to preserve comments, and keeps those that stand on lines of their
# own. A comment behind a node, on the same line, is gone; so is one between the arguments of a node.
#
# Seen with kdl 6.7.1, of which `autoformat_no_comments` is the method that takes all comments away. A block comment at
# the end of the text stays. Whoever formats a file that people write loses what they wrote behind a line. Output:
#
#   "// one\na 1\n" becomes "// one\na 1\n"
#   "a 1 // two\nb\n" becomes "a 1\nb\n"
#   "a /* three */ 1\n" becomes "a 1\n"
#   "a {\n    b // four\n}\n" becomes "a {\n    b\n}\n"
#
# Fails if that changes. Needs Rust 1.95.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --name comments --vcs none
cargo add --quiet kdl@=6.7.1

cat > src/main.rs <<'END'
use kdl::KdlDocument;

fn main() {
    for text in ["// one\na 1\n", "a 1 // two\nb\n", "a /* three */ 1\n", "a {\n    b // four\n}\n"] {
        let mut document: KdlDocument = text.parse().unwrap();
        assert_eq!(document.to_string(), text);
        document.autoformat();
        println!("{text:?} becomes {:?}", document.to_string());
    }
}
END
cargo run --quiet | tee seen
diff seen - <<'END'
"// one\na 1\n" becomes "// one\na 1\n"
"a 1 // two\nb\n" becomes "a 1\nb\n"
"a /* three */ 1\n" becomes "a 1\n"
"a {\n    b // four\n}\n" becomes "a {\n    b\n}\n"
END
