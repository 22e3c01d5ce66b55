//! The canonical KDL of an API: equal APIs have equal bytes. Items are in the order of their names.
//!
#![doc = include_str!("../KDL.md")]

#[cfg(feature = "kdl")]
mod check;
#[cfg(feature = "kdl")]
mod grammar;
#[cfg(feature = "kdl")]
mod node;
#[cfg(feature = "kdl")]
mod read;
mod write;

use std::fmt::{self, Arguments, Display, Formatter, Write};

#[cfg(feature = "kdl")]
pub use read::{Document, from_kdl};

use self::write::{At, Flag, Names, Number, Present, Quoted, Text, Typed, Writer};
use crate::{
    Affects, Api, Auth, Cache, Channel, Context, Field, Fields, Form, FormField, Function,
    Identity, Limits, MovedPositions, Parameter, Route, Rule, Shape, Tagging, Target,
    TypeDefinition, Variant,
};

/// An error in a KDL document. Its span is a range of bytes.
#[cfg(feature = "kdl")]
pub type KdlDiagnostic = crate::Diagnostic<std::ops::Range<usize>>;

#[cfg(feature = "kdl")]
fn new_error(
    span: std::ops::Range<usize>,
    message: impl Into<String>,
    help: impl Into<String>,
) -> KdlDiagnostic {
    KdlDiagnostic::error(span, message).with_help(help)
}

/// The version of the grammar, in the first line of every document.
pub const VERSION: u32 = 1;

/// Writes an API as KDL 2.
///
/// ```
/// assert_eq!(mizan_ir::to_kdl(&mizan_ir::Api::default()), "mizan version=1\n");
/// ```
pub fn to_kdl(api: &Api) -> String {
    format!("{}", Written(api))
}

/// The document of an API.
struct Written<'api>(&'api Api);

impl Display for Written<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Self(api) = self;
        let mut writer = Writer::new(formatter);
        writer.node(format_args!("mizan version={VERSION}"));
        for (name, context) in &api.contexts {
            write_context(&mut writer, name, context);
        }
        for (name, channel) in &api.channels {
            write_channel(&mut writer, name, channel);
        }
        for (name, function) in &api.functions {
            write_function(&mut writer, name, function);
        }
        for (path, definition) in &api.types {
            write_type(&mut writer, path, definition);
        }
        writer.finish()
    }
}

/// The KDL of an API after an edit that only moved items in some files: each location of these
/// files becomes its new one. `None` if the moves of a file lack a location, or if KDL escapes the
/// name of a file.
#[doc(hidden)]
pub fn move_locations(text: &str, files: &[(String, MovedPositions)]) -> Option<String> {
    let mut moved = String::with_capacity(text.len() + files.len());
    let mut copied = 0;
    for (sign, _) in text.match_indices('=').filter(|(sign, _)| text[..*sign].ends_with(" at")) {
        // A match inside of a quoted text has a backslash before its quote, so it is no property.
        let Some(quoted) = text[sign + 1..].strip_prefix('"') else { continue };
        let (location, _) = quoted.split_once('"')?;
        let (before, column) = location.rsplit_once(':')?;
        let (file, line) = before.rsplit_once(':')?;
        if let Some((_, moves)) = files.iter().find(|(name, _)| name == file) {
            let (line, column) = moves.get(&(line.parse().ok()?, column.parse().ok()?))?;
            moved.push_str(&text[copied..sign]);
            write!(moved, "=\"{file}:{line}:{column}").ok()?;
            copied = sign + 2 + location.len();
        } else if file.contains('\\') {
            return None;
        }
    }
    moved.push_str(&text[copied..]);
    Some(moved)
}

fn write_context(writer: &mut Writer<'_, '_>, name: &str, context: &Context) {
    writer.skip_line();
    writer.open(format_args!("context {}{}", Quoted(name), At(&context.location)));
    writer.docs(&context.docs);
    writer.deprecated(context.deprecated.as_deref());
    if context.live {
        writer.node(format_args!("live"));
    }
    if context.stale != 0 {
        writer.node(format_args!("cache stale={}", context.stale));
    }
    for parameter in &context.parameters {
        write_parameter(writer, "parameter", parameter);
    }
    writer.close();
}

fn write_channel(writer: &mut Writer<'_, '_>, name: &str, channel: &Channel) {
    writer.skip_line();
    writer.open(format_args!("channel {}{}", Quoted(name), At(&channel.location)));
    writer.docs(&channel.docs);
    writer.deprecated(channel.deprecated.as_deref());
    for parameter in &channel.parameters {
        write_parameter(writer, "parameter", parameter);
    }
    writer.node(format_args!("message{}", Typed(&channel.message)));
    if let Some(presence) = &channel.presence {
        writer.node(format_args!("presence{}", Typed(presence)));
    }
    writer.close();
}

