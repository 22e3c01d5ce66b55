//! The reader of a type definition: the shape of its JSON.

use std::ops::Range;

use super::{Reader, form::read_form, read_deprecated, read_docs, read_texts};
use crate::{
    Field, Fields, Item, Name, Part, Presence, Shape, Subject, Suggestion, Tagging, Type,
    TypeDefinition, Variant, is_type_path, kdl::node::Node, nearest,
};

impl Reader<'_> {
    pub(super) fn read_definition(&mut self, node: Node<'_>, item: &Item) -> TypeDefinition {
        let path = node.text();
        if !is_type_path(path) {
            self.error(
                node.head(),
                format!("a type cannot be called `{path}`"),
                "the path of a type has no spaces and no brackets, and is no word of the grammar: \
                 `shop::Order`",
            );
        }
        let mut mentions = Vec::new();
        let shape = self.read_shape(node, &mut mentions);
        for (index, span) in mentions.into_iter().enumerate() {
            let subject = Subject::new(item.clone()).part(Part::Mention(index));
            self.document.spans.insert(subject, span);
        }
        TypeDefinition {
            parameters: read_texts(node, "generic"),
            defaults: self.read_defaults(node),
            shape,
            transparent: node.flag("transparent"),
            key: node.property("key").map(str::to_owned),
            form: node.child("form").map(read_form),
            docs: read_docs(node),
            deprecated: read_deprecated(node),
            location: self.read_location(node),
        }
    }

    /// Reads the defaults of type parameters. A default before a type parameter without one is an
    /// error.
    fn read_defaults(&mut self, node: Node<'_>) -> Vec<Type> {
        let mut defaults = Vec::new();
        for generic in node.each("generic") {
            match generic.property("default") {
                Some(text) => defaults.push(self.read_type_text(generic, "default", text)),
                None if defaults.is_empty() => {}
                None => self.error(
                    generic.head(),
                    "a type parameter with a default stands before one without",
                    "give this one a `default` too, or put it first",
                ),
            }
        }
        defaults
    }

    fn read_shape(&mut self, node: Node<'_>, mentions: &mut Vec<Range<usize>>) -> Shape {
        let parts = ["output", "input", "enum", "tag"].map(|name| node.child(name));
        self.check_shape(node, parts);
        match parts {
            [None, None, None, None] => Shape::Struct(self.read_fields(node, mentions)),
            [None, None, None, Some(tag)] => Shape::Tagged {
                tag: tag.property("tag").unwrap_or_default().to_owned(),
                name: tag.text().to_owned(),
                fields: self.read_fields(node, mentions),
            },
            [None, None, Some(tagging), _] => {
                let tagging = self.read_tagging(tagging);
                let variants = node.each("variant");
                let variants = variants.map(|node| self.read_variant(node, mentions)).collect();
                Shape::Enum { tagging, variants }
            }
            [output, input, ..] => {
                let mut one = |node: Option<Node<'_>>| {
                    Box::new(node.map(|node| self.read_shape(node, mentions)).unwrap_or_default())
                };
                let output = one(output);
                Shape::Directed { output, input: one(input) }
            }
        }
    }

    /// Reports a shape that is not exactly one of a struct, an enum, or a pair of shapes for the
    /// two directions.
    fn check_shape(&mut self, node: Node<'_>, parts: [Option<Node<'_>>; 4]) {
        let [output, input, tagging, tag] = parts;
        let fields = node.children().filter(|child| FIELDS.contains(&child.name())).count();
        let variants = node.each("variant").count();
        let is_sound = match (output, input, tagging, tag) {
            (Some(_), Some(_), None, None) => fields + variants == 0,
            (None, None, Some(_), None) => fields == 0,
            (None, None, None, _) => fields == 1 && variants == 0,
            _ => false,
        };
        if !is_sound {
            self.error(
                node.head(),
                "it is not told, or told twice, what its JSON looks like",
                "a struct holds one of `unit`, `newtype`, `tuple` and `fields`; an enum `enum` and \
                 its `variant`s; what is not the same in both directions `output` and `input`",
            );
        }
    }

    fn read_tagging(&mut self, node: Node<'_>) -> Tagging {
        let [tag, content] = ["tag", "content"].map(|name| node.property(name).map(str::to_owned));
        match (node.text(), tag, content) {
            ("external", None, None) => Tagging::External,
            ("internal", Some(tag), None) => Tagging::Internal { tag },
            ("adjacent", Some(tag), Some(content)) => Tagging::Adjacent { tag, content },
            ("untagged", None, None) => Tagging::Untagged,
            ("number", None, None) => Tagging::Number,
            (word, ..) => {
                self.error(
                    node.head(),
                    format!("an enum cannot be told to be `{word}` like this"),
                    "write `enum \"external\"`, `enum \"internal\" tag=\"…\"`, `enum \"adjacent\" \
                     tag=\"…\" content=\"…\"`, `enum \"untagged\"` or `enum \"number\"`",
                );
                Tagging::External
            }
        }
    }

    fn read_variant(&mut self, node: Node<'_>, mentions: &mut Vec<Range<usize>>) -> Variant {
        if node.children().filter(|child| FIELDS.contains(&child.name())).count() != 1 {
            self.error(
                node.head(),
                "a variant holds one of `unit`, `newtype`, `tuple` and `fields`",
                "write `unit` in it if it holds nothing",
            );
        }
        Variant {
            name: read_name(node),
            fields: self.read_fields(node, mentions),
            output: self.read_presence(node, "output-presence"),
            input: self.read_presence(node, "input-presence"),
            untagged: node.flag("untagged"),
            other: node.flag("other"),
            code: node.property("code").map(str::to_owned),
            aliases: read_texts(node, "alias"),
            docs: read_docs(node),
            deprecated: read_deprecated(node),
            location: self.read_location(node),
        }
    }

    fn read_fields(&mut self, node: Node<'_>, mentions: &mut Vec<Range<usize>>) -> Fields {
        let mut mention = |node: Node<'_>| {
            mentions.push(node.head());
            self.read_type(node)
        };
        if let Some(node) = node.child("newtype") {
            return Fields::Newtype(mention(node));
        }
        if let Some(node) = node.child("tuple") {
            return Fields::Tuple(node.each("item").map(mention).collect());
        }
        let Some(node) = node.child("fields") else { return Fields::Unit };
        mentions.extend(node.each("field").map(Node::head));
        Fields::Named(node.each("field").map(|node| self.read_field(node)).collect())
    }

    fn read_field(&mut self, node: Node<'_>) -> Field {
        Field {
            name: read_name(node),
            ty: self.read_type(node),
            output: self.read_presence(node, "output-presence"),
            input: self.read_presence(node, "input-presence"),
            flatten: node.flag("flatten"),
            aliases: read_texts(node, "alias"),
            form: node.child("form").map(|form| Box::new(self.read_form_field(form))),
            docs: read_docs(node),
            deprecated: read_deprecated(node),
            location: self.read_location(node),
        }
    }

    fn read_presence(&mut self, node: Node<'_>, property: &str) -> Presence {
        let Some(word) = node.property(property) else { return Presence::Required };
        let known = PRESENCES.iter().find(|(known, _)| *known == word);
        known.map_or_else(
            || {
                let words = PRESENCES.map(|(known, _)| known);
                let meant = Suggestion(nearest(word, words));
                self.error(
                    node.property_span(property),
                    format!("`{word}` does not say when it is there{meant}"),
                    format!("known: `{}`", words.join("`, `")),
                );
                Presence::Required
            },
            |(_, presence)| *presence,
        )
    }
}

/// The nodes that hold the content of a struct or a variant.
const FIELDS: [&str; 4] = ["unit", "newtype", "tuple", "fields"];

const PRESENCES: [(&str, Presence); 5] = [
    ("required", Presence::Required),
    ("optional", Presence::Optional),
    ("unless-null", Presence::UnlessNull),
    ("skipped", Presence::Skipped),
    ("if-option", Presence::IfOption),
];

fn read_name(node: Node<'_>) -> Name {
    let output = node.text().to_owned();
    Name { input: node.property("input").unwrap_or(&output).to_owned(), output }
}
