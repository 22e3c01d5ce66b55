//! What the kernel has to know of a result beyond its JSON: by which field the elements of a list
//! are told apart, so that a refetch keeps the identity of those that did not change.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToLowerCamelCase;
use mizan_ir::{Api, Field, Fields, Presence, Shape, Type, TypeDefinition};

use super::text;

/// The field that tells elements apart where a type names none.
const DEFAULT_KEY: &str = "id";

/// The shapes of an API's results. Only structs have one, by their keys and their fields.
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
        let Some(path) = self.reference(ty, false).filter(|path| seen.insert(path)) else { return };
        for field in fields(&self.api.types[path]) {
            self.visit(&field.ty, seen);
        }
        self.order.push(path);
    }

    fn expression(&self, ty: &Type, is_element: bool) -> Option<String> {
        match ty {
            Type::Option(value) => self.expression(value, is_element),
            Type::List(item) | Type::Array(item, _) => {
                Some(format!("{{ item: {} }}", self.expression(item, true)?))
            }
            Type::Map(_, value) => Some(format!("{{ item: {} }}", self.expression(value, false)?)),
            _ => self.constant_of(ty, is_element).map(|path| self.constant(path)),
        }
    }

    /// The type whose constant stands in the expression of a value.
    fn reference<'ty>(&self, ty: &'ty Type, is_element: bool) -> Option<&'ty str> {
        match ty {
            Type::Option(value) => self.reference(value, is_element),
            Type::List(item) | Type::Array(item, _) => self.reference(item, true),
            Type::Map(_, value) => self.reference(value, false),
            _ => self.constant_of(ty, is_element),
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
        format!("{}Shape", self.names[path].to_lower_camel_case())
    }

    /// The fields that have a shape; what is not `declared` is reached through a getter.
    fn fields(&self, definition: &TypeDefinition, declared: &[&str]) -> Vec<String> {
        let member = |field: &Field| {
            let name = text::property(&field.name.output);
            let shape = self.expression(&field.ty, false)?;
            let is_declared =
                self.reference(&field.ty, false).is_none_or(|path| declared.contains(&path));
            Some(match is_declared {
                true => format!("{name}: {shape}"),
                false => format!("get {name}() {{\n      return {shape};\n    }}"),
            })
        };
        fields(definition).filter_map(member).collect()
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
    let fields = match &definition.shape {
        Shape::Struct(Fields::Named(fields)) => fields.as_slice(),
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
