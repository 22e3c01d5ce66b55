//! The keys that the objects of a type have, and the types of the values under them.

use mizan_ir::{Direction, Field, Fields, Shape, Tagging, Type, Variant};

use super::{object::DEPTH, table::Types};
use crate::emit::{typescript::printer::Expression, variants::variant_names};

impl Types<'_> {
    /// The types of all values in the objects of a shape; `None` where they are not known.
    pub(super) fn types_of(&self, shape: &Shape, direction: Direction) -> Option<Vec<Expression>> {
        let (tagging, variants) = match shape {
            Shape::Enum { tagging, variants } => (tagging, variants),
            Shape::Tagged { fields: Fields::Named(fields), .. } => {
                let mut types = vec![Expression::atom("string")];
                types.extend(self.field_types(fields, direction)?);
                return Some(types);
            }
            _ => return None,
        };
        let mut types = vec![Expression::atom("undefined")];
        for variant in variants {
            match (tagging, &variant.fields) {
                (Tagging::External, _) => types.push(self.fields(&variant.fields, direction)),
                (_, Fields::Named(fields)) if !matches!(tagging, Tagging::Adjacent { .. }) => {
                    types.extend(self.field_types(fields, direction)?);
                }
                (_, Fields::Unit) => {}
                (Tagging::Adjacent { .. }, fields) => types.push(self.fields(fields, direction)),
                _ => return None,
            }
            types.push(Expression::atom("string"));
        }
        Some(types)
    }

    fn field_types(&self, fields: &[Field], direction: Direction) -> Option<Vec<Expression>> {
        let is_flat = fields.iter().any(|field| field.flatten);
        let types = fields.iter().map(|field| self.expression(&field.ty, direction));
        (!is_flat).then(|| types.chain([Expression::atom("undefined")]).collect())
    }

    /// The keys in the objects of a flattened type; `None` where they are not known.
    pub(super) fn names_of(
        &self,
        ty: &Type,
        direction: Direction,
        depth: usize,
    ) -> Option<Vec<String>> {
        let Type::Named(path, arguments) = ty else { return None };
        let mut names = Vec::new();
        match &*self.shape_of(path, arguments) {
            Shape::Struct(Fields::Newtype(inner)) if depth < DEPTH => {
                return self.names_of(inner, direction, depth + 1);
            }
            Shape::Struct(Fields::Named(fields)) => {
                names.extend(self.field_names(fields, direction, depth)?);
            }
            Shape::Tagged { tag, fields: Fields::Named(fields), .. } => {
                names.extend(self.field_names(fields, direction, depth)?);
                names.push(tag.clone());
            }
            Shape::Enum { tagging, variants } => {
                for variant in variants {
                    names.extend(self.variant_keys(tagging, variant, direction, depth)?);
                }
                match tagging {
                    Tagging::Internal { tag } => names.push(tag.clone()),
                    Tagging::Adjacent { tag, content } => {
                        names.extend([tag.clone(), content.clone()]);
                    }
                    Tagging::External | Tagging::Untagged | Tagging::Number => {}
                }
            }
            _ => return None,
        }
        let mut distinct: Vec<String> = Vec::new();
        for name in names {
            if !distinct.contains(&name) {
                distinct.push(name);
            }
        }
        Some(distinct)
    }

    fn variant_keys(
        &self,
        tagging: &Tagging,
        variant: &Variant,
        direction: Direction,
        depth: usize,
    ) -> Option<Vec<String>> {
        match (tagging, &variant.fields) {
            (Tagging::External, _) => {
                Some(variant_names(variant, direction).map(str::to_owned).collect())
            }
            (Tagging::Internal { .. }, Fields::Unit) => Some(Vec::new()),
            (Tagging::Internal { .. } | Tagging::Untagged, Fields::Named(fields)) => {
                self.field_names(fields, direction, depth)
            }
            (Tagging::Internal { .. } | Tagging::Untagged, Fields::Newtype(inner)) => {
                self.names_of(inner, direction, depth + 1)
            }
            _ => Some(Vec::new()),
        }
    }

    fn field_names(
        &self,
        fields: &[Field],
        direction: Direction,
        depth: usize,
    ) -> Option<Vec<String>> {
        let mut names = Vec::new();
        for field in fields {
            match field.flatten {
                true if depth < DEPTH => {
                    names.extend(self.names_of(&field.ty, direction, depth + 1)?);
                }
                true => return None,
                false => {
                    names.push(direction.choose(&field.name.output, &field.name.input).clone());
                }
            }
        }
        Some(names)
    }
}
