//! Statements: arrow functions, calls, imports, constants.

use std::fmt::Display;

use super::{
    text::{WIDTH, fits},
    tokens::{access, is_reserved_word, property},
};
use crate::emit::case::camel;

/// A property that is an arrow function around one call: `name: (parameters) => call,`.
pub(crate) fn write_arrow(
    out: &mut String,
    indent: usize,
    name: &str,
    parameters: &str,
    callee: &str,
    arguments: &[&str],
) {
    let name = property(name);
    let head = format!("{:indent$}{name}: ({parameters}) =>", "");
    let line = format!("{head} {callee}({}),\n", arguments.join(", "));
    if fits(&line, WIDTH + 1) {
        return out.push_str(&line);
    }
    let call = call(indent + 2, callee, arguments);
    out.push_str(&format!("{head}\n{:1$}{call},\n", "", indent + 2));
}

/// A property that is the result of a call: `name: callee(a, b),`.
pub(crate) fn write_property(
    out: &mut String,
    indent: usize,
    name: &str,
    callee: &str,
    arguments: &[&str],
) {
    let head = format!("{:indent$}{}: ", "", property(name));
    let line = format!("{head}{callee}({}),\n", arguments.join(", "));
    if fits(&line, WIDTH + 1) {
        return out.push_str(&line);
    }
    let arguments = lines(indent + 2, arguments);
    out.push_str(&format!("{head}{callee}(\n{arguments}{:indent$}),\n", ""));
}

/// A property that turns names of TypeScript into names on the wire.
pub(crate) struct Renaming<'names> {
    pub(crate) indent: usize,
    pub(crate) name: &'names str,
    /// The function that the object goes to.
    pub(crate) callee: &'names str,
    pub(crate) wire_names: &'names [&'names str],
    /// Where the argument may be left out, it is empty by default.
    pub(crate) is_optional: bool,
}

/// `name: ({ userId, text }) => ({ user_id: userId, text }),`
pub(crate) fn renaming(renaming: &Renaming<'_>) -> String {
    let Renaming { indent, name, callee, wire_names, is_optional } = *renaming;
    let pad = " ".repeat(indent);
    if wire_names.is_empty() {
        return format!("{pad}{name}: () => {callee}({{}}),\n");
    }
    let default = if is_optional { " = {}" } else { "" };
    let (mut taken, mut given) = (Vec::new(), Vec::new());
    for wire_name in wire_names {
        let own = camel(wire_name);
        if !is_binding(&own) {
            return renaming_by_access(renaming, &pad, default);
        }
        given.push(pair(wire_name, &own));
        taken.push(own);
    }
    let head = format!("{pad}{name}: ({{ {} }}{default}) => {callee}({{", taken.join(", "));
    let line = format!("{head} {} }}),\n", given.join(", "));
    if fits(&line, WIDTH + 1) {
        return line;
    }
    let given = lines(indent + 2, &given);
    match fits(&head, WIDTH) {
        true => format!("{head}\n{given}{pad}}}),\n"),
        false => {
            let taken = lines(indent + 2, &taken);
            format!("{pad}{name}: ({{\n{taken}{pad}}}{default}) => {callee}({{\n{given}{pad}}}),\n")
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

/// The same for names that cannot be bound: `(args) => ({ delete: args.delete })`.
fn renaming_by_access(renaming: &Renaming<'_>, pad: &str, default: &str) -> String {
    let Renaming { name, callee, wire_names, .. } = renaming;
    let args = format!("args{default}");
    let given: Vec<String> = wire_names
        .iter()
        .map(|wire| format!("{}: args{}", property(wire), access(&camel(wire))))
        .collect();
    let line = format!("{pad}{name}: ({args}) => {callee}({{ {} }}),\n", given.join(", "));
    if fits(&line, WIDTH + 1) {
        return line;
    }
    let given = lines(pad.len() + 2, &given);
    format!("{pad}{name}: ({args}) => {callee}({{\n{given}{pad}}}),\n")
}

fn pair(wire: &str, own: &str) -> String {
    if wire == own { wire.to_owned() } else { format!("{}: {own}", property(wire)) }
}

/// `export const name = /* @__PURE__ */ callee(a, b);`, which a bundler drops where it is unused.
pub(crate) fn pure_constant(name: &str, callee: &str, arguments: &[&str]) -> String {
    let head = format!("export const {name} = /* @__PURE__ */ {callee}(");
    let line = format!("{head}{});\n", arguments.join(", "));
    if fits(&line, WIDTH + 1) {
        return line;
    }
    format!("{head}\n{});\n", lines(2, arguments))
}

/// `callee(a, b)` on a line that begins at `indent`, with room for a comma.
fn call(indent: usize, callee: &str, arguments: &[&str]) -> String {
    let line = format!("{callee}({})", arguments.join(", "));
    if fits(&line, WIDTH - 1 - indent) {
        return line;
    }
    format!("{callee}(\n{}{:indent$})", lines(indent + 2, arguments), "")
}

/// `import { a, b } from "module";`; empty for no names.
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

/// The names that are paired with true.
pub(crate) fn used(names: &[(&str, bool)]) -> Vec<String> {
    let mut used = Vec::new();
    for (name, is_used) in names {
        if *is_used {
            used.push((*name).to_owned());
        }
    }
    used
}

/// Returns true for a name that a variable can have: an identifier that is no reserved word.
fn is_binding(name: &str) -> bool {
    property(name) == name && !is_reserved_word(name)
}
