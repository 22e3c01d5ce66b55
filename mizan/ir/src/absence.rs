//! The types whose values serde reads where there is none: an `Option`, and what is transparent
//! around one.

use crate::{Api, Direction, Fields, Shape, Type};

/// The limit of transparent types within each other. The compiler refuses a circle of them.
const DEPTH: usize = 16;

/// The answer to the question if serde reads a value of a type where an object has no such field.
///
/// ```
/// use mizan_ir::{Absence, Api, Type};
///
/// let page = Type::Option(Box::new(Type::Integer("u32")));
/// assert_eq!(Api::default().absence(&page), Absence::Allowed);
/// assert_eq!(Api::default().absence(&Type::String), Absence::Refused);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absence {
    /// The field has to be there.
    Refused,
    /// The field may be absent.
    Allowed,
    /// The field may be absent if it may for the type argument of this type parameter.
    OfParameter(String),
}

impl Api {
    /// Tells if a field of the type may be absent in the JSON that serde reads.
    ///
    /// ```
    /// use mizan_ir::{Absence, Api, Type};
    ///
    /// let parameter = Type::Parameter("T".to_owned());
    /// assert_eq!(Api::default().absence(&parameter), Absence::OfParameter("T".to_owned()));
    /// ```
    pub fn absence(&self, ty: &Type) -> Absence {
        match ty {
            // A function of the field's own reads the other types, and needs a value.
            Type::Directed(_, input) if !matches!(**input, Type::Directed(..)) => {
                self.find_absence(input, 0)
            }
            ty => self.find_absence(ty, 0),
        }
    }

    fn find_absence(&self, ty: &Type, depth: usize) -> Absence {
        match ty {
            Type::Option(_) => Absence::Allowed,
            Type::Parameter(name) => Absence::OfParameter(name.clone()),
            Type::Named(path, arguments) if depth < DEPTH => {
                let Some(definition) = self.types.get(path) else { return Absence::Refused };
                match definition.shape.towards(Direction::Input) {
                    Shape::Struct(Fields::Newtype(content)) if definition.transparent => {
                        let names = definition.parameters.iter().map(String::as_str);
                        let pairs: Vec<(&str, &Type)> = names.zip(arguments).collect();
                        self.find_absence(&content.substitute(&pairs), depth + 1)
                    }
                    _ => Absence::Refused,
                }
            }
            _ => Absence::Refused,
        }
    }
}
