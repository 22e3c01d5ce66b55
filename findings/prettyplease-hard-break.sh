#!/usr/bin/env bash
# prettyplease: two spaces at the end of a line of documentation, with which Markdown breaks the line there, are gone from
# the code that it prints, so that rustdoc joins two lines into one. rustfmt leaves them in comments with three slashes.
#
# Seen with prettyplease 0.3.0, syn 3.0.10 and rustfmt 1.9. A backslash at the end of the line, Markdown's other way to
# write a break, stays. Whoever prints code with the documentation of others changes what it says. Output:
#
#   two spaces: rustfmt keeps them, prettyplease drops them
#   a backslash: rustfmt keeps it, prettyplease keeps it
#
# Fails if that changes. Needs Rust 1.95.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --name hard-break --vcs none
cargo add --quiet prettyplease@=0.3.0
cargo add --quiet syn@=3.0.10 --features full

cat > src/main.rs <<'END'
fn main() {
    let source = std::io::read_to_string(std::io::stdin()).unwrap();
    print!("{}", prettyplease::unparse(&syn::parse_file(&source).unwrap()));
}
END
cargo build --quiet
keeps() { # the ending, and a way to print code
    if printf '/// One%s\n/// two.\nfn one() {}\n' "$1" | "$2" | grep -qF "One$1"; then echo keeps; else echo drops; fi
}
{
    echo "two spaces: rustfmt $(keeps '  ' rustfmt) them, prettyplease $(keeps '  ' target/debug/hard-break) them"
    echo "a backslash: rustfmt $(keeps '\' rustfmt) it, prettyplease $(keeps '\' target/debug/hard-break) it"
} | tee seen
diff seen - <<'END'
two spaces: rustfmt keeps them, prettyplease drops them
a backslash: rustfmt keeps it, prettyplease keeps it
END
