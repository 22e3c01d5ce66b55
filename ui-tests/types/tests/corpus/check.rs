//! One TypeScript file for all cases, and one run of the compiler over it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::case::{Case, Direction};
use crate::compile::compile;
use crate::{decode, failures, python, rust};

/// Panics with all that is wrong.
pub(crate) fn check(cases: &[Case]) {
    rust::check(cases);
    let directory = Path::new(env!("OUT_DIR")).join("mizan/typescript");
    let file = directory.join("corpus.ts");
    let usage = directory.join("usage.ts");
    let (text, lines) = write(cases);
    fs::write(&file, text + &failures::write()).expect("the file of the cases is written");
    fs::write(&usage, include_str!("usage.ts")).expect("the file of the usage is written");
    let wrong = compile(&directory, &["corpus.ts", "usage.ts"]);
    for file in [file, usage] {
        fs::remove_file(&file).expect("what was written is removed");
    }
    let mut report = String::new();
    for message in wrong {
        let case = message.line.and_then(|line| lines.get(&line));
        let case = case.map(String::as_str).unwrap_or_default();
        writeln!(report, "{}\n    {case}", message.text).expect("a String takes every text");
    }
    let lines: usize = cases.iter().map(|case| case.lines.len()).sum();
    println!("{} types, {lines} values", cases.len());
    assert!(report.is_empty(), "the types do not say what serde does:\n\n{report}");
    assert_covered(cases, &directory);
    decode::check(cases, &directory);
    python::check(cases);
}

/// The file, and the case of each of its lines.
fn write(cases: &[Case]) -> (String, BTreeMap<usize, String>) {
    let mut text = String::new();
    let mut places = BTreeMap::new();
    let tables: BTreeSet<&str> = cases.iter().map(|case| case.table).collect();
    writeln!(text, "import type * as api from \"./index\";").expect("a String takes every text");
    for table in tables {
        let is_used = |direction| {
            let mut used = cases.iter().filter(|case| case.table == table);
            used.any(|case| case.lines.iter().any(|line| line.direction == direction))
        };
        if is_used(Direction::Output) {
            writeln!(text, "type {table}Output = api.{table};").expect("a String takes every text");
        }
        if is_used(Direction::Input) {
            writeln!(text, "type {table}Sent = api.Send{table}Args[\"table\"];")
                .expect("a String takes every text");
        }
    }
    let mut count = text.lines().count();
    for case in cases {
        for line in &case.lines {
            let direction = if line.direction == Direction::Output { "Output" } else { "Sent" };
            if !line.fits {
                text.push_str("// @ts-expect-error: serde refuses it.\n");
                count += 1;
            }
            count += 1;
            let Case { table, field, .. } = case;
            let (name, json) = (format!("{table}_{field}_{count}"), &line.json);
            writeln!(text, "export const {name}: {table}{direction}[\"{field}\"] = {json};")
                .expect("a String takes every text");
            let sense = if line.fits { "takes" } else { "refuses" };
            places.insert(count, format!("{table}.{field} {sense} {json}"));
            if !line.fits {
                places.insert(count - 1, format!("{table}.{field} {sense} {json}"));
            }
        }
    }
    (text, places)
}

/// Every field of every table has a case.
fn assert_covered(cases: &[Case], directory: &Path) {
    let types = fs::read_to_string(directory.join("types.d.ts")).expect("the types are there");
    let tables: BTreeSet<&str> = cases.iter().map(|case| case.table).collect();
    for table in tables {
        let head = format!("export interface {table} {{\n");
        let body = types.split(&head).nth(1).and_then(|rest| rest.split("\n}").next());
        let members = body.unwrap_or_else(|| panic!("there is no table `{table}`")).lines();
        let names = members.filter_map(|line| line.strip_prefix("  ")?.split([':', '?']).next());
        for name in names.filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        {
            let is_there = cases.iter().any(|case| (case.table, case.field) == (table, name));
            assert!(is_there, "{table}.{name} has no case");
        }
    }
}
