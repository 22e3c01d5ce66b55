//! The client decodes what serde writes: the generated shapes and the kernel, run by Node.

use std::fmt::Write;
use std::path::Path;

use crate::case::{Case, Direction};
use crate::node::run;

/// Decodes one field of a table after the other, and tells those that are not what was expected.
const PROGRAM: &str = r#"
import { isDeepStrictEqual } from "node:util";
import * as client from "./specs";
import { structuralShare } from "./kernel/share/structural";
import type { Decoder } from "./kernel/share/decoder";

function check(table: string, field: string, wire: unknown, expected: unknown): void {
  const specs = client as unknown as Record<string, { decoder?: Decoder }>;
  const name = table[0]!.toLowerCase() + table.slice(1);
  const { decoder } = (specs[`send${table}Function`] ?? specs[`${name}Function`])!;
  const decoded = structuralShare(undefined, { [field]: wire }, decoder) as Record<string, unknown>;
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
    let told = run(directory, &text);
    assert!(told.is_empty(), "the client decodes wrongly:\n{told}");
}
