//! The fields of structs and variants, as one direction has them.

use mizan_ir::{Direction, Field, Fields, Presence as Declared, Shape, Tagging, Type};

use super::{
    definition::{self, Content, Presence},
    table::Types,
};
use crate::emit::rust::names::{Taken, variable};

impl Types<'_> {
    pub(super) fn content(
        &self,
        owner: Option<&str>,
        fields: &Fields,
        direction: Direction,
    ) -> Content {
        let mention = |ty: &Type| self.mention_in(owner, ty, direction);
        match fields {
            Fields::Unit => Content::Unit,
            Fields::Newtype(ty) => Content::Tuple(vec![mention(ty)]),
            // A struct of one field is that field, for serde.
            Fields::Tuple(items) if items.len() == 1 => {
                Content::Tuple(items.iter().map(|item| format!("({},)", mention(item))).collect())
            }
            Fields::Tuple(items) => Content::Tuple(items.iter().map(mention).collect()),
            Fields::Named(fields) => {
                let mut taken = Taken::default();
                let is_there = |field: &&Field| {
                    direction.choose(field.output, field.input) != Declared::Skipped
                };
                let fields = fields.iter().filter(is_there);
                let field = |field| self.field(owner, field, direction, &mut taken);
                Content::Named(fields.map(field).collect())
            }
        }
    }

    fn field(
        &self,
        owner: Option<&str>,
        field: &Field,
        direction: Direction,
        taken: &mut Taken,
    ) -> definition::Field {
        let (ty, presence) = self.presence(owner, field, direction);
        definition::Field {
            name: taken.name(variable(&field.name.output)),
            wire: direction.choose(&field.name.output, &field.name.input).clone(),
            aliases: direction.choose(&Vec::new(), &field.aliases).clone(),
            ty,
            presence,
            docs: field.docs.clone(),
            deprecated: field.deprecated.clone(),
        }
    }

    /// Returns true for an enum that writes no field for one of its variants, which serde does not read.
    fn may_be_nothing(&self, ty: &Type) -> bool {
        let Type::Named(path, _) = ty else { return false };
        match self.api.types[path.as_str()].shape.towards(Direction::Output) {
            Shape::Enum { tagging, variants } => variants.iter().any(|variant| {
                let is_untagged = variant.untagged || *tagging == Tagging::Untagged;
                is_untagged && variant.fields == Fields::Unit
            }),
            _ => false,
        }
    }

    fn presence(
        &self,
        owner: Option<&str>,
        field: &Field,
        direction: Direction,
    ) -> (String, Presence) {
        let mut declared = &field.ty;
        while let Type::Directed(output, input) = declared {
            declared = direction.choose(output, input);
        }
        let ty = self.mention_in(owner, declared, direction);
        if field.flatten {
            let is_nothing = direction == Direction::Output && self.may_be_nothing(declared);
            return (if is_nothing { format!("Option<{ty}>") } else { ty }, Presence::Flat);
        }
        let is_option = matches!(declared, Type::Option(_));
        let is_double =
            matches!(declared, Type::Option(inner) if matches!(**inner, Type::Option(_)));
        let optional = |ty: String| if is_option { ty } else { format!("Option<{ty}>") };
        match (direction.choose(field.output, field.input), direction) {
            (Declared::Optional, Direction::Output) if is_option => {
                (format!("Option<{ty}>"), Presence::Twice)
            }
            (Declared::Optional, Direction::Input) if is_double => {
                (format!("Option<{ty}>"), Presence::Twice)
            }
            (Declared::Optional, _) if ty.starts_with("Option<") => (ty, Presence::Absent),
            (Declared::Optional | Declared::UnlessNull, _) => (optional(ty), Presence::Absent),
            (Declared::IfOption, _) => (ty, Presence::Either),
            (Declared::Required | Declared::Skipped, _) => match declared {
                Type::Float(name) => ((*name).to_owned(), Presence::Number),
                _ => (ty, Presence::Plain),
            },
        }
    }
}
