//! The external types: the types of the standard library and of other crates that travel, with the
//! model of each.

#[macro_use]
mod table;

use std::sync::OnceLock;

use crate::{Field, Fields, Shape, Tagging, Type, TypeDefinition, Variant};

/// A row of the table of external types.
#[derive(Debug)]
#[non_exhaustive]
pub struct ExternalType {
    /// The Cargo feature of `mizan` that the row needs; `std` for the standard library.
    pub feature: &'static str,
    /// The path of the type, without generic arguments.
    pub path: &'static str,
    /// The segments of the path. The first is the crate, the last the name.
    pub segments: &'static [&'static str],
    /// The generic arguments, as the row writes them, lifetimes included.
    pub arguments: &'static [&'static str],
    /// The value of the last argument in a mention that leaves it out.
    pub default: Option<&'static str>,
    /// The model of the JSON.
    pub model: ExternalModel,
    /// Sample values, which the corpus compares with the model.
    pub samples: Samples,
    /// The model as a type, once it has been parsed: a program mentions a few rows over and over.
    ty: OnceLock<Type>,
}

/// A path has one row.
impl PartialEq for ExternalType {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for ExternalType {}

/// The model of an external type. The types in it are texts of the model's grammar; the name of a
/// generic argument stands for that argument.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExternalModel {
    /// The JSON of another type.
    Same(&'static str),
    /// A struct, by the names and the types of its fields.
    Struct(&'static [(&'static str, &'static str)]),
    /// An enum with external tags, by the names of its variants and the types that these hold.
    Enum(&'static [(&'static str, Option<&'static str>)]),
    /// An enum without tags, by the names of its variants and the types that these hold.
    Untagged(&'static [(&'static str, Option<&'static str>)]),
}

/// The sample values of a row, in Rust's syntax.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Samples {
    /// `travels` if serde writes and reads the values, `writes` if it only writes them, `reads` if
    /// it only reads them: the values are then literals of JSON.
    pub direction: &'static str,
    /// The type of the values, or the type that the JSON is read into.
    pub ty: &'static str,
    /// The values, as an array.
    pub values: &'static str,
}

macro_rules! collect_rows {
    ($($row:tt)*) => {
        static ROWS: [ExternalType; [$(stringify!($row)),*].len()] = [$(collect_row! $row),*];
    };
}

macro_rules! collect_row {
    (alias $($row:tt)*) => { collect_row!($($row)*) };
    (default $default:ident $feature:literal $($row:tt)*) => {
        collect_row!(@row Some(stringify!($default)), $feature $($row)*)
    };
    (std $($row:tt)*) => { collect_row!("std" $($row)*) };
    ($feature:literal $($row:tt)*) => { collect_row!(@row None, $feature $($row)*) };
    (
        @row $default:expr, $feature:literal [$($generics:tt)*]
        $krate:ident $(:: $segment:ident)+ $(<$($argument:tt),+>)? = $($rest:tt)*
    ) => {
        collect_row!(
            @model [$($rest)*]
            feature: $feature,
            path: concat!(stringify!($krate) $(, "::", stringify!($segment))+),
            segments: &[stringify!($krate) $(, stringify!($segment))+],
            arguments: &[$($(stringify!($argument)),+)?],
            default: $default,
        )
    };
    (@model [
        struct { $($field:literal: $ty:ty),+ }; $($samples:tt)*
    ] $($row:tt)*) => {
        collect_row!(
            @samples [$($samples)*] $($row)*
            model: ExternalModel::Struct(&[$(($field, stringify!($ty))),+]),
        )
    };
    (@model [
        enum { $($variant:literal $(($ty:ty))?),+ }; $($samples:tt)*
    ] $($row:tt)*) => {
        collect_row!(
            @samples [$($samples)*] $($row)*
            model: ExternalModel::Enum(&[$(($variant, collect_row!(@held $($ty)?))),+]),
        )
    };
    (@model [
        either { $($variant:literal ($ty:ty)),+ }; $($samples:tt)*
    ] $($row:tt)*) => {
        collect_row!(
            @samples [$($samples)*] $($row)*
            model: ExternalModel::Untagged(&[$(($variant, Some(stringify!($ty)))),+]),
        )
    };
    (@model [$same:ty; $($samples:tt)*] $($row:tt)*) => {
        collect_row!(
            @samples [$($samples)*] $($row)* model: ExternalModel::Same(stringify!($same)),
        )
    };
    (@held) => { None };
    (@held $ty:ty) => { Some(stringify!($ty)) };
    (@samples [$direction:ident $ty:ty [$($value:tt)*]] $($row:tt)*) => {
        ExternalType {
            $($row)*
            samples: Samples {
                direction: stringify!($direction),
                ty: stringify!($ty),
                values: stringify!([$($value)*]),
            },
            ty: OnceLock::new(),
        }
    };
}

with_external_types!(collect_rows);

/// All rows of the table of external types.
///
/// ```
/// assert!(mizan_ir::external_types().iter().any(|row| row.path == "std::time::Duration"));
/// ```
pub fn external_types() -> &'static [ExternalType] {
    &ROWS
}

/// The row of a type, by the segments of one of its paths. A path of the same crate with the same
/// last name matches too, because crates re-export their types in several modules. The compiler
/// finds a path that means another type, because its hash differs.
///
/// ```
/// let row = mizan_ir::find_external_type(&["std", "collections", "hash_map", "HashMap"]).unwrap();
/// assert_eq!(row.path, "std::collections::HashMap");
/// assert!(mizan_ir::find_external_type(&["shop", "HashMap"]).is_none());
/// ```
pub fn find_external_type(path: &[&str]) -> Option<&'static ExternalType> {
    let ([krate, ..], [.., name]) = (path, path) else { return None };
    let mut same_name = ROWS
        .iter()
        .filter(|row| row.segments.last() == Some(name) && row.segments.first() == Some(krate));
    let first = same_name.next()?;
    if first.segments == path {
        return Some(first);
    }
    Some(same_name.find(|row| row.segments == path).unwrap_or(first))
}

/// The definition of an external type, by its path; `None` if the type is a leaf or the same as
/// another type.
///
/// ```
/// assert!(mizan_ir::external_definition("std::ops::Range").is_some());
/// assert!(mizan_ir::external_definition("std::path::PathBuf").is_none());
/// ```
pub fn external_definition(path: &str) -> Option<TypeDefinition> {
    ROWS.iter().find(|row| row.path == path)?.definition()
}

impl ExternalType {
    /// The model of the type: the path of a definition, or the same type as another one. Generic
    /// arguments are types named like them, `Type::Named("T", …)`.
    ///
    /// ```
    /// use mizan_ir::Type;
    ///
    /// let row = mizan_ir::find_external_type(&["std", "vec", "Vec"]).unwrap();
    /// assert_eq!(*row.ty(), Type::List(Box::new(Type::named("T"))));
    /// ```
    pub fn ty(&self) -> &Type {
        self.ty.get_or_init(|| match self.model {
            ExternalModel::Same(text) => parse(text),
            _ => Type::Named(self.path.to_owned(), self.arguments().map(Type::named).collect()),
        })
    }

