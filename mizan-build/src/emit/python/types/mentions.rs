//! Types as a result, an argument or a field mentions them.

use mizan_ir::{Direction, Fields, Shape, Tagging, Type};

use super::instances::Types;
use crate::emit::python::expression::Expression;

impl Types<'_> {
    /// A type, as it is mentioned.
    pub(crate) fn mention(&self, ty: &Type, direction: Direction) -> Expression {
        let mention = |ty: &Type| self.mention(ty, direction);
        match ty {
            Type::Unit => Expression::known("None"),
            Type::Bool => Expression::known("bool"),
            Type::Integer(_) => Expression::known("int"),
            Type::BigInteger(_) => Expression::known("BigInt"),
            // JSON has no NaN and no infinity.
            Type::Float(_) if direction == Direction::Output => {
                Expression::known("float").or_none()
            }
            Type::Float(_) => Expression::known("float"),
            Type::String => Expression::known("str"),
            Type::Json => Expression::known("Json"),
            Type::Upload => Expression::known("Upload"),
            // No client is made of a model that has one, and no parameter is left in a use.
            Type::Unknown | Type::Parameter(_) => Expression::known("object"),
            Type::Option(inner) => mention(inner).or_none(),
            Type::List(item) | Type::Array(item, _) => Expression::list(mention(item)),
            Type::Tuple(items) => {
                Expression::Subscript("tuple", items.iter().map(mention).collect())
            }
            Type::Map(key, value) => {
                let key = self.key(key, direction);
                Expression::Subscript("dict", vec![key, mention(value)])
            }
            Type::Named(path, arguments) => {
                Expression::Name(self.name_of(path, arguments, direction).to_owned())
            }
            Type::Directed(output, input) => mention(direction.choose(output, input)),
        }
    }

    /// Returns true for a type whose values the client takes as JSON has them: there is no big integer
    /// in it, and no tuple.
    pub(super) fn is_plain(&self, ty: &Type, direction: Direction) -> bool {
        let (mut waiting, mut seen) = (vec![ty.clone()], Vec::new());
        while let Some(ty) = waiting.pop() {
            match &ty {
                Type::BigInteger(_) | Type::Tuple(_) => return false,
                Type::Directed(output, input) => {
                    waiting.push(direction.choose(output, input).as_ref().clone());
                }
                Type::Named(path, arguments) if !seen.contains(&ty) => {
                    let shape = self.shape_of(path, arguments);
                    if has_tuple(shape.towards(direction)) {
                        return false;
                    }
                    waiting.extend(shape.towards(direction).types().into_iter().cloned());
                    seen.push(ty);
                }
                Type::Named(..) => {}
                ty => waiting.extend(ty.children().cloned()),
            }
        }
        true
    }

    /// The same for the content of a variant.
    pub(super) fn is_plain_fields(&self, fields: &Fields, direction: Direction) -> bool {
        !matches!(fields, Fields::Tuple(_))
            && fields.types().into_iter().all(|ty| self.is_plain(ty, direction))
    }

    /// The key of a map, which is text in JSON.
    fn key(&self, key: &Type, direction: Direction) -> Expression {
        match key {
            Type::Directed(output, input) => self.key(direction.choose(output, input), direction),
            Type::Named(path, arguments) => match &*self.shape_of(path, arguments) {
                Shape::Struct(Fields::Newtype(inner)) => self.key(inner, direction),
                Shape::Enum { tagging: Tagging::External, variants }
                    if variants.iter().all(|variant| variant.fields == Fields::Unit) =>
                {
                    self.mention(key, direction)
                }
                _ => Expression::known("str"),
            },
            _ => Expression::known("str"),
        }
    }
}

fn has_tuple(shape: &Shape) -> bool {
    let is_tuple = |fields: &Fields| matches!(fields, Fields::Tuple(_));
    match shape {
        Shape::Struct(fields) | Shape::Tagged { fields, .. } => is_tuple(fields),
        Shape::Enum { variants, .. } => variants.iter().any(|variant| is_tuple(&variant.fields)),
        Shape::Directed { .. } => false,
    }
}
