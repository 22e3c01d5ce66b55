//! What the kernel has to know of a result beyond its JSON: by which field the elements of a list
//! are told apart, so that a refetch keeps the identity of those that did not change, and which
//! texts are big integers.

use std::collections::{BTreeMap, BTreeSet};

use mizan_ir::{Api, Field, Fields, Presence, Shape, Tagging, Type, TypeDefinition};

use super::{names::camel, text};

/// The field that tells elements apart where a type names none.
const DEFAULT_KEY: &str = "id";

/// What the client calls the kernel's shape of a big integer; no type's constant is called so.
pub(crate) const BIGINT: &str = "asBigInt";

/// The shapes of an API's results, by the keys and the fields of their types.
pub(crate) struct Shapes<'api> {
    api: &'api Api,
    names: &'api BTreeMap<&'api str, String>,
    /// The types whose fields lead to a key.
    leading: BTreeSet<&'api str>,
    /// The types that have a constant, each behind those it refers to, as far as that goes.
    order: Vec<&'api str>,
}

impl<'api> Shapes<'api> {
    pub(crate) fn new(api: &'api Api, names: &'api BTreeMap<&'api str, String>) -> Self {
        let mut shapes = Self { api, names, leading: BTreeSet::new(), order: Vec::new() };
        // A type leads to a key when one of its fields does, so look again until none is added.
        while let Some(path) = shapes.find_unnoticed() {
            shapes.leading.insert(path);
        }
        let mut seen = BTreeSet::new();
        for function in api.functions.values() {
            shapes.visit(&function.result, &mut seen);
        }
        shapes
    }

    /// The shape of a value, as an expression.
    pub(crate) fn of(&self, ty: &Type) -> Option<String> {
        self.expression(ty, false)
    }

    /// The declarations of the constants that the expressions refer to.
    pub(crate) fn constants(&self) -> Vec<String> {
        let declare = |(index, path): (usize, &&str)| {
            let definition = &self.api.types[*path];
            let key = key(definition).map(|key| format!("key: {}", text::string(key)));
            let fields = self.fields(definition, &self.order[..index]);
            declaration(&self.constant(path), key, &fields)
        };
        self.order.iter().enumerate().map(declare).collect()
    }

    fn find_unnoticed(&self) -> Option<&'api str> {
        let mut others =
            self.api.types.iter().filter(|(path, _)| !self.leading.contains(path.as_str()));
        others
            .find(|(_, definition)| !self.fields(definition, &[]).is_empty())
            .map(|(path, _)| path.as_str())
    }

    /// Puts the types that a value refers to in order, those it refers to first.
    fn visit(&mut self, ty: &'api Type, seen: &mut BTreeSet<&'api str>) {
        for path in self.references(ty, false) {
            if !seen.insert(path) {
                continue;
            }
            for (_, part) in parts(&self.api.types[path]) {
                part.types().into_iter().for_each(|ty| self.visit(ty, seen));
            }
            self.order.push(path);
        }
    }

    fn expression(&self, ty: &Type, is_element: bool) -> Option<String> {
        match ty {
            Type::BigInteger(_) => Some(BIGINT.to_owned()),
            Type::Option(value) | Type::Directed(value, _) => self.expression(value, is_element),
            Type::List(item) | Type::Array(item, _) => {
                Some(format!("{{ item: {} }}", self.expression(item, true)?))
            }
            Type::Map(_, value) => Some(format!("{{ item: {} }}", self.expression(value, false)?)),
            Type::Tuple(items) => self.positions(items),
            Type::Named(path, _) if let Some(inner) = self.wrapped(path) => {
                self.expression(inner, is_element)
            }
            _ => self.constant_of(ty, is_element).map(|path| self.constant(path)),
        }
    }

    /// What a newtype holds, where that mentions no other type.
    fn wrapped(&self, path: &str) -> Option<&Type> {
        let Shape::Struct(Fields::Newtype(inner)) = output(&self.api.types.get(path)?.shape) else {
            return None;
        };
        is_closed(inner).then_some(inner)
    }

    fn positions(&self, items: &[Type]) -> Option<String> {
        let shapes = items.iter().enumerate().filter_map(|(position, item)| {
            Some(format!("{position}: {}", self.expression(item, false)?))
        });
        object(shapes.collect())
    }

    /// The shape of a field, or of what a variant holds.
    fn part(&self, part: &Part) -> Option<String> {
        match part {
            Part::Type(ty) => self.expression(ty, false),
            Part::Content(Fields::Unit) => None,
            Part::Content(Fields::Newtype(ty)) => self.expression(ty, false),
            Part::Content(Fields::Tuple(items)) => self.positions(items),
            Part::Content(Fields::Named(fields)) => {
                let shapes = fields.iter().filter_map(|field| {
                    let shape = self.expression(&field.ty, false)?;
                    Some(format!("{}: {shape}", text::property(&field.name.output)))
                });
                object(shapes.collect())
            }
        }
    }

    /// The types whose constants stand in the expression of a value.
    fn references<'ty>(&self, ty: &'ty Type, is_element: bool) -> Vec<&'ty str> {
        match ty {
            Type::Option(value) | Type::Directed(value, _) => self.references(value, is_element),
            Type::List(item) | Type::Array(item, _) => self.references(item, true),
            Type::Map(_, value) => self.references(value, false),
            Type::Tuple(items) => {
                items.iter().flat_map(|item| self.references(item, false)).collect()
            }
            _ => self.constant_of(ty, is_element).into_iter().collect(),
        }
    }

    /// The path of a type, where its constant says anything about a value in this place.
    fn constant_of<'ty>(&self, ty: &'ty Type, is_element: bool) -> Option<&'ty str> {
        let Type::Named(path, arguments) = ty else { return None };
        let definition = self.api.types.get(path).filter(|_| arguments.is_empty())?;
        let is_keyed = is_element && key(definition).is_some();
        (is_keyed || self.leading.contains(path.as_str())).then_some(path)
    }

    fn constant(&self, path: &str) -> String {
        format!("{}Shape", camel(&self.names[path]))
    }

    /// The fields that have a shape; what is not `declared` is reached through a getter.
    fn fields(&self, definition: &TypeDefinition, declared: &[&str]) -> Vec<String> {
        let member = |(name, part): (&str, Part)| {
            let name = text::property(name);
            let shape = self.part(&part)?;
            let mut references = part.types().into_iter().flat_map(|ty| self.references(ty, false));
            Some(match references.all(|path| declared.contains(&path)) {
                true => format!("{name}: {shape}"),
                false => format!("get {name}() {{\n      return {shape};\n    }}"),
            })
        };
        parts(definition).into_iter().filter_map(member).collect()
    }
}

