//! A type as it is defined: what serde makes of a struct or an enum, in both directions.

use crate::{Place, Type};

/// A struct or enum that travels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeDefinition {
    /// Its generic type parameters, in order.
    pub parameters: Vec<String>,
    /// What its JSON looks like.
    pub shape: Shape,
    /// The field by which lists of this type are spliced and shared, by its name on the wire.
    pub key: Option<String>,
    /// Its documentation, lines joined by `\n`, empty where there is none.
    pub docs: String,
    /// `Some` when deprecated; the note is empty where there is none.
    pub deprecated: Option<String>,
    /// Where it is defined.
    pub place: Place,
}

/// What the JSON of a type looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Like a struct: see [`Fields`].
    Struct(Fields),
    /// One of several variants.
    Enum {
        /// How the JSON tells which.
        tagging: Tagging,
        /// The variants, in the order of their declaration.
        variants: Vec<Variant>,
    },
}

impl Default for Shape {
    fn default() -> Self {
        Self::Struct(Fields::Unit)
    }
}

/// What a struct, or a variant of an enum, holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fields {
    /// Nothing.
    #[default]
    Unit,
    /// One unnamed field, or a transparent struct: the JSON is the field's own.
    Newtype(Type),
    /// Several unnamed fields: a JSON array.
    Tuple(Vec<Type>),
    /// Named fields: a JSON object.
    Named(Vec<Field>),
}

/// How the JSON of an enum tells which variant it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tagging {
    /// `"Unit"` or `{"Variant": …}`.
    #[default]
    External,
    /// `{"<tag>": "Variant", …}`.
    Internal {
        /// The key that names the variant.
        tag: String,
    },
    /// `{"<tag>": "Variant", "<content>": …}`.
    Adjacent {
        /// The key that names the variant.
        tag: String,
        /// The key that holds what the variant holds.
        content: String,
    },
    /// Nothing tells; the content alone.
    Untagged,
}

/// A name on the wire in each direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// What the server writes.
    pub output: String,
    /// What the server reads.
    pub input: String,
}

impl Name {
    /// The same name both ways.
    ///
    /// ```
    /// assert_eq!(mizan_ir::Name::same("id").output, "id");
    /// ```
    pub fn same(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { output: name.clone(), input: name }
    }
}

/// Whether a field or variant is there, in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// Always.
    #[default]
    Required,
    /// It may be left out.
    Optional,
    /// Never.
    Skipped,
}

/// A named field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name on the wire.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Whether the server writes it.
    pub output: Presence,
    /// Whether the server reads it.
    pub input: Presence,
    /// Whether its own fields stand in the object it belongs to.
    pub flatten: bool,
    /// Its documentation, lines joined by `\n`, empty where there is none.
    pub docs: String,
    /// Where it is declared.
    pub place: Place,
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its name on the wire.
    pub name: Name,
    /// What it holds.
    pub fields: Fields,
    /// Whether the server writes it.
    pub output: Presence,
    /// Whether the server reads it.
    pub input: Presence,
    /// Its documentation, lines joined by `\n`, empty where there is none.
    pub docs: String,
    /// Where it is declared.
    pub place: Place,
}
