//! The definitions of structs and enums.

use mizan_ir::{Direction, Fields, Shape, Tagging, TypeDefinition, Variant};

use super::{
    aligned::align,
    definition::{self, Body, Content, Definition, Presence},
    table::Types,
};
use crate::emit::{
    rust::names::{Taken, type_name},
    variants::present,
};

impl Types<'_> {
    /// The definition of both directions of a type, if one says both.
    pub(super) fn define_both(&self, path: &str) -> Option<Definition> {
        align(self.define(path, Direction::Output), self.define(path, Direction::Input))
    }

    /// The definition of a type as it travels in one direction.
    pub(super) fn define(&self, path: &str, direction: Direction) -> Definition {
        let definition = &self.api.types[path];
        let shape = definition.shape.towards(direction);
        let mut serde = Vec::new();
        let body = match shape {
            Shape::Struct(fields) => {
                if definition.transparent && matches!(fields, Fields::Newtype(_)) {
                    serde.push("transparent".to_owned());
                }
                Body::Struct(self.content(Some(path), fields, direction))
            }
            Shape::Tagged { tag, name, fields } => {
                // The server does not read its tag.
                if direction == Direction::Output && matches!(fields, Fields::Named(_)) {
                    serde.push(format!("tag = {tag:?}"));
                    serde.push(format!("rename = {name:?}"));
                }
                Body::Struct(self.content(Some(path), fields, direction))
            }
            Shape::Enum { tagging, variants } => {
                serde.extend(tagging_attributes(tagging));
                self.define_enum(path, tagging, variants, direction)
            }
            Shape::Directed { .. } => Body::Struct(Content::Unit),
        };
        Definition {
            name: self.name_of(path, direction).to_owned(),
            parameters: self.parameters(path, definition, direction),
            body,
            serde,
            is_ordered: self.ordered.types.contains(path),
            docs: definition.docs.clone(),
            about: definition::about(path),
            deprecated: definition.deprecated.clone(),
        }
    }

    fn parameters(
        &self,
        path: &str,
        definition: &TypeDefinition,
        direction: Direction,
    ) -> Vec<String> {
        let numbered = definition.parameters.iter().enumerate();
        numbered
            .filter(|(number, _)| self.is_used(path, *number, direction))
            .map(|(number, name)| {
                let name = self.parameter_name(name);
                match self.ordered.parameters.contains(&(path.to_owned(), number)) {
                    true => format!("{name}: Ord"),
                    false => name,
                }
            })
            .collect()
    }

    fn define_enum(
        &self,
        path: &str,
        tagging: &Tagging,
        variants: &[Variant],
        direction: Direction,
    ) -> Body {
        let mut variants = self.variants(Some(path), variants, direction);
        match tagging {
            Tagging::Number => Body::Numbers(variants),
            Tagging::Untagged => {
                // The first that fits is taken, and one of few fields fits what one of more has written.
                variants.sort_by_key(|variant| std::cmp::Reverse(needed(&variant.content)));
                Body::Enum(variants)
            }
            _ => Body::Enum(variants),
        }
    }

    /// The variants that travel in one direction.
    pub(crate) fn variants(
        &self,
        owner: Option<&str>,
        variants: &[Variant],
        direction: Direction,
    ) -> Vec<definition::Variant> {
        let mut taken = Taken::with(&["Self"]);
        let variant = |variant: &Variant| definition::Variant {
            name: taken.name(type_name(&variant.name.output)),
            wire: direction.choose(&variant.name.output, &variant.name.input).clone(),
            aliases: direction.choose(&Vec::new(), &variant.aliases).clone(),
            is_untagged: variant.untagged,
            is_other: variant.other,
            content: self.variant_content(owner, &variant.fields, direction),
            docs: variant.docs.clone(),
            deprecated: variant.deprecated.clone(),
        };
        present(variants, direction).into_iter().map(variant).collect()
    }

    /// serde_json makes no variant without fields of an empty list in a `Value`: its issue 1084.
    fn variant_content(
        &self,
        owner: Option<&str>,
        fields: &Fields,
        direction: Direction,
    ) -> Content {
        match fields {
            Fields::Tuple(items) if items.is_empty() => Content::Tuple(vec!["[(); 0]".to_owned()]),
            fields => self.content(owner, fields, direction),
        }
    }
}

fn tagging_attributes(tagging: &Tagging) -> Vec<String> {
    match tagging {
        Tagging::External | Tagging::Number => Vec::new(),
        Tagging::Internal { tag } => vec![format!("tag = {tag:?}")],
        Tagging::Adjacent { tag, content } => {
            vec![format!("tag = {tag:?}"), format!("content = {content:?}")]
        }
        Tagging::Untagged => vec!["untagged".to_owned()],
    }
}

/// The number of fields that have to be there.
fn needed(content: &Content) -> usize {
    let Content::Named(fields) = content else { return 0 };
    fields
        .iter()
        .filter(|field| matches!(field.presence, Presence::Plain | Presence::Number))
        .count()
}
