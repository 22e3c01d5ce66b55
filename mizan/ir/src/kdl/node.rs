//! A KDL node after the grammar check: its value, its properties, its children.

use std::ops::Range;

use kdl::{KdlDocument, KdlEntry, KdlIdentifier, KdlNode, KdlValue};

pub(super) fn span_of_name(name: &KdlIdentifier) -> Range<usize> {
    let span = name.span();
    span.offset()..span.offset() + span.len()
}

pub(super) fn span_of_entry(entry: &KdlEntry) -> Range<usize> {
    let span = entry.span();
    span.offset()..span.offset() + span.len()
}

/// The byte range of a node without its children.
pub(super) fn head(node: &KdlNode) -> Range<usize> {
    let name = span_of_name(node.name());
    let last = node.entries().last().map_or(name.clone(), span_of_entry);
    name.start..last.end
}

/// A node. A missing value or property is read as an empty one, because the grammar check has
/// already reported it.
#[derive(Clone, Copy)]
pub(super) struct Node<'kdl>(pub(super) &'kdl KdlNode);

impl<'kdl> Node<'kdl> {
    pub(super) fn head(self) -> Range<usize> {
        head(self.0)
    }

    pub(super) fn value(self) -> Option<&'kdl KdlValue> {
        self.0.entries().iter().find(|entry| entry.name().is_none()).map(|entry| entry.value())
    }

    /// The text after the name of the node.
    pub(super) fn text(self) -> &'kdl str {
        self.value().and_then(KdlValue::as_string).unwrap_or_default()
    }

    fn entry(self, name: &str) -> Option<&'kdl KdlEntry> {
        let is_meant = |key: &KdlIdentifier| key.value() == name;
        self.0.entries().iter().find(|entry| entry.name().is_some_and(is_meant))
    }

    pub(super) fn property(self, name: &str) -> Option<&'kdl str> {
        self.entry(name)?.value().as_string()
    }

    pub(super) fn flag(self, name: &str) -> bool {
        self.entry(name).and_then(|entry| entry.value().as_bool()).unwrap_or(false)
    }

    /// The number of a property.
    pub(super) fn number(self, name: &str) -> Option<i128> {
        self.entry(name)?.value().as_integer()
    }

    /// The byte range of a property, or that of the node if it has no such property.
    pub(super) fn property_span(self, name: &str) -> Range<usize> {
        self.entry(name).map_or_else(|| self.head(), span_of_entry)
    }

    pub(super) fn children(self) -> impl Iterator<Item = Node<'kdl>> {
        self.0.children().map(KdlDocument::nodes).unwrap_or_default().iter().map(Node)
    }

    pub(super) fn each(self, name: &'static str) -> impl Iterator<Item = Node<'kdl>> {
        self.children().filter(move |child| child.name() == name)
    }

    pub(super) fn child(self, name: &'static str) -> Option<Node<'kdl>> {
        self.each(name).next()
    }

    pub(super) fn name(self) -> &'kdl str {
        self.0.name().value()
    }
}
