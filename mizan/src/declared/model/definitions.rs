//! Types that describe themselves, and the definitions that they lead to.

use std::collections::BTreeMap;

use mizan_ir::binary::Binary;
use mizan_ir::{Type, TypeDefinition};

/// Tells what a type is, and leaves the definitions that it needs.
pub(crate) type Describe = fn(&mut Types) -> Type;

/// Tells what a success of a function brings, and what the client knows of its failure.
pub(crate) type DescribeAnswer = fn(&mut Types) -> (Type, Option<Type>);

/// The definitions that are needed so far, by path.
#[derive(Default)]
pub struct Types {
    definitions: BTreeMap<String, TypeDefinition>,
}

/// What a derive knows of a type: all but what its parts are, which the compiler knows.
pub struct Definition {
    /// Its path.
    pub path: &'static str,
    /// The file it stands in.
    pub file: &'static str,
    /// A [`TypeDefinition<()>`], as bytes.
    pub model: &'static [u8],
    /// What its type parameters are taken for here.
    pub parameters: &'static [Describe],
    /// The types of its parts, in the order of the shape.
    pub parts: &'static [Describe],
}

impl Types {
    pub(super) fn into_definitions(self) -> BTreeMap<String, TypeDefinition> {
        self.definitions
    }

    /// A type of the program, with the arguments for its parameters.
    pub fn named(&mut self, definition: fn() -> Definition, arguments: &[Describe]) -> Type {
        let definition = definition();
        let path = definition.path.to_owned();
        if !self.definitions.contains_key(&path) {
            // A type may hold itself.
            self.definitions.insert(path.clone(), TypeDefinition::default());
            let complete = self.define(&definition);
            self.definitions.insert(path.clone(), complete);
        }
        Type::Named(path, arguments.iter().map(|describe| describe(self)).collect())
    }

    fn define(&mut self, definition: &Definition) -> TypeDefinition {
        let model = TypeDefinition::<()>::from_bytes(definition.model);
        let TypeDefinition { parameters, shape, key, docs, deprecated, mut location } =
            model.expect("the derive wrote it");
        let placeholders: Vec<Type> =
            definition.parameters.iter().map(|describe| describe(self)).collect();
        let parts: Vec<Type> = definition.parts.iter().map(|describe| describe(self)).collect();
        let mut parts = parts.into_iter().map(|ty| name_parameters(ty, &placeholders, &parameters));
        let shape = shape.map(&mut |()| parts.next().unwrap_or_default());
        let file = definition.file.replace('\\', "/");
        location.file.clone_from(&file);
        let mut complete = TypeDefinition { parameters, shape, key, docs, deprecated, location };
        complete.complete(&file);
        complete
    }

    /// An external type that has a definition of its own, with its generic arguments.
    pub(crate) fn external(&mut self, path: &str, arguments: Vec<Type>) -> Type {
        if !self.definitions.contains_key(path) {
            let definition = mizan_ir::external_definition(path);
            self.definitions.extend(definition.map(|definition| (path.to_owned(), definition)));
        }
        Type::Named(path.to_owned(), arguments)
    }
}

/// The type with the names of the parameters for what stood in their place.
fn name_parameters(ty: Type, placeholders: &[Type], names: &[String]) -> Type {
    if let Some(index) = placeholders.iter().position(|placeholder| *placeholder == ty) {
        return Type::Parameter(names[index].clone());
    }
    ty.map_children(&mut |child| name_parameters(child, placeholders, names))
}
