//! The definitions of the types in the model, collected while types describe themselves.

use std::collections::{BTreeMap, BTreeSet};

use mizan_ir::binary::Binary;
use mizan_ir::{Type, TypeDefinition};

use crate::declared::serde_probe::Numbers;
use crate::declared::tracing::assert_types::Traces;
use crate::declared::tracing::trace::Trace;

/// Describes a type, and adds the definitions that it needs.
pub(crate) type Describe = fn(&mut Types) -> Type;

/// Describes the success of a function, and the failure as far as the client knows it.
pub(crate) type DescribeAnswer = fn(&mut Types) -> (Type, Option<Type>);

/// The definitions that were collected so far, by path.
#[derive(Default)]
pub struct Types {
    definitions: BTreeMap<String, TypeDefinition>,
    /// The external types that are described by another type, as texts of the compiler.
    externals: BTreeSet<&'static str>,
    traces: Traces,
}

/// The definition of a type as its derive knows it. The compiler adds the types of its parts.
pub struct Definition {
    /// The path.
    pub path: &'static str,
    /// The source file.
    pub file: &'static str,
    /// The bytes of a [`TypeDefinition<()>`].
    pub model: &'static [u8],
    /// The types that take the place of its type parameters.
    pub parameters: &'static [Describe],
    /// The types of its parts, in the order of the shape, then the defaults of its type parameters.
    pub parts: &'static [Describe],
    /// The numbers of the variants of an enum with an integer representation.
    pub numbers: Option<Numbers>,
    /// The functions that `assert_types!` calls.
    pub trace: Trace,
}

impl Types {
    pub(crate) fn into_definitions(self) -> BTreeMap<String, TypeDefinition> {
        self.definitions
    }

    /// The definitions, and the functions that trace them.
    pub(crate) fn into_traced(self) -> (BTreeMap<String, TypeDefinition>, Traces) {
        (self.definitions, self.traces)
    }

    pub(crate) fn note_external(&mut self, name: &'static str) {
        self.externals.insert(name);
    }

    /// True if an external type of that path was described.
    pub(crate) fn has_external(&self, path: &str) -> bool {
        let is_path = |name: &&str| name.split_whitespace().collect::<String>() == path;
        self.externals.iter().any(is_path)
    }

    /// A type of the program with its type arguments.
    pub fn named(&mut self, definition: fn() -> Definition, arguments: &[Describe]) -> Type {
        let definition = definition();
        let path = definition.path.to_owned();
        if !self.definitions.contains_key(&path) {
            // The entry ends the recursion of a type that contains itself.
            self.definitions.insert(path.clone(), TypeDefinition::default());
            self.traces.insert(definition.path, definition.trace);
            let complete = self.define(&definition);
            self.definitions.insert(path.clone(), complete);
        }
        Type::Named(path, arguments.iter().map(|describe| describe(self)).collect())
    }

    fn define(&mut self, definition: &Definition) -> TypeDefinition {
        let model = TypeDefinition::<()>::from_bytes(definition.model);
        let TypeDefinition {
            parameters,
            defaults,
            shape,
            transparent,
            key,
            form,
            docs,
            deprecated,
            mut location,
        } = model.expect("the derive wrote it");
        let placeholders: Vec<Type> =
            definition.parameters.iter().map(|describe| describe(self)).collect();
        let parts: Vec<Type> = definition.parts.iter().map(|describe| describe(self)).collect();
        let mut parts = parts.into_iter().map(|ty| name_parameters(ty, &placeholders, &parameters));
        let mut shape = shape.map(&mut |()| parts.next().unwrap_or_default());
        let defaults = defaults.iter().map(|()| parts.next().unwrap_or_default()).collect();
        if let Some(numbers) = &definition.numbers {
            shape = shape.numbered(numbers.values, &numbers.directions());
        }
        let file = definition.file.replace('\\', "/");
        location.file.clone_from(&file);
        let mut complete = TypeDefinition {
            parameters,
            defaults,
            shape,
            transparent,
            key,
            form,
            docs,
            deprecated,
            location,
        };
        complete.complete(&file);
        complete
    }

    /// An external type that has a definition of its own, with its generic arguments.
    pub(crate) fn external(&mut self, path: &str, arguments: Vec<Type>) -> Type {
        if !self.definitions.contains_key(path) {
            let definition = mizan_ir::external_definition(path).unwrap_or_default();
            let held: Vec<Type> = definition.shape.types().into_iter().cloned().collect();
            self.definitions.insert(path.to_owned(), definition);
            held.iter().for_each(|ty| self.add_external(ty));
        }
        Type::Named(path.to_owned(), arguments)
    }

    /// Adds the definitions that a part of an external definition mentions.
    fn add_external(&mut self, ty: &Type) {
        if let Type::Named(path, _) = ty {
            self.external(path, Vec::new());
        }
        ty.children().for_each(|child| self.add_external(child));
    }
}

/// The type with the placeholders replaced by the names of the type parameters.
fn name_parameters(ty: Type, placeholders: &[Type], names: &[String]) -> Type {
    if let Some(index) = placeholders.iter().position(|placeholder| *placeholder == ty) {
        return Type::Parameter(names[index].clone());
    }
    ty.map_children(&mut |child| name_parameters(child, placeholders, names))
}
