//! What the fields of a form are to a function: its arguments, one of which may be the form itself.

use mizan_ir::{ByName, Direction, Fields, Parameter, Shape, Type, TypeDefinition};
use serde_json::{Map, Value};

use super::fields::FormFields;
use super::reading::Reading;
use crate::arguments::errors::ArgumentErrors;
use crate::declared::function::Function;
use crate::declared::model::api::describe_alone;

/// The arguments of a function with their types.
pub(crate) struct FormModel {
    arguments: Vec<Parameter>,
    types: ByName<TypeDefinition>,
    /// The argument whose fields need not be named by it.
    form: Option<String>,
}

impl FormModel {
    pub(crate) fn of(function: &Function) -> Self {
        let (described, types) = describe_alone(function);
        let mut arguments = described.arguments;
        arguments.retain(|argument| !argument.ty.is_upload());
        let mut objects = arguments.iter().filter(|argument| is_object(&argument.ty, &types));
        let form = match (objects.next(), objects.next()) {
            (Some(form), None) => Some(form.name.clone()),
            _ => None,
        };
        Self { arguments, types, form }
    }

    /// Reads the fields into the arguments.
    pub(crate) fn read(&self, mut fields: FormFields) -> PostedArguments {
        let mut reading = Reading::new(&self.types);
        let mut arguments = Map::new();
        let mut trees: Vec<(String, FormFields)> = self
            .arguments
            .iter()
            .filter_map(|argument| Some((argument.name.clone(), fields.take(&argument.name)?)))
            .collect();
        if let Some(form) = &self.form {
            let named = trees.iter().position(|(name, _)| name == form);
            let named = named.map(|position| trees.swap_remove(position).1);
            fields.add(named.unwrap_or_default());
            trees.push((form.clone(), fields));
        }
        for argument in &self.arguments {
            let tree = trees.iter().find(|(name, _)| *name == argument.name);
            let value = reading.at(&argument.name, |reading| {
                reading.value(&argument.ty, tree.map(|(_, tree)| tree))
            });
            arguments.insert(argument.name.clone(), value);
        }
        PostedArguments {
            json: Value::Object(arguments).to_string(),
            errors: reading.into_errors(),
            trees,
            form: self.form.clone(),
        }
    }
}

/// The arguments of a form that was posted.
pub(crate) struct PostedArguments {
    pub(crate) json: String,
    /// What is no value of its type.
    pub(crate) errors: ArgumentErrors,
    trees: Vec<(String, FormFields)>,
    form: Option<String>,
}

impl PostedArguments {
    /// The name of the field, as the page wrote it, that an error of the server is about; empty for the form
    /// as a whole.
    pub(crate) fn name_of(&self, path: &str) -> String {
        let end = path.find(['.', '[']).unwrap_or(path.len());
        let (argument, inside) = path.split_at(end);
        let tree = self.trees.iter().find(|(name, _)| name == argument);
        let inside = match tree {
            Some((_, tree)) => tree.name_of(inside),
            None => FormFields::default().name_of(inside),
        };
        match self.form.as_deref() == Some(argument) {
            true => inside,
            false if inside.is_empty() => argument.to_owned(),
            false => format!("{argument}.{inside}"),
        }
    }
}

/// `true` for a type whose JSON is an object with fields.
fn is_object(ty: &Type, types: &ByName<TypeDefinition>) -> bool {
    match ty {
        Type::Directed(_, input) => is_object(input, types),
        Type::Option(inner) => is_object(inner, types),
        Type::Named(path, _) => types.get(path).is_some_and(|definition| {
            match definition.shape.towards(Direction::Input) {
                Shape::Struct(fields) | Shape::Tagged { fields, .. } => {
                    matches!(fields, Fields::Named(_))
                }
                Shape::Enum { variants, .. } => {
                    variants.iter().any(|variant| !matches!(variant.fields, Fields::Unit))
                }
                Shape::Directed { .. } => false,
            }
        }),
        _ => false,
    }
}