fn is_closed(ty: &Type) -> bool {
    !matches!(ty, Type::Named(..) | Type::Parameter(_)) && ty.children().into_iter().all(is_closed)
}

fn object(shapes: Vec<String>) -> Option<String> {
    (!shapes.is_empty()).then(|| format!("{{ fields: {{ {} }} }}", shapes.join(", ")))
}

/// What stands under a key of an object.
enum Part<'api> {
    Type(&'api Type),
    Content(&'api Fields),
}

impl<'api> Part<'api> {
    fn types(&self) -> Vec<&'api Type> {
        match self {
            Self::Type(ty) => vec![ty],
            Self::Content(Fields::Unit) => Vec::new(),
            Self::Content(Fields::Newtype(ty)) => vec![ty],
            Self::Content(Fields::Tuple(items)) => items.iter().collect(),
            Self::Content(Fields::Named(fields)) => fields.iter().map(|field| &field.ty).collect(),
        }
    }
}

/// What stands under the keys of the objects that a type makes.
fn parts(definition: &TypeDefinition) -> Vec<(&str, Part<'_>)> {
    let Shape::Enum { tagging, variants } = output(&definition.shape) else {
        return fields(definition).map(as_part).collect();
    };
    variants
        .iter()
        .flat_map(|variant| match (tagging, &variant.fields) {
            (Tagging::External, fields) if !variant.untagged => {
                vec![(variant.name.output.as_str(), Part::Content(fields))]
            }
            (Tagging::Adjacent { content, .. }, fields) if !variant.untagged => {
                vec![(content.as_str(), Part::Content(fields))]
            }
            (_, Fields::Named(fields)) => fields.iter().map(as_part).collect(),
            _ => Vec::new(),
        })
        .collect()
}

fn as_part(field: &Field) -> (&str, Part<'_>) {
    (field.name.output.as_str(), Part::Type(&field.ty))
}

/// What the server writes of a shape.
fn output(shape: &Shape) -> &Shape {
    match shape {
        Shape::Directed { output: shape, .. } => output(shape),
        shape => shape,
    }
}

/// A constant on one line, or each field on its own where that is too long or one is a getter.
fn declaration(name: &str, key: Option<String>, fields: &[String]) -> String {
    let on_one_line = (!fields.is_empty()).then(|| format!("fields: {{ {} }}", fields.join(", ")));
    let body: Vec<String> = key.iter().cloned().chain(on_one_line).collect();
    let line = format!("const {name}: Shape = {{ {} }};\n", body.join(", "));
    if line.chars().count() <= text::WIDTH + 1 && line.lines().count() == 1 {
        return line;
    }
    let key = key.map(|key| format!("  {key},\n")).unwrap_or_default();
    let fields: String = fields.iter().map(|field| format!("    {field},\n")).collect();
    format!("const {name}: Shape = {{\n{key}  fields: {{\n{fields}  }},\n}};\n")
}

/// The fields that the server writes under their own names.
fn fields(definition: &TypeDefinition) -> impl Iterator<Item = &Field> {
    let fields = match output(&definition.shape) {
        Shape::Struct(Fields::Named(fields))
        | Shape::Tagged { fields: Fields::Named(fields), .. } => fields.as_slice(),
        _ => &[],
    };
    fields.iter().filter(|field| field.output != Presence::Skipped && !field.flatten)
}

/// The key of a type's elements: the one it names, else a field `id`.
fn key(definition: &TypeDefinition) -> Option<&str> {
    definition.key.as_deref().or_else(|| {
        let is_key = |field: &Field| field.name.output == DEFAULT_KEY;
        fields(definition).find(|field| is_key(field)).map(|_| DEFAULT_KEY)
    })
}
