//! The random types as a package of their own: written, built, run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::made::{Mention, Program};

const HEAD: &str = r#"//! Random types.

#![allow(clippy::all, dead_code, unused_variables)]

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ffi::{CString, OsString};
use std::marker::PhantomData;
use std::net::{IpAddr, SocketAddr};
use std::num::{NonZero, Saturating, Wrapping};
use std::ops::{Bound, RangeInclusive};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::lines::{self, Facts, Names};
use crate::sample::{self, Dice, Sample};

"#;

const BUILD_SCRIPT: &str =
    "fn main() {\n    mizan_build::configure().typescript(\"web\").generate();\n}\n";

/// Where the package stands, and what it printed.
pub(crate) struct Built {
    /// The client that the build wrote.
    pub(crate) client: PathBuf,
    /// The lines of its program, each JSON.
    pub(crate) lines: String,
}

/// Writes the package, builds it and runs it.
pub(crate) fn build(program: &Program) -> Built {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("random");
    fs::create_dir_all(root.join("src")).expect("a directory for the package");
    let root = root.canonicalize().expect("it was made just now");
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let repository = repository.canonicalize().expect("the repository");
    fs::copy(repository.join("Cargo.lock"), root.join("Cargo.lock")).expect("Cargo.lock");
    let write = |path: &str, text: &str| fs::write(root.join(path), text).expect("a file");
    write("Cargo.toml", &manifest(&repository));
    write("build.rs", BUILD_SCRIPT);
    write("src/main.rs", include_str!("program/main.rs"));
    write("src/lines.rs", include_str!("program/lines.rs"));
    write("src/sample.rs", include_str!("program/sample.rs"));
    write("src/types.rs", &source(program));
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["run", "--offline", "--quiet", "--color=never"]).current_dir(&root);
    command.env("CARGO_TARGET_DIR", root.join("target"));
    for inherited in ["OUT_DIR", "MIZAN_CHECK", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"] {
        command.env_remove(inherited);
    }
    let output = command.output().expect("cargo runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the random types do not build or run:\n{told}");
    let lines = String::from_utf8(output.stdout).expect("JSON is text");
    Built { client: root.join("web"), lines }
}

fn manifest(repository: &Path) -> String {
    let repository = repository.display();
    format!(
        "[package]\nname = \"random-types\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nfastrand = \"2\"\nmizan = {{ path = \"{repository}/mizan\" }}\n\
         serde = {{ version = \"1\", features = [\"derive\", \"rc\"] }}\nserde_json = \"1\"\n\n\
         [build-dependencies]\nmizan-build = {{ path = \"{repository}/mizan-build\" }}\n\n\
         [profile.dev]\ndebug = false\nincremental = false\n\n[workspace]\n"
    )
}

fn source(program: &Program) -> String {
    let mut source = HEAD.to_owned();
    program.made.iter().for_each(|made| source += &made.source);
    let mut fields = String::new();
    let mut calls = String::new();
    for (number, Mention { text, facts }) in program.tested.iter().enumerate() {
        fields += &format!("    pub t{number}: {text},\n");
        calls += &format!(
            "    let facts = Facts {{ is_strict: {}, has_visible_absence: {}, is_whole: {} }};\n    \
             lines::tell::<{text}>(\"t{number}\", &facts, &names);\n",
            !facts.is_loose, !facts.hides_absence, !facts.is_partial,
        );
    }
    let Program { renames, aliases, .. } = program;
    source
        + &format!(
            "#[derive(Serialize, Deserialize, mizan::Type)]\npub struct Table {{\n{fields}}}\n\n\
             #[mizan::client]\npub fn send_table(table: Table) -> Table {{\n    table\n}}\n\n\
             pub fn tell() {{\n    let names = Names {{\n        renames: &[{}],\n        \
             aliases: &[{}],\n    }};\n{calls}}}\n",
            pairs(renames),
            pairs(aliases),
        )
}

/// The names as they stand in Rust's source, where they are escaped already.
fn pairs(pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter().map(|(one, other)| format!("(\"{one}\", \"{other}\")"));
    pairs.collect::<Vec<_>>().join(", ")
}
