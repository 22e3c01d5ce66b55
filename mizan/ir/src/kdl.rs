//! The canonical KDL of an API: sorted by name, the same bytes for the same API.
//!
#![doc = include_str!("../KDL.md")]

#[cfg(feature = "kdl")]
mod check;
#[cfg(feature = "kdl")]
mod grammar;
#[cfg(feature = "kdl")]
mod mistake;
#[cfg(feature = "kdl")]
mod node;
#[cfg(feature = "kdl")]
mod read;

use std::fmt::Write;

#[cfg(feature = "kdl")]
pub use mistake::Mistake;
#[cfg(feature = "kdl")]
pub use read::{Document, from_kdl};

use crate::{
    Affects, Api, Auth, Cache, Context, Field, Fields, Function, Identity, Moves, Name, Parameter,
    Place, Presence, Route, Shape, Tagging, Target, TypeDefinition, Variant,
};

/// The version of the grammar, written on top of every document.
pub const VERSION: u32 = 1;

/// Writes an API as KDL 2.
///
/// ```
/// assert_eq!(mizan_ir::to_kdl(&mizan_ir::Api::default()), "mizan version=1\n");
/// ```
pub fn to_kdl(api: &Api) -> String {
    let mut writer = Writer::default();
    writer.node("mizan").property("version", &VERSION).end();
    for (name, context) in &api.contexts {
        write_context(&mut writer, name, context);
    }
    for (name, function) in &api.functions {
        write_function(&mut writer, name, function);
    }
    for (path, definition) in &api.types {
        write_type(&mut writer, path, definition);
    }
    writer.text
}

/// The document after an edit that only moved what it names places of, in some files. `None` where
/// a place is not among the moves of its file, or a file's name is one that KDL escapes.
#[doc(hidden)]
pub fn move_places(text: &str, files: &[(String, Moves)]) -> Option<String> {
    let mut moved = String::with_capacity(text.len() + files.len());
    let mut copied = 0;
    for (sign, _) in text.match_indices('=').filter(|(sign, _)| text[..*sign].ends_with(" at")) {
        // Within a text there is a backslash before the quote.
        let Some(quoted) = text[sign + 1..].strip_prefix('"') else { continue };
        let (place, _) = quoted.split_once('"')?;
        let (before, column) = place.rsplit_once(':')?;
        let (file, line) = before.rsplit_once(':')?;
        if let Some((_, moves)) = files.iter().find(|(name, _)| name == file) {
            let (line, column) = moves.get(&(line.parse().ok()?, column.parse().ok()?))?;
            moved.push_str(&text[copied..sign]);
            write!(moved, "=\"{file}:{line}:{column}").ok()?;
            copied = sign + 2 + place.len();
        } else if file.contains('\\') {
            return None;
        }
    }
    moved.push_str(&text[copied..]);
    Some(moved)
}

fn write_context(writer: &mut Writer, name: &str, context: &Context) {
    writer.text.push('\n');
    writer.node("context").value(name).place(&context.place).open();
    writer.docs(&context.docs);
    writer.deprecated(context.deprecated.as_deref());
    for parameter in &context.parameters {
        write_parameter(writer, "parameter", parameter);
    }
    writer.close();
}

fn write_function(writer: &mut Writer, name: &str, function: &Function) {
    writer.text.push('\n');
    writer.node("function").value(name).place(&function.place).open();
    writer.docs(&function.docs);
    writer.deprecated(function.deprecated.as_deref());
    write_access(writer, function);
    if let Some(context) = &function.context {
        writer.node("context").value(context).end();
    }
    for affects in &function.affects {
        write_affects(writer, affects);
    }
    for merge in &function.merge {
        let node = writer.node("merge").property_text("function", &merge.slot);
        write_scope(node, &merge.scope);
    }
    write_caching(writer, function);
    for argument in &function.arguments {
        write_parameter(writer, "argument", argument);
    }
    writer.node("result").property_text("type", &function.result.to_string()).end();
    if let Some(error) = &function.error {
        writer.node("error").property_text("type", &error.to_string()).end();
    }
    writer.close();
}

