//! The JSON that serde writes and reads for random values, held against the types and the client.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::compile::compile;
use crate::made::Program;
use crate::node::run;
use crate::package::Built;

/// Decodes one value after the other, and tells those that are not what was written.
const PROGRAM: &str = r#"
import { isDeepStrictEqual } from "node:util";
import { sendTableFunction } from "./specs";
import { structuralShare } from "./kernel/share/structural";
import type { Decoder } from "./kernel/share/decoder";

const { decoder } = sendTableFunction as { decoder?: Decoder };
const isBig = (value: unknown) => typeof value === "string" && /^-?[0-9]+$/.test(value);

function check(field: string, text: string): void {
  const wire = { [field]: JSON.parse(text) };
  const expected = JSON.parse(text, (_, value) => (isBig(value) ? BigInt(value) : value));
  const decoded = structuralShare(undefined, wire, decoder) as Record<string, unknown>;
  if (isDeepStrictEqual(decoded[field], expected)) return;
  console.log(`${field}:`, decoded[field], "instead of", expected);
}
"#;

/// A line of what the program of random types prints.
struct Line {
    field: String,
    direction: String,
    json: Value,
    fits: bool,
}

/// Panics with all that is wrong.
pub(crate) fn check(program: &Program, built: &Built) {
    let lines: Vec<Line> = built.lines.lines().map(parse).collect();
    let (mut text, mut places) = (HEAD.to_owned(), BTreeMap::new());
    let mut count = HEAD.lines().count();
    for line in lines.iter().filter(|line| line.direction != "unwritten") {
        if !line.fits {
            text += "// @ts-expect-error: serde refuses it.\n";
            count += 1;
            places.insert(count, line);
        }
        count += 1;
        places.insert(count, line);
        let Line { field, direction, json, .. } = line;
        let json = typescript(json);
        text += &format!("export const v{count}: {direction}[\"{field}\"] = {json};\n");
    }
    fs::write(built.client.join("random.ts"), text).expect("the file of the values is written");
    let wrong = compile(&built.client, &["random.ts"]);
    let report: Vec<String> = wrong
        .iter()
        .map(|message| {
            let line = message.line.and_then(|line| places.get(&line));
            let place = line.map(|line| explain(program, line)).unwrap_or_default();
            format!("{}\n    {place}", message.text)
        })
        .collect();
    let unwritten = lines.iter().filter(|line| line.direction == "unwritten");
    let report: Vec<String> = unwritten.map(|line| explain(program, line)).chain(report).collect();
    println!("{} types, {} values", program.tested.len(), places.len());
    assert!(report.is_empty(), "{} lies:\n\n{}", report.len(), report.join("\n"));
    decode(&lines, built);
}

const HEAD: &str = "import type * as api from \"./index\";\n\
    type output = api.Table;\ntype input = api.SendTableArgs[\"table\"];\n";

fn parse(line: &str) -> Line {
    let (field, direction, json, fits) = serde_json::from_str(line).expect("a line of four");
    Line { field, direction, json, fits }
}

fn explain(program: &Program, line: &Line) -> String {
    let Line { field, direction, json, fits } = line;
    let number: usize = field[1..].parse().expect("a field is called by its number");
    let mention = &program.tested[number].text;
    let takes = if *fits { "takes" } else { "refuses" };
    format!("{direction} {takes} {json}\n    {mention}")
}

/// The value as the client has it: big integers for texts of digits.
fn typescript(json: &Value) -> String {
    match json {
        Value::String(text) if is_big(text) => format!("{text}n"),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(typescript).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                // As a literal it would be no key.
                let open =
                    if name == "__proto__" { "[\"__proto__\"]".to_owned() } else { quote(name) };
                format!("{open}: {}", typescript(value))
            });
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => quote(text),
        scalar => scalar.to_string(),
    }
}

fn is_big(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// JSON takes these as they are, TypeScript for ends of a line.
fn quote(text: &str) -> String {
    let text = Value::String(text.to_owned()).to_string();
    text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn decode(lines: &[Line], built: &Built) {
    let mut text = PROGRAM.to_owned();
    for line in lines.iter().filter(|line| line.direction == "output" && line.fits) {
        text += &format!("check({:?}, {});\n", line.field, quote(&line.json.to_string()));
    }
    let told = run(&built.client, &text);
    assert!(told.is_empty(), "the client decodes wrongly:\n{told}");
}
