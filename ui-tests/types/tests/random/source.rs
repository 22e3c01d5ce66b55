//! The source of the program of random types.

use crate::made::{Mention, Program};
use crate::package::{Built, Package};

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

/// Writes the package, builds it and runs it.
pub(crate) fn build(program: &Program) -> Built {
    Package {
        name: "random-types",
        features: &[],
        dependencies: "fastrand = \"2\"\n",
        json_features: &[],
        sources: &[
            ("main.rs", include_str!("program/main.rs")),
            ("lines.rs", include_str!("program/lines.rs")),
            ("sample.rs", include_str!("program/sample.rs")),
            ("types.rs", &source(program)),
        ],
    }
    .build()
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

/// The names as Rust's source has them, where they are escaped already.
fn pairs(pairs: &[(String, String)]) -> String {
    let pairs = pairs.iter().map(|(one, other)| format!("(\"{one}\", \"{other}\")"));
    pairs.collect::<Vec<_>>().join(", ")
}