/// Who reaches it, and how.
fn write_access(writer: &mut Writer, function: &Function) {
    match &function.auth {
        Auth::Open => {}
        Auth::SignedIn => writer.node("auth").value("signed-in").end(),
        Auth::Staff => writer.node("auth").value("staff").end(),
        Auth::Superuser => writer.node("auth").value("superuser").end(),
        Auth::Guard(guard) => writer.node("auth").property_text("guard", guard).end(),
    }
    match function.identity {
        None => {}
        Some(Identity::Required) => writer.node("identity").value("required").end(),
        Some(Identity::Optional) => writer.node("identity").value("optional").end(),
    }
    if function.private {
        writer.node("private").end();
    }
    if function.websocket {
        writer.node("websocket").end();
    }
    if let Some(route) = &function.route {
        write_route(writer, route);
    }
}

fn write_route(writer: &mut Writer, route: &Route) {
    let node = writer.node("route").value(&route.path);
    if route.methods == ["GET"] {
        return node.end();
    }
    node.open();
    for method in &route.methods {
        writer.node("method").value(method).end();
    }
    writer.close();
}

fn write_caching(writer: &mut Writer, function: &Function) {
    if function.rev != 0 {
        writer.node("rev").literal(&function.rev).end();
    }
    match function.cache {
        Cache::Default => {}
        Cache::Off => writer.node("cache").literal(&"#false").end(),
        Cache::Seconds(seconds) => writer.node("cache").literal(&seconds).end(),
    }
}

fn write_affects(writer: &mut Writer, affects: &Affects) {
    let (kind, name) = match &affects.target {
        Target::Context(name) => ("context", name),
        Target::Function(name) => ("function", name),
    };
    let node = writer.node("affects").property_text(kind, name);
    write_scope(node.flag("explicit", affects.is_explicit), &affects.scope);
}

fn write_scope(node: &mut Writer, scope: &[String]) {
    if scope.is_empty() {
        return node.end();
    }
    let node = node.open();
    for parameter in scope {
        node.node("scope").value(parameter).end();
    }
    node.close();
}

fn write_parameter(writer: &mut Writer, kind: &str, parameter: &Parameter) {
    let node = writer
        .node(kind)
        .value(&parameter.name)
        .property_text("type", &parameter.ty.to_string())
        .flag("optional", parameter.optional)
        .place(&parameter.place);
    if parameter.docs.is_empty() {
        return node.end();
    }
    node.open().docs(&parameter.docs);
    writer.close();
}

fn write_type(writer: &mut Writer, path: &str, definition: &TypeDefinition) {
    writer.text.push('\n');
    let node = writer.node("type").value(path).place(&definition.place);
    let node = match &definition.key {
        Some(key) => node.property_text("key", key),
        None => node,
    };
    node.open();
    writer.docs(&definition.docs);
    writer.deprecated(definition.deprecated.as_deref());
    for parameter in &definition.parameters {
        writer.node("generic").value(parameter).end();
    }
    write_shape(writer, &definition.shape);
    writer.close();
}

fn write_shape(writer: &mut Writer, shape: &Shape) {
    match shape {
        Shape::Struct(fields) => write_fields(writer, fields),
        Shape::Tagged { tag, name, fields } => {
            writer.node("tag").value(name).property_text("tag", tag).end();
            write_fields(writer, fields);
        }
        Shape::Directed { output, input } => {
            for (direction, shape) in [("output", output), ("input", input)] {
                writer.node(direction).open();
                write_shape(writer, shape);
                writer.close();
            }
        }
        Shape::Enum { tagging, variants } => {
            write_tagging(writer, tagging);
            for variant in variants {
                write_variant(writer, variant);
            }
        }
    }
}

fn write_tagging(writer: &mut Writer, tagging: &Tagging) {
    let node = writer.node("enum");
    match tagging {
        Tagging::External => node.value("external"),
        Tagging::Internal { tag } => node.value("internal").property_text("tag", tag),
        Tagging::Adjacent { tag, content } => {
            node.value("adjacent").property_text("tag", tag).property_text("content", content)
        }
        Tagging::Untagged => node.value("untagged"),
    }
    .end();
}

fn write_variant(writer: &mut Writer, variant: &Variant) {
    let node = writer.node("variant").name(&variant.name);
    let node = match &variant.code {
        Some(code) => node.property_text("code", code),
        None => node,
    };
    node.presence(variant.output, variant.input)
        .flag("untagged", variant.untagged)
        .flag("other", variant.other)
        .place(&variant.place)
        .open();
    writer.docs(&variant.docs);
    writer.deprecated(variant.deprecated.as_deref());
    writer.aliases(&variant.aliases);
    write_fields(writer, &variant.fields);
    writer.close();
}

