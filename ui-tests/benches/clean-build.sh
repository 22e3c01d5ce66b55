#!/usr/bin/env bash
# What a clean build of a small axum application costs by itself, with mizan-build beside it, and
# with specta and specta-typescript instead: user CPU seconds of `cargo build`, one line a round,
# the three taking turns, and what either adds to the fastest plain build at its own fastest.
# Wall-clock time would tell of the machine.
#
# Cargo compiles what comes from a registry at once, and what comes by path bit by bit, to be
# changed: `CARGO_INCREMENTAL=0` lets all three be as they are for users.
#
#   ui-tests/benches/clean-build.sh [rounds] [directory]
set -euo pipefail

rounds=${1:-3}
work=${2:-$(mktemp -d)}
repository=$(cd "$(dirname "$0")/../.." && pwd)
TIMEFORMAT=%U

# make <name> <dependencies> <build dependencies>
make() {
    local package=$work/$1
    mkdir -p "$package/src"
    cat > "$package/Cargo.toml" <<TOML
[package]
name = "$1"
version = "0.1.0"
edition = "2024"

[dependencies]
axum = "0.8"
serde = { version = "1", features = ["derive"] }
tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
$2

[build-dependencies]
$3

[workspace]
TOML
    cp "$repository/Cargo.lock" "$package/Cargo.lock"
    echo 'fn main() { let _ = axum::Router::<()>::new(); }' > "$package/src/main.rs"
    cargo fetch -q --manifest-path "$package/Cargo.toml"
}

make plain "" ""
make mizan "" "mizan-build = { path = \"$repository/mizan-build\" }"
make specta 'specta = { version = "=2.0.0-rc.27", features = ["derive"] }
specta-typescript = "=0.0.14"' ""
# Without a call there would be nothing to link; there is no function to generate a client of.
echo 'fn main() { if std::env::args().len() > 1 { mizan_build::generate(); } }' > "$work/mizan/build.rs"

declare -A fastest=()
printf '%8s' plain mizan specta
echo
for _ in $(seq "$rounds"); do
    for name in plain mizan specta; do
        rm -rf "$work/target"
        seconds=$({
            time CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=$work/target cargo build -q --offline \
                --manifest-path "$work/$name/Cargo.toml" 2>&3
        } 3>&2 2>&1)
        printf '%8s' "$seconds"
        fastest[$name]=$(printf '%s\n' "$seconds" ${fastest[$name]-} | sort -n | head -n 1)
    done
    echo
done
for name in mizan specta; do
    echo "$name adds $(awk "BEGIN { print ${fastest[$name]} - ${fastest[plain]} }") s"
done
