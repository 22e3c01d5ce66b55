//! The time of a large application's build script, unoptimised as Cargo runs it, for a thousand
//! functions and a thousand types in a hundred files, and for twice as many; and the number of
//! lines that one function expands to.
//!
//! `cargo bench -p ui-tests --bench build` prints milliseconds, the fastest of some runs, beside
//! the size of the source. Where valgrind is installed, it counts the instructions of a first build
//! too, and refuses more than 2.2 times as many for twice the source: a time says little on a busy
//! machine.

#[allow(dead_code, reason = "the tests need more of it than the benchmark")]
#[path = "../tests/ui/package.rs"]
mod package;

use std::{fmt::Write, fs, path::PathBuf, process::Command, time::SystemTime};

use package::Package;

/// The number of functions, and of types, in a file.
const ITEMS: usize = 10;

const BUILD_SCRIPT: &str = r#"
fn main() {
    let start = std::time::Instant::now();
    mizan_build::configure().typescript("web/api").generate();
    println!("cargo::warning=took {} us", start.elapsed().as_micros());
}
"#;

fn main() {
    // The measured packages are built offline, so their dependencies are fetched first.
    let status = Command::new(env!("CARGO")).arg("fetch").status().expect("cargo runs");
    assert!(status.success(), "what the packages need cannot be fetched");
    let single = measure(100);
    let double = measure(200);
    println!("\ntwice the source takes {:.2} times as long", double.time / single.time);
    if let (Some(single), Some(double)) = (single.instructions, double.instructions) {
        let factor = double / single;
        println!("twice the source takes {factor:.2} times as many instructions");
        assert!(factor < 2.2, "the work grows faster than the source");
    }
    println!("a function becomes {:.1} lines beside its own", expanded_lines());
}

/// What a first build takes.
struct Measured {
    /// In milliseconds.
    time: f64,
    /// In millions; `None` without valgrind.
    instructions: Option<f64>,
}

