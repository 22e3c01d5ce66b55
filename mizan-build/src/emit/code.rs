//! Statements of TypeScript, laid out as prettier would: arrow functions, calls, imports.

use super::{
    names::{self, camel},
    text::{self, WIDTH},
};

/// A property that is an arrow function around one call: `name: (parameters) => call,`.
pub(crate) struct Arrow<'a> {
    pub(crate) indent: usize,
    pub(crate) name: &'a str,
    pub(crate) parameters: &'a str,
    pub(crate) callee: &'a str,
    pub(crate) arguments: &'a [&'a str],
}

impl Arrow<'_> {
    pub(crate) fn emit(&self) -> String {
        let pad = " ".repeat(self.indent);
        let name = text::property(&camel(self.name));
        let head = format!("{pad}{name}: ({}) =>", self.parameters);
        let flat = format!("{}({})", self.callee, self.arguments.join(", "));
        if width(&head) + 1 + width(&flat) < WIDTH {
            return format!("{head} {flat},\n");
        }
        format!("{head}\n{pad}  {},\n", call(self.indent + 2, self.callee, self.arguments))
    }
}

/// `name: ({ userId, text }) => ({ user_id: userId, text }),` from the names on the wire; a callee
/// gets the object.
pub(crate) fn renaming(indent: usize, name: &str, callee: &str, wire_names: &[&str]) -> String {
    let pad = " ".repeat(indent);
    if wire_names.is_empty() {
        return format!("{pad}{name}: () => {callee}({{}}),\n");
    }
    if wire_names.iter().any(|name| !is_binding(&camel(name))) {
        return renaming_by_access(&pad, name, callee, wire_names);
    }
    let taken: Vec<String> = wire_names.iter().map(|name| camel(name)).collect();
    let given: Vec<String> =
        wire_names.iter().zip(&taken).map(|(wire, own)| pair(wire, own)).collect();
    let head = format!("{pad}{name}: ({{ {} }}) => {callee}({{", taken.join(", "));
    let line = format!("{head} {} }}),\n", given.join(", "));
    if width(&line) <= WIDTH + 1 {
        return line;
    }
    let lines = |parts: &[String]| -> String {
        parts.iter().map(|part| format!("{pad}  {part},\n")).collect()
    };
    match width(&head) <= WIDTH {
        true => format!("{head}\n{}{pad}}}),\n", lines(&given)),
        false => format!(
            "{pad}{name}: ({{\n{}{pad}}}) => {callee}({{\n{}{pad}}}),\n",
            lines(&taken),
            lines(&given)
        ),
    }
}

/// For names that cannot be bound: `(args) => ({ delete: args.delete })`.
fn renaming_by_access(pad: &str, name: &str, callee: &str, wire_names: &[&str]) -> String {
    let given: Vec<String> = wire_names
        .iter()
        .map(|wire| format!("{}: args{}", text::property(wire), text::access(&camel(wire))))
        .collect();
    let line = format!("{pad}{name}: (args) => {callee}({{ {} }}),\n", given.join(", "));
    if width(&line) <= WIDTH + 1 {
        return line;
    }
    let given: String = given.iter().map(|part| format!("{pad}  {part},\n")).collect();
    format!("{pad}{name}: (args) => {callee}({{\n{given}{pad}}}),\n")
}

fn pair(wire: &str, own: &str) -> String {
    if wire == own { wire.to_owned() } else { format!("{}: {own}", text::property(wire)) }
}

/// `export const name = /* @__PURE__ */ callee(a, b);`: dropped by a bundler when unused.
pub(crate) fn pure_constant(name: &str, callee: &str, arguments: &[&str]) -> String {
    let head = format!("export const {name} = /* @__PURE__ */ {callee}(");
    let line = format!("{head}{});\n", arguments.join(", "));
    if width(&line) <= WIDTH + 1 {
        return line;
    }
    let arguments: String = arguments.iter().map(|argument| format!("  {argument},\n")).collect();
    format!("{head}\n{arguments});\n")
}

/// `callee(a, b)` on a line that begins at `indent` and ends with a comma.
fn call(indent: usize, callee: &str, arguments: &[&str]) -> String {
    let line = format!("{callee}({})", arguments.join(", "));
    if indent + width(&line) < WIDTH {
        return line;
    }
    let pad = " ".repeat(indent);
    let arguments: String =
        arguments.iter().map(|argument| format!("{pad}  {argument},\n")).collect();
    format!("{callee}(\n{arguments}{pad})")
}

/// `import { a, b } from "module";`, or nothing for no names.
pub(crate) fn import(keyword: &str, names: &[String], module: &str) -> String {
    if names.is_empty() {
        return String::new();
    }
    let line = format!("{keyword} {{ {} }} from \"{module}\";\n", names.join(", "));
    if width(&line) <= WIDTH + 1 {
        return line;
    }
    let names: String = names.iter().map(|name| format!("  {name},\n")).collect();
    format!("{keyword} {{\n{names}}} from \"{module}\";\n")
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// Whether a name can be bound: an identifier that is no reserved word of strict code.
fn is_binding(name: &str) -> bool {
    text::property(name) == name && !names::RESERVED_WORDS.contains(&name)
}