fn write_fields(writer: &mut Writer, fields: &Fields) {
    match fields {
        Fields::Unit => writer.node("unit").end(),
        Fields::Newtype(ty) => writer.node("newtype").property_text("type", &ty.to_string()).end(),
        Fields::Tuple(items) => {
            let node = writer.node("tuple").open();
            for item in items {
                node.node("item").property_text("type", &item.to_string()).end();
            }
            node.close();
        }
        Fields::Named(fields) => {
            let node = writer.node("fields").open();
            for field in fields {
                write_field(node, field);
            }
            node.close();
        }
    }
}

fn write_field(writer: &mut Writer, field: &Field) {
    let node = writer
        .node("field")
        .name(&field.name)
        .property_text("type", &field.ty.to_string())
        .presence(field.output, field.input)
        .flag("flatten", field.flatten)
        .place(&field.place);
    if field.docs.is_empty() && field.deprecated.is_none() && field.aliases.is_empty() {
        return node.end();
    }
    node.open().docs(&field.docs);
    writer.deprecated(field.deprecated.as_deref());
    writer.aliases(&field.aliases);
    writer.close();
}

/// Text under construction; every method appends.
#[derive(Default)]
struct Writer {
    text: String,
    depth: usize,
}

impl Writer {
    fn node(&mut self, name: &str) -> &mut Self {
        self.indent();
        self.text.push_str(name);
        self
    }

    fn value(&mut self, value: &str) -> &mut Self {
        self.text.push(' ');
        write_string(&mut self.text, value);
        self
    }

    fn literal(&mut self, literal: &dyn std::fmt::Display) -> &mut Self {
        write!(self.text, " {literal}").expect("a String takes every text");
        self
    }

    fn property(&mut self, name: &str, value: &dyn std::fmt::Display) -> &mut Self {
        write!(self.text, " {name}={value}").expect("a String takes every text");
        self
    }

    fn property_text(&mut self, name: &str, value: &str) -> &mut Self {
        self.text.push(' ');
        self.text.push_str(name);
        self.text.push('=');
        write_string(&mut self.text, value);
        self
    }

    fn flag(&mut self, name: &str, set: bool) -> &mut Self {
        if set { self.property(name, &"#true") } else { self }
    }

    fn name(&mut self, name: &Name) -> &mut Self {
        self.value(&name.output);
        if name.input == name.output { self } else { self.property_text("input", &name.input) }
    }

    fn presence(&mut self, output: Presence, input: Presence) -> &mut Self {
        for (direction, presence) in [("output-presence", output), ("input-presence", input)] {
            match presence {
                Presence::Required => {}
                Presence::Optional => {
                    self.property_text(direction, "optional");
                }
                Presence::UnlessNull => {
                    self.property_text(direction, "unless-null");
                }
                Presence::Skipped => {
                    self.property_text(direction, "skipped");
                }
            }
        }
        self
    }

    fn place(&mut self, place: &Place) -> &mut Self {
        if place.file.is_empty() { self } else { self.property_text("at", &place.to_string()) }
    }

    fn docs(&mut self, docs: &str) {
        if !docs.is_empty() {
            self.node("doc").value(docs).end();
        }
    }

    fn aliases(&mut self, aliases: &[String]) {
        for alias in aliases {
            self.node("alias").value(alias).end();
        }
    }

    fn deprecated(&mut self, note: Option<&str>) {
        match note {
            None => {}
            Some("") => self.node("deprecated").end(),
            Some(note) => self.node("deprecated").value(note).end(),
        }
    }

    fn open(&mut self) -> &mut Self {
        self.text.push_str(" {\n");
        self.depth += 1;
        self
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.indent();
        self.text.push_str("}\n");
    }

    fn end(&mut self) {
        self.text.push('\n');
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.text.push_str("    ");
        }
    }
}

/// A quoted string of KDL: what would end it, break the line or be refused by a reader is escaped.
fn write_string(text: &mut String, value: &str) {
    text.push('"');
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if value.as_bytes().iter().all(is_plain) {
        text.push_str(value);
        text.push('"');
        return;
    }
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            character if needs_escape(character) => {
                write!(text, "\\u{{{:x}}}", u32::from(character))
                    .expect("a String takes every text");
            }
            character => text.push(character),
        }
    }
    text.push('"');
}

/// KDL 2 forbids control characters and directional marks, and takes U+0085, U+2028 and U+2029
/// for ends of a line.
fn needs_escape(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
