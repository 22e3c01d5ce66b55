//! A type as it is defined: what serde makes of a struct or an enum, in both directions.

use crate::{Direction, SourceLocation, Type};

/// A struct or enum that travels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeDefinition<T = Type> {
    /// Its generic type parameters, in order.
    pub parameters: Vec<String>,
    /// What its JSON looks like.
    pub shape: Shape<T>,
    /// The field by which lists of this type are spliced and shared, by its name on the wire.
    pub key: Option<String>,
    /// Its documentation, lines joined by `\n`, empty where there is none.
    pub docs: String,
    /// `Some` when deprecated; the note is empty where there is none.
    pub deprecated: Option<String>,
    /// Where it is defined.
    pub location: SourceLocation,
}

/// What the JSON of a type looks like. `T` is a [`Type`] once the names in it are resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape<T = Type> {
    /// Like a struct: see [`Fields`].
    Struct(Fields<T>),
    /// A struct that the server writes with one field more, which names it. It is not read.
    Tagged {
        /// The key that names the struct.
        tag: String,
        /// What it is called.
        name: String,
        /// Its own fields.
        fields: Fields<T>,
    },
    /// One of several variants.
    Enum {
        /// How the JSON tells which.
        tagging: Tagging,
        /// The variants, in the order of their declaration.
        variants: Vec<Variant<T>>,
    },
    /// What the server writes looks otherwise than what it reads.
    Directed {
        /// What the server writes.
        output: Box<Shape<T>>,
        /// What the server reads.
        input: Box<Shape<T>>,
    },
}

impl<T> Default for Shape<T> {
    fn default() -> Self {
        Self::Struct(Fields::Unit)
    }
}

impl<T> Shape<T> {
    /// The types it mentions, in the order they are written.
    ///
    /// ```
    /// use mizan_ir::{Fields, Shape};
    ///
    /// let pair = Shape::Struct(Fields::Tuple(vec!["i64", "String"]));
    /// assert_eq!(pair.types(), [&"i64", &"String"]);
    /// ```
    pub fn types(&self) -> Vec<&T> {
        let mut types = Vec::new();
        self.collect_types(&mut types);
        types
    }

    fn collect_types<'shape>(&'shape self, types: &mut Vec<&'shape T>) {
        match self {
            Self::Struct(fields) | Self::Tagged { fields, .. } => fields.collect_types(types),
            Self::Enum { variants, .. } => {
                for variant in variants {
                    variant.fields.collect_types(types);
                }
            }
            Self::Directed { output, input } => {
                output.collect_types(types);
                input.collect_types(types);
            }
        }
    }

    /// The shape of an enum whose variants are numbers in some directions, in the order of the
    /// variants. Any other shape, and one with another count of variants, stays as it is.
    ///
    /// ```
    /// use mizan_ir::{Direction, Fields, Shape, Tagging, Variant};
    ///
    /// let variants = vec![Variant::new("Low", Fields::<()>::Unit)];
    /// let level = Shape::Enum { tagging: Tagging::External, variants };
    /// let Shape::Enum { tagging, variants } =
    ///     level.numbered(&[3], &[Direction::Output, Direction::Input])
    /// else {
    ///     unreachable!()
    /// };
    /// assert_eq!((tagging, variants[0].name.output.as_str()), (Tagging::Number, "3"));
    /// ```
    #[must_use]
    pub fn numbered(self, numbers: &[i64], directions: &[Direction]) -> Self
    where
        T: Clone,
    {
        let numbered = match &self {
            Self::Enum { variants, .. } if variants.len() == numbers.len() => Self::Enum {
                tagging: Tagging::Number,
                variants: variants
                    .iter()
                    .zip(numbers)
                    .map(|(variant, number)| Variant {
                        name: Name::same(number.to_string()),
                        aliases: Vec::new(),
                        ..variant.clone()
                    })
                    .collect(),
            },
            _ => return self,
        };
        let is_in = |direction| directions.contains(&direction);
        match (is_in(Direction::Output), is_in(Direction::Input)) {
            (true, true) => numbered,
            (true, false) => Self::Directed { output: Box::new(numbered), input: Box::new(self) },
            (false, true) => Self::Directed { output: Box::new(self), input: Box::new(numbered) },
            (false, false) => self,
        }
    }

    /// The same shape with each type replaced, in the order they are written.
    ///
    /// ```
    /// use mizan_ir::{Fields, Shape};
    ///
    /// let shape = Shape::Struct(Fields::Newtype("text"));
    /// assert_eq!(shape.map(&mut |text| text.len()), Shape::Struct(Fields::Newtype(4)));
    /// ```
    pub fn map<'shape, U>(&'shape self, replace: &mut impl FnMut(&'shape T) -> U) -> Shape<U> {
        match self {
            Self::Struct(fields) => Shape::Struct(fields.map(replace)),
            Self::Tagged { tag, name, fields } => {
                Shape::Tagged { tag: tag.clone(), name: name.clone(), fields: fields.map(replace) }
            }
            Self::Enum { tagging, variants } => Shape::Enum {
                tagging: tagging.clone(),
                variants: map_all(variants, &mut |variant| variant.map(replace)),
            },
            Self::Directed { output, input } => Shape::Directed {
                output: Box::new(output.map(replace)),
                input: Box::new(input.map(replace)),
            },
        }
    }
}

/// What a struct, or a variant of an enum, holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fields<T = Type> {
    /// Nothing.
    #[default]
    Unit,
    /// One unnamed field, or a transparent struct: the JSON is the field's own.
    Newtype(T),
    /// Several unnamed fields: a JSON array.
    Tuple(Vec<T>),
    /// Named fields: a JSON object.
    Named(Vec<Field<T>>),
}

