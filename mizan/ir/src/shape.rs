//! The definition of a type: the JSON that serde writes and reads for a struct or an enum.

use crate::{Direction, Form, FormField, SourceLocation, Type};

/// A struct or an enum that travels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeDefinition<T = Type> {
    /// The generic type parameters, in order.
    pub parameters: Vec<String>,
    /// The default types of the last type parameters, in order.
    pub defaults: Vec<T>,
    /// The shape of the JSON.
    pub shape: Shape<T>,
    /// `true` if serde reads the content in place of the type, as with `serde(transparent)`: a field
    /// of the type may be absent if a field of its content may.
    pub transparent: bool,
    /// The wire name of the field that identifies an element in a list of this type.
    pub key: Option<String>,
    /// The texts of the form that the type is; `None` for a type that is none.
    pub form: Option<Form>,
    /// The documentation, lines joined by `\n`; empty if there is none.
    pub docs: String,
    /// The note of the deprecation, which may be empty; `None` if the type is not deprecated.
    pub deprecated: Option<String>,
    /// The location of the definition.
    pub location: SourceLocation,
}

/// The shape of a type's JSON. `T` is a [`Type`] once names are resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape<T = Type> {
    /// The JSON of a struct: see [`Fields`].
    Struct(Fields<T>),
    /// A struct whose JSON has one more field, the tag, with the struct's name. The server writes
    /// the tag, and ignores it in a request.
    Tagged {
        /// The key of the tag.
        tag: String,
        /// The value of the tag.
        name: String,
        /// The fields of the struct.
        fields: Fields<T>,
    },
    /// One of several variants.
    Enum {
        /// The representation of the variant's name.
        tagging: Tagging,
        /// The variants, in the order of their declaration.
        variants: Vec<Variant<T>>,
    },
    /// A type whose JSON differs between the directions.
    Directed {
        /// The shape that the server writes.
        output: Box<Shape<T>>,
        /// The shape that the server reads.
        input: Box<Shape<T>>,
    },
}

impl<T> Default for Shape<T> {
    fn default() -> Self {
        Self::Struct(Fields::Unit)
    }
}

impl<T> Shape<T> {
    /// The types in the shape, in the order of the source.
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

    /// The types that serde reads in two steps, first into a buffer and then from it: in untagged
    /// and tagged variants, and in what is flattened.
    ///
    /// ```
    /// use mizan_ir::{Field, Fields, Shape};
    ///
    /// let flat = Field { flatten: true, ..Field::new("rest", "Rest") };
    /// let shape = Shape::Struct(Fields::Named(vec![Field::new("id", "i64"), flat]));
    /// assert_eq!(shape.buffered(), [&"Rest"]);
    /// ```
    pub fn buffered(&self) -> Vec<&T> {
        let mut buffered = Vec::new();
        match self {
            Self::Struct(fields) | Self::Tagged { fields, .. } => {
                fields.collect_flattened(&mut buffered);
            }
            Self::Enum { tagging, variants } => {
                for variant in variants {
                    match (tagging, variant.untagged) {
                        _ if variant.input == Presence::Skipped => {}
                        (Tagging::External | Tagging::Number, false) => {
                            variant.fields.collect_flattened(&mut buffered);
                        }
                        _ => variant.fields.collect_types(&mut buffered),
                    }
                }
            }
            Self::Directed { input, .. } => buffered = input.buffered(),
        }
        buffered
    }

    /// An enum whose JSON is the number of the variant in the given directions. `numbers` has one
    /// number for each variant, in their order. Any other shape, and an enum with another count of
    /// variants, is returned unchanged.
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

    /// The same shape with each type replaced. `replace` gets the types in the order of the source.
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

/// The content of a struct, or of a variant of an enum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fields<T = Type> {
    /// No content.
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
    /// The types in the fields, in the order of the source.
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

