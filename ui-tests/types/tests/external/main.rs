//! The table of external types, compared with serde: a program of all rows is written, built and
//! run. Its serde writes the samples of each row and reads them; TypeScript has to take them, and to
//! refuse the other kinds of JSON that serde refuses.

#[path = "../support/compile.rs"]
mod compile;
#[path = "../support/package.rs"]
mod package;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use mizan_ir::{ExternalType, external_types};
use serde_json::Value;

use package::{Built, Package};

const MAIN: &str = include_str!("program.rs");

#[test]
fn rows_are_true() {
    let features: BTreeSet<&str> =
        external_types().iter().map(|row| row.feature).filter(|name| *name != "std").collect();
    let built = Package {
        name: "external-types",
        features: &features.iter().copied().collect::<Vec<_>>(),
        dependencies: &dependencies(&features),
        json_features: &[],
        sources: &[("main.rs", MAIN), ("rows.rs", &source())],
    }
    .build();
    check(&built);
}

/// The crates of the rows, in the versions and with the features that `mizan` has them.
fn dependencies(features: &BTreeSet<&str>) -> String {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../mizan/Cargo.toml");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["metadata", "--offline", "--no-deps", "--format-version=1", "--manifest-path"]);
    let output = cargo.arg(manifest).output().expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let mizan = packages.iter().find(|package| package["name"] == "mizan").expect("mizan");
    let enabled: BTreeSet<&str> = features
        .iter()
        .flat_map(|feature| mizan["features"][feature].as_array().expect("a feature of mizan"))
        .filter_map(|name| name.as_str())
        .map(|name| name.trim_start_matches("dep:").split('/').next().unwrap_or(name))
        .collect();
    // The rows of aliases that need no feature.
    let mut lines = "rustc-hash = \"2\"\n".to_owned();
    for dependency in mizan["dependencies"].as_array().expect("dependencies") {
        let name = dependency["name"].as_str().expect("a name");
        if enabled.contains(name) && dependency["kind"].is_null() {
            let (version, features) = (&dependency["req"], &dependency["features"]);
            let default = &dependency["uses_default_features"];
            let line = format!(
                "{name} = {{ version = {version}, default-features = {default}, features = {features} }}"
            );
            writeln!(lines, "{line}").expect("a String takes every text");
        }
    }
    lines
}

/// The types, the functions that send and receive them, and the samples.
fn source() -> String {
    let (mut written, mut read, mut calls) = (String::new(), String::new(), String::new());
    for (index, row) in external_types().iter().enumerate() {
        let (ty, values) = (row.samples.ty, row.samples.values);
        let (direction, field) = (row.samples.direction, format!("    pub r{index}: {ty},\n"));
        if direction != "reads" {
            written += &field;
        }
        if direction != "writes" {
            read += &field;
        }
        calls += &format!("    crate::{direction}::<{ty}>(\"r{index}\", Vec::from({values}));\n");
    }
    format!(
        "#[derive(serde::Serialize, mizan::Type)]\npub struct Written {{\n{written}}}\n\n\
         #[derive(serde::Deserialize, mizan::Type)]\npub struct Read {{\n{read}}}\n\n\
         #[mizan::client]\npub fn receive() -> Result<Written, mizan::Error> {{\n    \
         Err(mizan::Error::not_found(\"nothing is sent\"))\n}}\n\n\
         #[mizan::client]\npub fn send(table: Read) {{\n    drop(table);\n}}\n\n\
         pub fn print() {{\n{calls}}}\n"
    )
}

/// Assigns every line of the program to the type of its row.
fn check(built: &Built) {
    let mut text = "import type * as api from \"./index\";\n\
                    type output = api.Written;\ntype input = api.SendArgs[\"table\"];\n"
        .to_owned();
    let mut lines = vec![String::new(); text.lines().count() + 1];
    for line in built.lines.lines() {
        let (row, direction, json, fits): (usize, String, Value, bool) =
            serde_json::from_str(line).expect("a line of four");
        let ExternalType { path, .. } = external_types()[row];
        let verb = if fits { "takes" } else { "refuses" };
        let explanation = format!("{path}: {direction} {verb} {json}");
        if !fits {
            text += "// @ts-expect-error: serde refuses it.\n";
            lines.push(explanation.clone());
        }
        let name = lines.len();
        text += &format!("export const v{name}: {direction}[\"r{row}\"] = {json};\n");
        lines.push(explanation);
    }
    fs::write(built.client.join("rows.ts"), text).expect("the file of the samples is written");
    let messages = compile::compile(&built.client, &["rows.ts"]);
    let report: Vec<String> = messages
        .iter()
        .map(|message| {
            let explanation = message.line.and_then(|line| lines.get(line)).cloned();
            format!("{}\n    {}", message.text, explanation.unwrap_or_default())
        })
        .collect();
    println!("{} rows, {} values", external_types().len(), lines.len());
    assert!(report.is_empty(), "{} lies:\n\n{}", report.len(), report.join("\n"));
}
