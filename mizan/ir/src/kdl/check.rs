//! The check of a KDL document against the grammar, before its texts are read.

use std::ops::Range;

use kdl::{KdlDocument, KdlEntry, KdlNode, KdlValue};

use super::{
    KdlDiagnostic,
    grammar::{Kind, Node, Property},
    new_error,
    node::{self, span_of_entry, span_of_name},
};
use crate::{Suggestion, nearest};

/// Finds every node, value and property that the grammar does not know, and every required one that
/// is missing.
pub(super) fn check_document(document: &KdlDocument, grammar: &Node) -> Vec<KdlDiagnostic> {
    let mut diagnostics = Vec::new();
    check_children(document.nodes(), grammar, &mut diagnostics);
    diagnostics
}

fn check_children(nodes: &[KdlNode], grammar: &Node, diagnostics: &mut Vec<KdlDiagnostic>) {
    for (index, node) in nodes.iter().enumerate() {
        let name = node.name().value();
        let Some(known) = grammar.children.iter().find(|known| known.name == name) else {
            diagnostics.push(unknown_node(node, grammar));
            continue;
        };
        let is_second = nodes[..index].iter().any(|earlier| earlier.name().value() == name);
        if is_second && !known.is_repeated {
            diagnostics.push(new_error(
                node::head(node),
                format!("`{name}` is given twice"),
                "keep one of them",
            ));
        }
        check_node(node, known, diagnostics);
    }
}

fn unknown_node(node: &KdlNode, grammar: &Node) -> KdlDiagnostic {
    let name = node.name().value();
    let known = grammar.children.iter().map(|known| known.name);
    let meant = Suggestion(nearest(name, known.clone()));
    let help = match grammar.children {
        [] => format!("`{}` holds no nodes", grammar.name),
        _ => format!("known here: {}", listed(known)),
    };
    new_error(span_of_name(node.name()), format!("unknown node `{name}`{meant}"), help)
}

fn check_node(node: &KdlNode, grammar: &Node, diagnostics: &mut Vec<KdlDiagnostic>) {
    if let Some(annotation) = node.ty() {
        diagnostics.push(refuse_annotation(span_of_name(annotation), annotation.value()));
    }
    let before = diagnostics.len();
    check_values(node, grammar, diagnostics);
    check_properties(node, grammar, diagnostics);
    // A misspelt or misplaced value is reported once: it is not reported as missing too.
    if diagnostics.len() == before {
        diagnostics.extend(find_missing(node, grammar));
    }
    for entry in node.entries() {
        if let Some(annotation) = entry.ty() {
            diagnostics.push(refuse_annotation(span_of_entry(entry), annotation.value()));
        }
    }
    let children = node.children().map(KdlDocument::nodes).unwrap_or_default();
    check_children(children, grammar, diagnostics);
}

fn refuse_annotation(span: Range<usize>, annotation: &str) -> KdlDiagnostic {
    new_error(
        span,
        format!("the annotation `({annotation})` has no meaning here"),
        "leave it out: the grammar says what each value is",
    )
}

fn check_values(node: &KdlNode, grammar: &Node, diagnostics: &mut Vec<KdlDiagnostic>) {
    let mut values = node.entries().iter().filter(|entry| entry.name().is_none());
    let name = grammar.name;
    match (&grammar.value, values.next()) {
        (Some(value), None) if value.is_required => diagnostics.push(new_error(
            node::head(node),
            format!("`{name}` has no value"),
            format!("write {} after it: `{name} {}`", describe(value.kind), example(value.kind)),
        )),
        (Some(value), Some(entry)) => {
            check_kind(entry, value.kind, &format!("`{name}`"), diagnostics);
        }
        (None, Some(entry)) => diagnostics.push(unexpected_value(entry, grammar)),
        _ => {}
    }
    diagnostics.extend(values.map(|entry| unexpected_value(entry, grammar)));
}

fn unexpected_value(entry: &KdlEntry, grammar: &Node) -> KdlDiagnostic {
    let help = match grammar.properties {
        [] => "leave it out".to_owned(),
        properties => format!(
            "leave it out, or name the property it belongs to: {}",
            listed(properties.iter().map(|property| property.name))
        ),
    };
    let message = format!("a value that `{}` does not take", grammar.name);
    new_error(span_of_entry(entry), message, help)
}

fn check_properties(node: &KdlNode, grammar: &Node, diagnostics: &mut Vec<KdlDiagnostic>) {
    let mut seen: Vec<&str> = Vec::new();
    for entry in node.entries() {
        let Some(name) = entry.name().map(|name| name.value()) else { continue };
        match grammar.properties.iter().find(|property| property.name == name) {
            None => diagnostics.push(unknown_property(entry, name, grammar)),
            Some(_) if seen.contains(&name) => diagnostics.push(new_error(
                span_of_entry(entry),
                format!("`{name}` is given twice"),
                "keep one of them",
            )),
            Some(property) => check_kind(entry, property.kind, &format!("`{name}`"), diagnostics),
        }
        seen.push(name);
    }
}

fn find_missing(node: &KdlNode, grammar: &Node) -> Option<KdlDiagnostic> {
    let is_there = |property: &Property| node.entry(property.name).is_some();
    let mut properties = grammar.properties.iter();
    let missing = properties.find(|property| property.is_required && !is_there(property))?;
    let Property { name, kind, .. } = missing;
    Some(new_error(
        node::head(node),
        format!("`{}` has no `{name}`", grammar.name),
        format!("write {} there: `{name}={}`", describe(*kind), example(*kind)),
    ))
}

fn unknown_property(entry: &KdlEntry, name: &str, grammar: &Node) -> KdlDiagnostic {
    let known = grammar.properties.iter().map(|property| property.name);
    let meant = Suggestion(nearest(name, known.clone()));
    let help = match grammar.properties {
        [] => format!("`{}` has no properties", grammar.name),
        _ => format!("`{}` has {}", grammar.name, listed(known)),
    };
    new_error(span_of_entry(entry), format!("unknown property `{name}`{meant}"), help)
}

fn check_kind(entry: &KdlEntry, kind: Kind, what: &str, diagnostics: &mut Vec<KdlDiagnostic>) {
    let fits = match entry.value() {
        KdlValue::String(_) => kind == Kind::Text,
        KdlValue::Bool(set) => kind == Kind::Flag || kind == Kind::NumberOrNone && !set,
        KdlValue::Integer(_) => kind == Kind::Number || kind == Kind::NumberOrNone,
        KdlValue::Float(_) | KdlValue::Null => false,
    };
    if !fits {
        diagnostics.push(new_error(
            span_of_entry(entry),
            format!("{what} is {}", describe(kind)),
            format!("write it like `{}`", example(kind)),
        ));
    }
}

fn describe(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "a text",
        Kind::Flag => "`#true` or `#false`",
        Kind::Number => "a number",
        Kind::NumberOrNone => "a number, or `#false`",
    }
}

fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "\"…\"",
        Kind::Flag => "#true",
        Kind::Number | Kind::NumberOrNone => "1",
    }
}

fn listed<'name>(names: impl Iterator<Item = &'name str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