impl<T> Fields<T> {
    /// The types they mention, in the order they are written.
    ///
    /// ```
    /// use mizan_ir::Fields;
    ///
    /// assert_eq!(Fields::Newtype("String").types(), [&"String"]);
    /// ```
    pub fn types(&self) -> Vec<&T> {
        let mut types = Vec::new();
        self.collect_types(&mut types);
        types
    }

    fn collect_types<'fields>(&'fields self, types: &mut Vec<&'fields T>) {
        match self {
            Self::Unit => {}
            Self::Newtype(ty) => types.push(ty),
            Self::Tuple(items) => types.extend(items),
            Self::Named(fields) => {
                for field in fields {
                    types.push(&field.ty);
                }
            }
        }
    }

    fn map<'shape, U>(&'shape self, replace: &mut impl FnMut(&'shape T) -> U) -> Fields<U> {
        match self {
            Self::Unit => Fields::Unit,
            Self::Newtype(ty) => Fields::Newtype(replace(ty)),
            Self::Tuple(items) => Fields::Tuple(map_all(items, replace)),
            Self::Named(fields) => Fields::Named(map_all(fields, &mut |field| field.map(replace))),
        }
    }
}

/// A loop, for it runs in build scripts, which nobody optimises.
fn map_all<'items, A, B>(items: &'items [A], replace: &mut impl FnMut(&'items A) -> B) -> Vec<B> {
    let mut replaced = Vec::with_capacity(items.len());
    for item in items {
        replaced.push(replace(item));
    }
    replaced
}

/// The way in which the JSON of an enum names the variant.
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
    /// The content alone, which names no variant.
    Untagged,
    /// A number: the name of each variant is the text of its number, and no variant holds anything.
    Number,
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
    /// It is left out where it would be `null`.
    UnlessNull,
    /// Never.
    Skipped,
}

/// A named field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<T = Type> {
    /// Its name on the wire.
    pub name: Name,
    /// Its type.
    pub ty: T,
    /// Whether the server writes it.
    pub output: Presence,
    /// Whether the server reads it.
    pub input: Presence,
    /// Whether its own fields stand in the object it belongs to.
    pub flatten: bool,
    /// Other names under which the server reads it.
    pub aliases: Vec<String>,
    /// Its documentation, lines joined by `\n`, empty where there is none.
    pub docs: String,
    /// `Some` when deprecated; the note is empty where there is none.
    pub deprecated: Option<String>,
    /// Where it is declared.
    pub location: SourceLocation,
}

impl<T> Field<T> {
    /// A field that is always there, by one name in both directions.
    ///
    /// ```
    /// use mizan_ir::{Field, Type};
    ///
    /// let field = Field::new("radius", Type::Float);
    /// assert_eq!(field.ty, Type::Float);
    /// assert!(!field.flatten);
    /// ```
    pub fn new(name: impl Into<String>, ty: T) -> Self {
        Self {
            name: Name::same(name),
            ty,
            output: Presence::Required,
            input: Presence::Required,
            flatten: false,
            aliases: Vec::new(),
            docs: String::new(),
            deprecated: None,
            location: SourceLocation::default(),
        }
    }

    fn map<'shape, U>(&'shape self, replace: &mut impl FnMut(&'shape T) -> U) -> Field<U> {
        Field {
            name: self.name.clone(),
            ty: replace(&self.ty),
            output: self.output,
            input: self.input,
            flatten: self.flatten,
            aliases: self.aliases.clone(),
            docs: self.docs.clone(),
            deprecated: self.deprecated.clone(),
            location: self.location.clone(),
        }
    }
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant<T = Type> {
    /// Its name on the wire.
    pub name: Name,
    /// What it holds.
    pub fields: Fields<T>,
    /// Whether the server writes it.
    pub output: Presence,
    /// Whether the server reads it.
    pub input: Presence,
    /// Whether its content stands alone, whatever the tagging of the others.
    pub untagged: bool,
    /// Whether the server reads every unknown name as this variant.
    pub other: bool,
    /// Where the enum is an error: the code of the protocol that this variant is told with.
    pub code: Option<String>,
    /// Other names under which the server reads it.
    pub aliases: Vec<String>,
    /// Its documentation, lines joined by `\n`, empty where there is none.
    pub docs: String,
    /// `Some` when deprecated; the note is empty where there is none.
    pub deprecated: Option<String>,
    /// Where it is declared.
    pub location: SourceLocation,
}

impl<T> Variant<T> {
    /// A variant that is always there, by one name in both directions.
    ///
    /// ```
    /// use mizan_ir::{Fields, Type, Variant};
    ///
    /// let variant = Variant::new("Circle", Fields::Newtype(Type::Float));
    /// assert_eq!(variant.fields, Fields::Newtype(Type::Float));
    /// assert!(!variant.untagged && !variant.other);
    /// ```
    pub fn new(name: impl Into<String>, fields: Fields<T>) -> Self {
        Self {
            name: Name::same(name),
            fields,
            output: Presence::Required,
            input: Presence::Required,
            untagged: false,
            other: false,
            code: None,
            aliases: Vec::new(),
            docs: String::new(),
            deprecated: None,
            location: SourceLocation::default(),
        }
    }

    fn map<'shape, U>(&'shape self, replace: &mut impl FnMut(&'shape T) -> U) -> Variant<U> {
        Variant {
            name: self.name.clone(),
            fields: self.fields.map(replace),
            output: self.output,
            input: self.input,
            untagged: self.untagged,
            other: self.other,
            code: self.code.clone(),
            aliases: self.aliases.clone(),
            docs: self.docs.clone(),
            deprecated: self.deprecated.clone(),
            location: self.location.clone(),
        }
    }
}