/// Prints the times of an application with `count` files, and returns those of a first build.
fn measure(count: usize) -> Measured {
    let files: Vec<(String, String)> =
        (0..count).map(|file| (path_of(file), source_of(file, "", ""))).collect();
    let root = (0..count).map(|file| format!("pub mod part{file};\n"));
    let root = format!("fn main() {{}}\n{}", root.collect::<String>());
    let lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let items = count * ITEMS;
    println!("\n{items} functions, {items} types, {lines} lines, {bytes} bytes, {count} files");

    // The whole application is a binary, so that a check of the empty library runs only the build
    // script.
    let mut all =
        vec![("build.rs", BUILD_SCRIPT), ("src/lib.rs", ""), ("src/main.rs", root.as_str())];
    all.extend(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let package = Package::new("large", &all);
    run(&package);
    let instructions = count_instructions(&package);
    let time = fastest("from nothing", 3, |_| package.clean(), &package);
    let write = |docs: &str, body: &str| package.write(&path_of(50), &source_of(50, docs, body));
    let declare = |round| write(&format!("/// Round {round}."), "");
    fastest("after an edit of a declaration in one file", 5, declare, &package);
    let implement = |round| write("", &format!("// Round {round}.\n").repeat(round + 1));
    fastest("after an edit of the functions' bodies in one file", 5, implement, &package);
    let before = written(&package);
    fastest(
        "after a touch that changes nothing",
        3,
        |_| package.write("src/main.rs", &root),
        &package,
    );
    assert_eq!(written(&package), before, "an unchanged build writes nothing");
    Measured { time, instructions }
}

/// The millions of instructions of a first build by the script that Cargo has compiled; `None`
/// without valgrind.
fn count_instructions(package: &Package) -> Option<f64> {
    let script = package.build_script();
    // The script works in the same environment, but for an empty directory of its own.
    let out_dir = package.path("counted");
    let _ = fs::remove_dir_all(&out_dir);
    fs::create_dir_all(&out_dir).expect("a directory");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(script)
        .current_dir(package.path(""))
        .env("CARGO_MANIFEST_DIR", package.path(""))
        .env("CARGO_PKG_NAME", "large")
        .env("OUT_DIR", &out_dir)
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().find_map(|line| line.split_once("Collected : "));
    let count = line.and_then(|(_, number)| number.trim().parse::<f64>().ok());
    let millions = count.unwrap_or_else(|| panic!("{text}")) / 1e6;
    println!("{millions:>8.0} million instructions from nothing");
    Some(millions)
}

/// The milliseconds of the fastest run, because other work on the machine only adds to a time.
fn fastest(what: &str, rounds: usize, prepare: impl Fn(usize), package: &Package) -> f64 {
    let times = (0..rounds).map(|round| {
        prepare(round);
        run(package)
    });
    let fastest = times.fold(f64::INFINITY, f64::min);
    println!("{fastest:>8.1} ms {what}");
    fastest
}

/// The files of the client, with the times at which they were written.
fn written(package: &Package) -> Vec<(PathBuf, SystemTime)> {
    let entries = fs::read_dir(package.path("web/api")).expect("a client").flatten();
    let mut files: Vec<_> = entries
        .map(|entry| (entry.path(), entry.metadata().and_then(|file| file.modified())))
        .map(|(path, modified)| (path, modified.expect("a time")))
        .collect();
    files.sort();
    files
}

/// The number of expanded lines of ten functions with the attribute, less those of ten functions of
/// which one has it.
fn expanded_lines() -> f64 {
    let source = source_of(0, "", "");
    let is_attribute = |line: &str| line.starts_with("#[client(");
    let mut attributes = 0;
    let single: String = source
        .split_inclusive('\n')
        .filter(|line| {
            attributes += usize::from(is_attribute(line));
            !is_attribute(line) || attributes == 1
        })
        .collect();
    let expand = |source: &str| {
        let package =
            Package::new("expanded", &[("build.rs", BUILD_SCRIPT), ("src/lib.rs", source)]);
        package.expand().lines().filter(|line| !line.trim().is_empty()).count() as f64
    };
    (expand(&source) - expand(&single)) / (ITEMS - 1) as f64
}

fn path_of(file: usize) -> String {
    format!("src/part{file}.rs")
}

/// Ten functions with bodies and ten types, as in an application. `docs` and `body` are added to
/// the documentation and to the bodies of the functions.
fn source_of(file: usize, docs: &str, body: &str) -> String {
    let mut text = String::from(
        "use serde::{Deserialize, Serialize};\nuse mizan::{Context, Error, Type, client};\n\n",
    );
    let _ = writeln!(
        text,
        "#[derive(Context)]\npub struct Scope{file} {{\n    pub user_id: i64,\n}}\n"
    );
    for item in 0..ITEMS {
        let _ = writeln!(
            text,
            "/// An entry of kind {item}.\n\
             #[derive(Clone, Debug, Serialize, Deserialize, Type)]\n\
             #[serde(rename_all = \"camelCase\")]\n\
             pub struct Entry{item} {{\n    \
                 pub id: i64,\n    \
                 /// The author.\n    \
                 pub author_name: String,\n    \
                 pub tags: Vec<String>,\n    \
                 pub note: Option<String>,\n\
             }}\n"
        );
        let attribute = if item % 2 == 0 {
            format!("context = Scope{file}")
        } else {
            format!("affects = Scope{file}")
        };
        let _ = writeln!(
            text,
            "/// Does what number {item} does.\n{docs}\n\
             #[client({attribute})]\n\
             pub async fn call_{file}_{item}(user_id: i64, count: Option<u32>) -> Result<Vec<Entry{item}>, Error> {{\n\
                 {body}    \
                 let mut entries = Vec::new();\n    \
                 for number in 0..count.unwrap_or(10) {{\n        \
                     if i64::from(number) == user_id {{\n            \
                         continue;\n        \
                     }}\n        \
                     entries.push(Entry{item} {{\n            \
                         id: i64::from(number),\n            \
                         author_name: format!(\"author {{user_id}}\"),\n            \
                         tags: vec![\"one\".to_owned(), \"two\".to_owned()],\n            \
                         note: None,\n        \
                     }});\n    \
                 }}\n    \
                 Ok(entries)\n\
             }}\n"
        );
    }
    text
}

/// The milliseconds that the build script took.
fn run(package: &Package) -> f64 {
    let told = package.check(&["--lib"]);
    let took = told
        .text
        .lines()
        .find_map(|line| line.split("took ").nth(1))
        .and_then(|rest| rest.split(' ').next());
    let microseconds: f64 =
        took.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{}", told.text));
    microseconds / 1000.0
}
