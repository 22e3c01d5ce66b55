//! Statements of TypeScript, laid out as prettier would: arrow functions, calls, imports.

use std::fmt::Display;

use super::{
    names::{self, camel},
    text::{self, WIDTH, fits},
};

/// A property that is an arrow function around one call: `name: (parameters) => call,`.
pub(crate) fn write_arrow(
    out: &mut String,
    indent: usize,
    name: &str,
    parameters: &str,
    callee: &str,
    arguments: &[&str],
) {
    let name = text::property(name);
    let head = format!("{:indent$}{name}: ({parameters}) =>", "");
    let line = format!("{head} {callee}({}),\n", arguments.join(", "));
    if fits(&line, WIDTH + 1) {
        return out.push_str(&line);
    }
    let call = call(indent + 2, callee, arguments);
    out.push_str(&format!("{head}\n{:1$}{call},\n", "", indent + 2));
}

/// `name: ({ userId, text }) => ({ user_id: userId, text }),` from the names on the wire; a callee
/// gets the object.
pub(crate) fn renaming(indent: usize, name: &str, callee: &str, wire_names: &[&str]) -> String {
    let pad = " ".repeat(indent);
    if wire_names.is_empty() {
        return format!("{pad}{name}: () => {callee}({{}}),\n");
    }
    let (mut taken, mut given) = (Vec::new(), Vec::new());
    for wire_name in wire_names {
        let own = camel(wire_name);
        if !is_binding(&own) {
            return renaming_by_access(&pad, name, callee, wire_names);
        }
        given.push(pair(wire_name, &own));
        taken.push(own);
    }
    let head = format!("{pad}{name}: ({{ {} }}) => {callee}({{", taken.join(", "));
    let line = format!("{head} {} }}),\n", given.join(", "));
    if fits(&line, WIDTH + 1) {
        return line;
    }
    let given = lines(indent + 2, &given);
    match fits(&head, WIDTH) {
        true => format!("{head}\n{given}{pad}}}),\n"),
        false => {
            let taken = lines(indent + 2, &taken);
            format!("{pad}{name}: ({{\n{taken}{pad}}}) => {callee}({{\n{given}{pad}}}),\n")
        }
    }
}

/// Parts of a list, each on a line of its own.
fn lines(indent: usize, parts: &[impl Display]) -> String {
    let mut lines = String::new();
    for part in parts {
        lines.push_str(&format!("{:indent$}{part},\n", ""));
    }
    lines
}

/// For names that cannot be bound: `(args) => ({ delete: args.delete })`.
fn renaming_by_access(pad: &str, name: &str, callee: &str, wire_names: &[&str]) -> String {
    let given: Vec<String> = wire_names
        .iter()
        .map(|wire| format!("{}: args{}", text::property(wire), text::access(&camel(wire))))
        .collect();
    let line = format!("{pad}{name}: (args) => {callee}({{ {} }}),\n", given.join(", "));
    if fits(&line, WIDTH + 1) {
        return line;
    }
    let given = lines(pad.len() + 2, &given);
    format!("{pad}{name}: (args) => {callee}({{\n{given}{pad}}}),\n")
}

fn pair(wire: &str, own: &str) -> String {
    if wire == own { wire.to_owned() } else { format!("{}: {own}", text::property(wire)) }
}

/// `export const name = /* @__PURE__ */ callee(a, b);`: dropped by a bundler when unused.
pub(crate) fn pure_constant(name: &str, callee: &str, arguments: &[&str]) -> String {
    let head = format!("export const {name} = /* @__PURE__ */ {callee}(");
    let line = format!("{head}{});\n", arguments.join(", "));
    if fits(&line, WIDTH + 1) {
        return line;
    }
    format!("{head}\n{});\n", lines(2, arguments))
}

/// `callee(a, b)` on a line that begins at `indent` and ends with a comma.
fn call(indent: usize, callee: &str, arguments: &[&str]) -> String {
    let line = format!("{callee}({})", arguments.join(", "));
    if fits(&line, WIDTH - 1 - indent) {
        return line;
    }
    format!("{callee}(\n{}{:indent$})", lines(indent + 2, arguments), "")
}

/// `import { a, b } from "module";`, or nothing for no names.
pub(crate) fn import(keyword: &str, names: &[String], module: &str) -> String {
    if names.is_empty() {
        return String::new();
    }
    let line = format!("{keyword} {{ {} }} from \"{module}\";\n", names.join(", "));
    if fits(&line, WIDTH + 1) {
        return line;
    }
    format!("{keyword} {{\n{}}} from \"{module}\";\n", lines(2, names))
}

/// The names among some that are used.
pub(crate) fn used(names: &[(&str, bool)]) -> Vec<String> {
    let mut used = Vec::new();
    for (name, is_used) in names {
        if *is_used {
            used.push((*name).to_owned());
        }
    }
    used
}

/// Whether a name can be bound: an identifier that is no reserved word of strict code.
fn is_binding(name: &str) -> bool {
    text::property(name) == name && !names::is_word(name)
}