    fn collect_flattened<'fields>(&'fields self, types: &mut Vec<&'fields T>) {
        if let Self::Named(fields) = self {
            for field in fields {
                if field.flatten && field.input != Presence::Skipped {
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

/// A loop and no iterator chain: build scripts run unoptimised, and a loop is faster there.
fn map_all<'items, A, B>(items: &'items [A], replace: &mut impl FnMut(&'items A) -> B) -> Vec<B> {
    let mut replaced = Vec::with_capacity(items.len());
    for item in items {
        replaced.push(replace(item));
    }
    replaced
}

/// The representation of the variant in the JSON of an enum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Tagging {
    /// `"Unit"` or `{"Variant": …}`.
    #[default]
    External,
    /// `{"<tag>": "Variant", …}`.
    Internal {
        /// The key of the variant's name.
        tag: String,
    },
    /// `{"<tag>": "Variant", "<content>": …}`.
    Adjacent {
        /// The key of the variant's name.
        tag: String,
        /// The key of the variant's content.
        content: String,
    },
    /// The content alone, without the variant's name.
    Untagged,
    /// A number. The name of each variant is the decimal text of its number, and each variant is a
    /// [`Fields::Unit`].
    Number,
}

/// A name on the wire in each direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name that the server writes.
    pub output: String,
    /// The name that the server reads.
    pub input: String,
}

impl Name {
    /// The same name in both directions.
    ///
    /// ```
    /// assert_eq!(mizan_ir::Name::same("id").output, "id");
    /// ```
    pub fn same(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { output: name.clone(), input: name }
    }
}

/// The presence of a field or a variant in the JSON of one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// Always present.
    #[default]
    Required,
    /// Present or absent.
    Optional,
    /// Absent if its value would be `null`.
    UnlessNull,
    /// Never present.
    Skipped,
    /// Present or absent if the type is an `Option`, which depends on a type parameter; otherwise
    /// always present.
    IfOption,
}

/// A named field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field<T = Type> {
    /// The name on the wire.
    pub name: Name,
    /// The type.
    pub ty: T,
    /// The presence in the JSON that the server writes.
    pub output: Presence,
    /// The presence in the JSON that the server reads.
    pub input: Presence,
    /// `true` if the fields of this field's type belong to the surrounding object, as with
    /// `serde(flatten)`.
    pub flatten: bool,
    /// Other names under which the server reads the field.
    pub aliases: Vec<String>,
    /// The rules and the texts of the field in a form; boxed, because most fields have none.
    pub form: Option<Box<FormField>>,
    /// The documentation, lines joined by `\n`; empty if there is none.
    pub docs: String,
    /// The note of the deprecation, which may be empty; `None` if the field is not deprecated.
    pub deprecated: Option<String>,
    /// The location of the declaration.
    pub location: SourceLocation,
}

impl<T> Field<T> {
    /// A field that is always present, with one name in both directions.
    ///
    /// ```
    /// use mizan_ir::{Field, Type};
    ///
    /// let field = Field::new("radius", Type::Float("f64"));
    /// assert_eq!(field.ty, Type::Float("f64"));
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
            form: None,
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
            form: self.form.clone(),
            docs: self.docs.clone(),
            deprecated: self.deprecated.clone(),
            location: self.location.clone(),
        }
    }
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant<T = Type> {
    /// The name on the wire.
    pub name: Name,
    /// The content of the variant.
    pub fields: Fields<T>,
    /// The presence among the variants that the server writes.
    pub output: Presence,
    /// The presence among the variants that the server reads.
    pub input: Presence,
    /// `true` if the JSON is the content alone, as with `serde(untagged)` on the variant.
    pub untagged: bool,
    /// `true` if the server reads every unknown name as this variant, as with `serde(other)`.
    pub other: bool,
    /// The error code of the protocol, for a variant of a function's error.
    pub code: Option<String>,
    /// Other names under which the server reads the variant.
    pub aliases: Vec<String>,
    /// The documentation, lines joined by `\n`; empty if there is none.
    pub docs: String,
    /// The note of the deprecation, which may be empty; `None` if the variant is not deprecated.
    pub deprecated: Option<String>,
    /// The location of the declaration.
    pub location: SourceLocation,
}

impl<T> Variant<T> {
    /// A variant that is always present, with one name in both directions.
    ///
    /// ```
    /// use mizan_ir::{Fields, Type, Variant};
    ///
    /// let variant = Variant::new("Circle", Fields::Newtype(Type::Float("f32")));
    /// assert_eq!(variant.fields, Fields::Newtype(Type::Float("f32")));
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
