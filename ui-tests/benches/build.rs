//! How long the build script of a large application takes, unoptimised, as Cargo runs it: a
//! thousand functions and a thousand types, in a hundred files.
//!
//! `cargo bench -p ui-tests` prints milliseconds beside what was read.

#[allow(dead_code, reason = "the tests need more of it than the benchmark")]
#[path = "../tests/ui/package.rs"]
mod package;

use std::fmt::Write;

use package::Package;

const FILES: usize = 100;
const ITEMS: usize = 10;

const BUILD_SCRIPT: &str = r#"
fn main() {
    let start = std::time::Instant::now();
    mizan_build::configure().typescript("web/api").generate();
    println!("cargo::warning=took {} us", start.elapsed().as_micros());
}
"#;

fn main() {
    let files: Vec<(String, String)> =
        (0..FILES).map(|file| (path_of(file), source_of(file, ""))).collect();
    let root = (0..FILES).map(|file| format!("pub mod part{file};\n")).collect::<String>();
    let lines: usize = files.iter().map(|(_, text)| text.lines().count()).sum();
    let bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    println!(
        "{} functions, {} types, {lines} lines, {bytes} bytes, {FILES} files",
        FILES * ITEMS,
        FILES * ITEMS
    );

    let mut all = vec![("build.rs", BUILD_SCRIPT), ("src/lib.rs", root.as_str())];
    all.extend(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let package = Package::new("large", &all);
    forget(&package);
    println!("{:>8.1} ms from nothing", run(&package));
    for round in 0..3 {
        package.write(&path_of(50), &source_of(50, &format!("/// Round {round}.")));
        println!("{:>8.1} ms after an edit of one file", run(&package));
    }
    package.write("src/lib.rs", &root);
    println!("{:>8.1} ms after a touch that changes nothing", run(&package));
}

fn path_of(file: usize) -> String {
    format!("src/part{file}.rs")
}

/// Ten functions with bodies and ten types, as an application has them.
fn source_of(file: usize, docs: &str) -> String {
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
                 /// Who wrote it.\n    \
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
             pub async fn call_{file}_{item}(user_id: i64, count: Option<u32>) -> Result<Vec<Entry{item}>, Error> {{\n    \
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

/// A run from nothing has nothing kept from an earlier one.
fn forget(package: &Package) {
    package.check(&[]);
    package.clean();
}

/// The milliseconds that the build script took.
fn run(package: &Package) -> f64 {
    let told = package.check(&[]);
    let took = told
        .text
        .lines()
        .find_map(|line| line.split("took ").nth(1))
        .and_then(|rest| rest.split(' ').next());
    let microseconds: f64 =
        took.and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{}", told.text));
    microseconds / 1000.0
}
