//! The client decodes what serde writes: the generated shapes and the kernel, run by Node.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::case::{Case, Direction};
use crate::check::kernel;

/// Decodes one field of a table after the other, and tells those that are not what was expected.
const PROGRAM: &str = r#"
import { isDeepStrictEqual } from "node:util";
import * as client from "./client";
import { share } from "./kernel/share";
import type { Shape } from "./kernel/shape";

function check(table: string, field: string, wire: unknown, expected: unknown): void {
  const specs = client as unknown as Record<string, { shape?: Shape }>;
  const name = table[0]!.toLowerCase() + table.slice(1);
  const { shape } = (specs[`send${table}Function`] ?? specs[`${name}Function`])!;
  const decoded = share(undefined, { [field]: wire }, shape) as Record<string, unknown>;
  if (isDeepStrictEqual(decoded[field], expected)) return;
  console.log(`${table}.${field}:`, decoded[field], "instead of", expected);
}
"#;

/// Panics where the client has something else than its type says.
pub(crate) fn check(cases: &[Case], directory: &Path) {
    let mut text = PROGRAM.to_owned();
    for Case { table, field, lines } in cases {
        for line in lines.iter().filter(|line| line.direction == Direction::Output && line.fits) {
            let (wire, expected) = (line.wire.as_ref().unwrap_or(&line.json), &line.json);
            writeln!(text, "check({table:?}, {field:?}, {wire}, {expected});")
                .expect("a String takes every text");
        }
    }
    let file = directory.join("decode.ts");
    fs::write(&file, text).expect("the program is written");
    let bundle = Command::new(kernel().join("node_modules/.bin/esbuild"))
        .args(["decode.ts", "--bundle", "--format=esm", "--platform=node", "--target=es2022"])
        .args(["--outfile=decode.mjs", "--log-level=error"])
        .current_dir(directory)
        .stdout(Stdio::inherit())
        .status();
    assert!(bundle.expect("esbuild starts").success());
    let output = Command::new("node").arg("decode.mjs").current_dir(directory).output();
    let output = output.expect("node starts");
    for name in ["decode.ts", "decode.mjs"] {
        fs::remove_file(directory.join(name)).expect("what was written is removed");
    }
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.is_empty(), "the client decodes wrongly:\n{told}");
}
