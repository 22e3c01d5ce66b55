//! Enums: a union of the forms that serde writes for each variant.

use mizan_ir::{Absence, Direction, Fields, SourceLocation, Tagging, Type, Variant};

use super::{object::Object, table::Types};
use crate::emit::{
    typescript::printer::{Expression, Member, string, with_deprecation},
    variants::{present, variant_names},
};

impl Types<'_> {
    /// The type of an enum.
    pub(super) fn enumeration(
        &self,
        tagging: &Tagging,
        variants: &[Variant],
        direction: Direction,
    ) -> Expression {
        let present = present(variants, direction);
        let variants =
            present.iter().map(|variant| self.variant(variant, tagging, &present, direction));
        Expression::union(variants)
    }

    /// The type of one variant among all that travel in the direction.
    pub(super) fn variant(
        &self,
        variant: &Variant,
        tagging: &Tagging,
        all: &[&Variant],
        direction: Direction,
    ) -> Expression {
        let tag = |tag: &String| {
            let literals =
                variant_names(variant, direction).map(|name| Expression::atom(string(name)));
            match variant.other && direction == Direction::Input {
                true => Member::new(tag, Expression::atom("string")),
                false => Member::new(tag, Expression::union(literals)),
            }
        };
        let docs = with_deprecation(&variant.docs, &variant.deprecated);
        let tag = |name: &String| Member { docs, ..tag(name) }.at(&variant.location);
        match tagging {
            Tagging::Untagged => self.fields(&variant.fields, direction),
            _ if variant.untagged => self.fields(&variant.fields, direction),
            Tagging::Number if variant.other && direction == Direction::Input => {
                Expression::atom("number")
            }
            Tagging::Number => Expression::union(
                variant_names(variant, direction).map(|number| Expression::atom(number.to_owned())),
            ),
            Tagging::External => self.external(variant, all, direction),
            Tagging::Internal { tag: key } => match &variant.fields {
                Fields::Named(fields) => self.object(vec![tag(key)], fields, direction),
                Fields::Newtype(ty) => {
                    let mut object = Object::new(vec![tag(key)]);
                    self.add_flat(&mut object, ty, direction);
                    object.finish()
                }
                Fields::Unit | Fields::Tuple(_) => Expression::Object(vec![tag(key)]),
            },
            Tagging::Adjacent { tag: key, content } => {
                let mut object = Object::new(vec![tag(key)]);
                if variant.fields != Fields::Unit {
                    let member = self.content(content, &variant.fields, direction);
                    let member = member.at(&variant.location);
                    match self.absent_content(&variant.fields, direction) {
                        Some(parameter) => {
                            self.add_member_if_option(&mut object, member, &parameter)
                        }
                        None => object.members.push(member),
                    }
                }
                object.finish()
            }
        }
    }

    /// The type parameter that makes the content of an adjacently tagged variant optional.
    fn absent_content(&self, fields: &Fields, direction: Direction) -> Option<String> {
        let Fields::Newtype(ty) = fields else { return None };
        match self.api.absence(ty) {
            Absence::OfParameter(name)
                if direction == Direction::Input && self.is_absent_parameter(&name) =>
            {
                Some(name)
            }
            _ => None,
        }
    }

    /// The content of an adjacently tagged variant; serde reads a missing `Option` as `None`.
    fn content(&self, key: &str, fields: &Fields, direction: Direction) -> Member {
        let is_optional = match fields {
            Fields::Newtype(Type::Unit) => true,
            Fields::Newtype(ty) => self.api.absence(ty) == Absence::Allowed,
            _ => false,
        };
        let ty = self.fields(fields, direction);
        match is_optional && direction == Direction::Input {
            true => Member::optional(key, ty),
            false => Member::new(key, ty),
        }
    }

    /// An externally tagged variant: `"Unit"`, or an object of one key, which forbids the keys of the
    /// other variants.
    fn external(&self, variant: &Variant, all: &[&Variant], direction: Direction) -> Expression {
        let own: Vec<&str> = variant_names(variant, direction).collect();
        if variant.fields == Fields::Unit {
            let literals = own.into_iter().map(|name| Expression::atom(string(name)));
            return match variant.other && direction == Direction::Input {
                true => Expression::atom("string"),
                false => Expression::union(literals),
            };
        }
        let keys: Vec<(&str, &SourceLocation)> = all
            .iter()
            .filter(|other| other.fields != Fields::Unit && !other.untagged)
            .flat_map(|other| variant_names(other, direction).map(|name| (name, &other.location)))
            .collect();
        let docs = with_deprecation(&variant.docs, &variant.deprecated);
        let content = self.fields(&variant.fields, direction);
        Expression::union(own.iter().map(|name| {
            let member = |(key, location): &(&str, &SourceLocation)| {
                let member = match key == name {
                    true => {
                        Some(Member { docs: docs.clone(), ..Member::new(key, content.clone()) })
                    }
                    false => Member::forbidden(key),
                };
                member.map(|member| member.at(location))
            };
            Expression::Object(keys.iter().filter_map(member).collect())
        }))
    }
}