fn write_function(writer: &mut Writer<'_, '_>, name: &str, function: &Function) {
    writer.skip_line();
    writer.open(format_args!("function {}{}", Quoted(name), At(&function.location)));
    writer.docs(&function.docs);
    writer.deprecated(function.deprecated.as_deref());
    write_access(writer, function);
    if let Some(context) = &function.context {
        writer.node(format_args!("context {}", Quoted(context)));
    }
    if let Some(role) = &function.channel {
        writer.node(format_args!("{} {}", role.key(), Quoted(role.channel())));
    }
    for affects in &function.affects {
        write_affects(writer, affects);
    }
    for merge in &function.merge {
        let node = format_args!("merge function={}", Quoted(&merge.slot));
        write_scope(writer, node, &merge.scope);
    }
    write_caching(writer, function);
    write_limits(writer, &function.limits);
    for argument in &function.arguments {
        write_parameter(writer, "argument", argument);
    }
    if let Some(argument) = &function.paging {
        writer.node(format_args!("paging {}", Quoted(argument)));
    }
    if let Some(read) = &function.edits {
        writer.node(format_args!("edits {}", Quoted(read)));
    }
    if function.stream {
        writer.node(format_args!("stream"));
    }
    writer.node(format_args!("result{}", Typed(&function.result)));
    if let Some(error) = &function.error {
        writer.node(format_args!("error{}", Typed(error)));
    }
    writer.close();
}

/// Writes the access rule, the identity, the loan of the request, the visibility, the transport and the route.
fn write_access(writer: &mut Writer<'_, '_>, function: &Function) {
    match &function.auth {
        Auth::Open => {}
        Auth::Anyone => writer.node(format_args!("auth \"anyone\"")),
        Auth::SignedIn => writer.node(format_args!("auth \"signed-in\"")),
        Auth::Staff => writer.node(format_args!("auth \"staff\"")),
        Auth::Superuser => writer.node(format_args!("auth \"superuser\"")),
        Auth::Guard(guard) => writer.node(format_args!("auth guard={}", Quoted(guard))),
    }
    match function.identity {
        None => {}
        Some(Identity::Required) => writer.node(format_args!("identity \"required\"")),
        Some(Identity::Optional) => writer.node(format_args!("identity \"optional\"")),
    }
    if function.request {
        writer.node(format_args!("request"));
    }
    if function.private {
        writer.node(format_args!("private"));
    }
    if function.websocket {
        writer.node(format_args!("websocket"));
    }
    if let Some(route) = &function.route {
        write_route(writer, route);
    }
}

fn write_route(writer: &mut Writer<'_, '_>, route: &Route) {
    if route.methods == ["GET"] {
        return writer.node(format_args!("route {}", Quoted(&route.path)));
    }
    writer.open(format_args!("route {}", Quoted(&route.path)));
    for method in &route.methods {
        writer.node(format_args!("method {}", Quoted(method)));
    }
    writer.close();
}

fn write_caching(writer: &mut Writer<'_, '_>, function: &Function) {
    if function.rev != 0 {
        writer.node(format_args!("rev {}", function.rev));
    }
    match function.cache {
        Cache::Default => {}
        Cache::Off => writer.node(format_args!("cache #false")),
        Cache::Seconds(seconds) => writer.node(format_args!("cache {seconds}")),
    }
}

fn write_limits(writer: &mut Writer<'_, '_>, limits: &Limits) {
    if *limits == Limits::default() {
        return;
    }
    let Limits { body, time, rate } = limits;
    let rate = rate.map(|rate| rate.to_string());
    let (body, time) = (Number("body", *body), Number("time", *time));
    writer.node(format_args!("limits{body}{time}{}", Text("rate", rate.as_deref())));
}

fn write_affects(writer: &mut Writer<'_, '_>, affects: &Affects) {
    let (kind, name) = match &affects.target {
        Target::Context(name) => ("context", name),
        Target::Function(name) => ("function", name),
    };
    let is_explicit = Flag("explicit", affects.is_explicit);
    let node = format_args!("affects {kind}={}{is_explicit}", Quoted(name));
    write_scope(writer, node, &affects.scope);
}

fn write_scope(writer: &mut Writer<'_, '_>, node: Arguments<'_>, scope: &[String]) {
    if scope.is_empty() {
        return writer.node(node);
    }
    writer.open(node);
    for parameter in scope {
        writer.node(format_args!("scope {}", Quoted(parameter)));
    }
    writer.close();
}

fn write_parameter(writer: &mut Writer<'_, '_>, kind: &str, parameter: &Parameter) {
    let node = format_args!(
        "{kind} {}{}{}{}",
        Quoted(&parameter.name),
        Typed(&parameter.ty),
        Flag("optional", parameter.optional),
        At(&parameter.location)
    );
    if parameter.docs.is_empty() {
        return writer.node(node);
    }
    writer.open(node);
    writer.docs(&parameter.docs);
    writer.close();
}

fn write_type(writer: &mut Writer<'_, '_>, path: &str, definition: &TypeDefinition) {
    writer.skip_line();
    let key = Text("key", definition.key.as_deref());
    let transparent = Flag("transparent", definition.transparent);
    let at = At(&definition.location);
    writer.open(format_args!("type {}{at}{key}{transparent}", Quoted(path)));
    writer.docs(&definition.docs);
    writer.deprecated(definition.deprecated.as_deref());
    let defaults = definition.parameters.len().saturating_sub(definition.defaults.len());
    for (index, parameter) in definition.parameters.iter().enumerate() {
        let default = index.checked_sub(defaults).and_then(|index| definition.defaults.get(index));
        let default = default.map(ToString::to_string);
        let default = Text("default", default.as_deref());
        writer.node(format_args!("generic {}{default}", Quoted(parameter)));
    }
    if let Some(form) = &definition.form {
        write_form(writer, form);
    }
    write_shape(writer, &definition.shape);
    writer.close();
}