    /// The index of the generic argument that a type of the model stands for.
    ///
    /// ```
    /// use mizan_ir::Type;
    ///
    /// let row = mizan_ir::find_external_type(&["std", "vec", "Vec"]).unwrap();
    /// assert_eq!(row.argument(&Type::named("T")), Some(0));
    /// assert_eq!(row.argument(&Type::String), None);
    /// ```
    pub fn argument(&self, ty: &Type) -> Option<usize> {
        let Type::Named(name, items) = ty else { return None };
        let position = || self.arguments().position(|argument| argument == name);
        items.is_empty().then(position).flatten()
    }

    /// The index of the generic argument, an array, whose items a type of the model is for:
    /// `A::Item` of `SmallVec<A>`.
    ///
    /// ```
    /// use mizan_ir::Type;
    ///
    /// let row = mizan_ir::find_external_type(&["std", "vec", "Vec"]).unwrap();
    /// assert_eq!(row.item_of_argument(&Type::named("T::Item")), Some(0));
    /// ```
    pub fn item_of_argument(&self, ty: &Type) -> Option<usize> {
        let Type::Named(name, _) = ty else { return None };
        self.argument(&Type::named(name.strip_suffix("::Item")?))
    }

    /// The generic arguments without lifetimes.
    fn arguments(&self) -> impl Iterator<Item = &'static str> {
        self.arguments.iter().copied().filter(|argument| !argument.starts_with('\''))
    }

    /// The definition of the type; `None` if the model is the same as another type.
    ///
    /// ```
    /// let row = mizan_ir::find_external_type(&["std", "time", "Duration"]).unwrap();
    /// assert!(row.definition().is_some());
    /// ```
    pub fn definition(&self) -> Option<TypeDefinition> {
        let shape = match self.model {
            ExternalModel::Same(_) => return None,
            ExternalModel::Struct(fields) => {
                let field = |(name, ty): &(&str, &str)| Field::new(*name, self.parse_part(ty));
                Shape::Struct(Fields::Named(fields.iter().map(field).collect()))
            }
            ExternalModel::Enum(variants) => {
                let variants = variants.iter().map(|variant| self.variant(variant)).collect();
                Shape::Enum { tagging: Tagging::External, variants }
            }
            ExternalModel::Untagged(variants) => {
                let variants = variants.iter().map(|variant| self.variant(variant)).collect();
                Shape::Enum { tagging: Tagging::Untagged, variants }
            }
        };
        let parameters = self.arguments.iter().map(|name| (*name).to_owned()).collect();
        Some(TypeDefinition { parameters, shape, ..TypeDefinition::default() })
    }

    fn variant(&self, (name, held): &(&str, Option<&str>)) -> Variant {
        let fields = held.map_or(Fields::Unit, |ty| Fields::Newtype(self.parse_part(ty)));
        Variant::new(*name, fields)
    }

    /// A type of the definition, in which parameters have their names.
    fn parse_part(&self, text: &str) -> Type {
        fn name_parameters(ty: Type, names: &[&str]) -> Type {
            match ty {
                Type::Named(name, items) if items.is_empty() && names.contains(&name.as_str()) => {
                    Type::Parameter(name)
                }
                ty => ty.map_children(&mut |child| name_parameters(child, names)),
            }
        }
        name_parameters(parse(text), self.arguments)
    }
}

fn parse(text: &str) -> Type {
    // `stringify!` may put spaces around the parts of a path.
    let text = text.replace(" :: ", "::");
    text.parse().expect("the table writes types as the model does")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_model() {
        for row in external_types() {
            assert_eq!(row.definition().is_none(), matches!(row.model, ExternalModel::Same(_)));
            assert!(!row.ty().to_string().is_empty(), "{}", row.path);
        }
    }

    #[test]
    fn every_path_is_found() {
        for row in external_types() {
            assert_eq!(find_external_type(row.segments).map(|row| row.path), Some(row.path));
        }
    }
}
