//! A document held against the grammar: the mistakes that show without knowing what a text means.

use std::ops::Range;

use kdl::{KdlDocument, KdlEntry, KdlNode, KdlValue};

use super::{
    grammar::{Kind, Node, Property},
    mistake::Mistake,
    node::{self, span_of_entry, span_of_name},
};
use crate::{Suggestion, nearest};

/// Finds every node, value and property that the grammar does not know, and what it misses.
pub(super) fn check_document(document: &KdlDocument, grammar: &Node) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    check_children(document.nodes(), grammar, &mut mistakes);
    mistakes
}

fn check_children(nodes: &[KdlNode], grammar: &Node, mistakes: &mut Vec<Mistake>) {
    for (index, node) in nodes.iter().enumerate() {
        let name = node.name().value();
        let Some(known) = grammar.children.iter().find(|known| known.name == name) else {
            mistakes.push(unknown_node(node, grammar));
            continue;
        };
        let is_second = nodes[..index].iter().any(|earlier| earlier.name().value() == name);
        if is_second && !known.is_repeated {
            mistakes.push(Mistake::new(
                node::head(node),
                format!("`{name}` is given twice"),
                "keep one of them",
            ));
        }
        check_node(node, known, mistakes);
    }
}

fn unknown_node(node: &KdlNode, grammar: &Node) -> Mistake {
    let name = node.name().value();
    let known = grammar.children.iter().map(|known| known.name);
    let meant = Suggestion(nearest(name, known.clone()));
    let help = match grammar.children {
        [] => format!("`{}` holds no nodes", grammar.name),
        _ => format!("known here: {}", listed(known)),
    };
    Mistake::new(span_of_name(node.name()), format!("unknown node `{name}`{meant}"), help)
}

fn check_node(node: &KdlNode, grammar: &Node, mistakes: &mut Vec<Mistake>) {
    if let Some(annotation) = node.ty() {
        mistakes.push(refuse_annotation(span_of_name(annotation), annotation.value()));
    }
    let before = mistakes.len();
    check_values(node, grammar, mistakes);
    check_properties(node, grammar, mistakes);
    // What is misspelt or misplaced is not missing too.
    if mistakes.len() == before {
        mistakes.extend(find_missing(node, grammar));
    }
    for entry in node.entries() {
        if let Some(annotation) = entry.ty() {
            mistakes.push(refuse_annotation(span_of_entry(entry), annotation.value()));
        }
    }
    let children = node.children().map(KdlDocument::nodes).unwrap_or_default();
    check_children(children, grammar, mistakes);
}

fn refuse_annotation(span: Range<usize>, annotation: &str) -> Mistake {
    Mistake::new(
        span,
        format!("the annotation `({annotation})` has no meaning here"),
        "leave it out: the grammar says what each value is",
    )
}

fn check_values(node: &KdlNode, grammar: &Node, mistakes: &mut Vec<Mistake>) {
    let mut values = node.entries().iter().filter(|entry| entry.name().is_none());
    let name = grammar.name;
    match (&grammar.value, values.next()) {
        (Some(value), None) if value.is_required => mistakes.push(Mistake::new(
            node::head(node),
            format!("`{name}` has no value"),
            format!("write {} after it: `{name} {}`", describe(value.kind), example(value.kind)),
        )),
        (Some(value), Some(entry)) => {
            check_kind(entry, value.kind, &format!("`{name}`"), mistakes);
        }
        (None, Some(entry)) => mistakes.push(unexpected_value(entry, grammar)),
        _ => {}
    }
    mistakes.extend(values.map(|entry| unexpected_value(entry, grammar)));
}

fn unexpected_value(entry: &KdlEntry, grammar: &Node) -> Mistake {
    let help = match grammar.properties {
        [] => "leave it out".to_owned(),
        properties => format!(
            "leave it out, or name the property it belongs to: {}",
            listed(properties.iter().map(|property| property.name))
        ),
    };
    let message = format!("a value that `{}` does not take", grammar.name);
    Mistake::new(span_of_entry(entry), message, help)
}

fn check_properties(node: &KdlNode, grammar: &Node, mistakes: &mut Vec<Mistake>) {
    let mut seen: Vec<&str> = Vec::new();
    for entry in node.entries() {
        let Some(name) = entry.name().map(|name| name.value()) else { continue };
        match grammar.properties.iter().find(|property| property.name == name) {
            None => mistakes.push(unknown_property(entry, name, grammar)),
            Some(_) if seen.contains(&name) => mistakes.push(Mistake::new(
                span_of_entry(entry),
                format!("`{name}` is given twice"),
                "keep one of them",
            )),
            Some(property) => check_kind(entry, property.kind, &format!("`{name}`"), mistakes),
        }
        seen.push(name);
    }
}

fn find_missing(node: &KdlNode, grammar: &Node) -> Option<Mistake> {
    let is_there = |property: &Property| node.entry(property.name).is_some();
    let mut properties = grammar.properties.iter();
    let missing = properties.find(|property| property.is_required && !is_there(property))?;
    let Property { name, kind, .. } = missing;
    Some(Mistake::new(
        node::head(node),
        format!("`{}` has no `{name}`", grammar.name),
        format!("write {} there: `{name}={}`", describe(*kind), example(*kind)),
    ))
}

fn unknown_property(entry: &KdlEntry, name: &str, grammar: &Node) -> Mistake {
    let known = grammar.properties.iter().map(|property| property.name);
    let meant = Suggestion(nearest(name, known.clone()));
    let help = match grammar.properties {
        [] => format!("`{}` has no properties", grammar.name),
        _ => format!("`{}` has {}", grammar.name, listed(known)),
    };
    Mistake::new(span_of_entry(entry), format!("unknown property `{name}`{meant}"), help)
}

fn check_kind(entry: &KdlEntry, kind: Kind, what: &str, mistakes: &mut Vec<Mistake>) {
    let fits = match entry.value() {
        KdlValue::String(_) => kind == Kind::Text,
        KdlValue::Bool(set) => kind == Kind::Flag || kind == Kind::NumberOrNone && !set,
        KdlValue::Integer(_) => kind == Kind::Number || kind == Kind::NumberOrNone,
        KdlValue::Float(_) | KdlValue::Null => false,
    };
    if !fits {
        mistakes.push(Mistake::new(
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