fn write_shape(writer: &mut Writer<'_, '_>, shape: &Shape) {
    match shape {
        Shape::Struct(fields) => write_fields(writer, fields),
        Shape::Tagged { tag, name, fields } => {
            writer.node(format_args!("tag {} tag={}", Quoted(name), Quoted(tag)));
            write_fields(writer, fields);
        }
        Shape::Directed { output, input } => {
            for (direction, shape) in [("output", output), ("input", input)] {
                writer.open(format_args!("{direction}"));
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

fn write_tagging(writer: &mut Writer<'_, '_>, tagging: &Tagging) {
    match tagging {
        Tagging::External => writer.node(format_args!("enum \"external\"")),
        Tagging::Internal { tag } => {
            writer.node(format_args!("enum \"internal\" tag={}", Quoted(tag)));
        }
        Tagging::Adjacent { tag, content } => {
            let (tag, content) = (Quoted(tag), Quoted(content));
            writer.node(format_args!("enum \"adjacent\" tag={tag} content={content}"));
        }
        Tagging::Untagged => writer.node(format_args!("enum \"untagged\"")),
        Tagging::Number => writer.node(format_args!("enum \"number\"")),
    }
}

fn write_variant(writer: &mut Writer<'_, '_>, variant: &Variant) {
    writer.open(format_args!(
        "variant {}{}{}{}{}{}{}",
        Names(&variant.name),
        Text("code", variant.code.as_deref()),
        Present("output-presence", variant.output),
        Present("input-presence", variant.input),
        Flag("untagged", variant.untagged),
        Flag("other", variant.other),
        At(&variant.location)
    ));
    writer.docs(&variant.docs);
    writer.deprecated(variant.deprecated.as_deref());
    writer.aliases(&variant.aliases);
    write_fields(writer, &variant.fields);
    writer.close();
}

fn write_fields(writer: &mut Writer<'_, '_>, fields: &Fields) {
    match fields {
        Fields::Unit => writer.node(format_args!("unit")),
        Fields::Newtype(ty) => writer.node(format_args!("newtype{}", Typed(ty))),
        Fields::Tuple(items) => {
            writer.open(format_args!("tuple"));
            for item in items {
                writer.node(format_args!("item{}", Typed(item)));
            }
            writer.close();
        }
        Fields::Named(fields) => {
            writer.open(format_args!("fields"));
            for field in fields {
                write_field(writer, field);
            }
            writer.close();
        }
    }
}

fn write_field(writer: &mut Writer<'_, '_>, field: &Field) {
    let node = format_args!(
        "field {}{}{}{}{}{}",
        Names(&field.name),
        Typed(&field.ty),
        Present("output-presence", field.output),
        Present("input-presence", field.input),
        Flag("flatten", field.flatten),
        At(&field.location)
    );
    let has_words = !field.docs.is_empty() || field.deprecated.is_some();
    if !has_words && field.aliases.is_empty() && field.form.is_none() {
        return writer.node(node);
    }
    writer.open(node);
    writer.docs(&field.docs);
    writer.deprecated(field.deprecated.as_deref());
    writer.aliases(&field.aliases);
    if let Some(form) = &field.form {
        write_form_field(writer, form);
    }
    writer.close();
}

fn write_form(writer: &mut Writer<'_, '_>, form: &Form) {
    let (title, submit) = (form.title.as_deref(), form.submit.as_deref());
    let server = Flag("server", form.server);
    writer.node(format_args!("form{}{}{server}", Text("title", title), Text("submit", submit)));
}

fn write_form_field(writer: &mut Writer<'_, '_>, field: &FormField) {
    let [label, help, widget] =
        [&field.label, &field.help, &field.widget].map(|text| text.as_deref());
    let texts = (Text("label", label), Text("help", help), Text("widget", widget));
    let node = format_args!("form{}{}{}", texts.0, texts.1, texts.2);
    if field.rules.is_empty() {
        return writer.node(node);
    }
    writer.open(node);
    field.rules.iter().for_each(|rule| write_rule(writer, rule));
    writer.close();
}

fn write_rule(writer: &mut Writer<'_, '_>, rule: &Rule) {
    let [min, max] = match rule.bounds() {
        Some(bounds) => [bounds.min.as_deref(), bounds.max.as_deref()],
        None => [None, None],
    };
    let name = Quoted(rule.name());
    let node = format_args!("rule {name}{}{}", Text("min", min), Text("max", max));
    if rule.values().is_empty() {
        return writer.node(node);
    }
    writer.open(node);
    for value in rule.values() {
        writer.node(format_args!("value {}", Quoted(value)));
    }
    writer.close();
}
