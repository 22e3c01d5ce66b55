//! The time in which TypeScript's compiler checks an application of a thousand functions, each with
//! types of its own and called once: with the client of Mizan, and with the same API in tRPC, whose
//! types the compiler infers from the server.
//!
//! `cargo bench -p ui-tests --bench tsc` prints the seconds that the compiler reports, the least of
//! some alternating rounds, and the ratio.

#[allow(dead_code, reason = "the tests need more of it than the benchmark")]
#[path = "../../tests/ui/package.rs"]
mod package;
mod source;

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use package::{BUILD_SCRIPT, Package};

/// The number of files of each side; each file has ten functions and ten types.
const FILES: usize = 100;

const ROUNDS: usize = 5;

const OPTIONS: [&str; 14] = [
    "--noEmit",
    "--strict",
    "--skipLibCheck",
    "--diagnostics",
    "--pretty",
    "false",
    "--target",
    "es2022",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--lib",
    "es2022,dom,dom.iterable",
];

/// The durations of one run, in seconds.
struct Seconds {
    check: f64,
    total: f64,
}

fn main() {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/tsc");
    example_support::web::install(&tools).unwrap_or_else(|error| panic!("{error}"));
    let package = write();
    let told = package.check(&[]);
    assert!(told.success, "{}", told.text);
    let _ = symlink(tools.join("node_modules"), package.path("node_modules"));
    let (mut mizan, mut trpc) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        mizan.push(compile(&package, "mizan.ts"));
        trpc.push(compile(&package, "trpc/usage.ts"));
    }
    println!("{} functions, {ROUNDS} rounds, one thread; seconds:\n", FILES * source::ITEMS);
    println!("{:8} {:>8} {:>8}", "", "check", "total");
    let [mizan, trpc] = [("mizan", mizan), ("tRPC", trpc)].map(|(name, rounds)| {
        let least = |of: fn(&Seconds) -> f64| rounds.iter().map(of).fold(f64::INFINITY, f64::min);
        let seconds =
            Seconds { check: least(|round| round.check), total: least(|round| round.total) };
        println!("{name:8} {:>8.2} {:>8.2}", seconds.check, seconds.total);
        seconds
    });
    println!("{:8} {:>8.2} {:>8.2}", "ratio", mizan.check / trpc.check, mizan.total / trpc.total);
}

/// Writes both sides into one package.
fn write() -> Package {
    let mut files = vec![
        ("build.rs".to_owned(), BUILD_SCRIPT.replace("web/api", "api")),
        ("src/lib.rs".to_owned(), source::rust_root(FILES)),
        ("mizan.ts".to_owned(), source::mizan_usage(FILES)),
        ("trpc/server.ts".to_owned(), source::trpc_root(FILES)),
        ("trpc/base.ts".to_owned(), source::TRPC_BASE.to_owned()),
        ("trpc/usage.ts".to_owned(), source::trpc_usage(FILES)),
    ];
    for file in 0..FILES {
        files.push((format!("src/part{file}.rs"), source::rust(file)));
        files.push((format!("trpc/part{file}.ts"), source::trpc(file)));
    }
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Package::new("tsc", &files)
}

fn compile(package: &Package, file: &str) -> Seconds {
    let output = Command::new("node")
        .arg(package.path("node_modules/typescript/bin/tsc"))
        .args(OPTIONS)
        .args(["--singleThreaded", file])
        .current_dir(package.path(""))
        .output()
        .expect("node starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    let seconds = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let number = line.map(|line| line.trim().trim_end_matches('s'));
        number.and_then(|number| number.parse().ok()).expect("the compiler tells its times")
    };
    Seconds { check: seconds("Check time"), total: seconds("Total time") }
}
