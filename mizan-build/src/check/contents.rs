//! What occurs in the types of a program, however deep. Most programs have nothing of it, and so
//! no need of the checks that are about it.

use mizan_ir::Type;

use crate::resolve::Program;

#[derive(Default)]
pub(super) struct Contents {
    pub(super) has_upload: bool,
    pub(super) has_big_integer: bool,
    /// Maps whose keys are no texts by themselves.
    pub(super) has_keyed_map: bool,
}

impl Contents {
    /// Of what functions and contexts take and answer.
    pub(super) fn of_calls(program: &Program<'_>) -> Self {
        let mut contents = Self::default();
        for context in program.contexts.iter().filter_map(|item| item.content.as_ref()) {
            context.parameters.iter().flatten().for_each(|ty| contents.add(ty));
        }
        for function in program.functions.iter().filter_map(|item| item.content.as_ref()) {
            function.arguments.iter().flatten().for_each(|ty| contents.add(ty));
            function.result.iter().for_each(|ty| contents.add(ty));
        }
        contents
    }

    /// Of what structs and enums hold.
    pub(super) fn of_types(program: &Program<'_>) -> Self {
        let mut contents = Self::default();
        for definition in program.types.iter().filter_map(|item| item.content.as_ref()) {
            definition.shape.types().into_iter().flatten().for_each(|ty| contents.add(ty));
        }
        contents
    }

    fn add(&mut self, ty: &Type) {
        match ty {
            Type::Upload => self.has_upload = true,
            Type::BigInteger(_) => self.has_big_integer = true,
            Type::Option(inner) | Type::List(inner) | Type::Array(inner, _) => self.add(inner),
            Type::Map(key, value) => {
                self.has_keyed_map |= **key != Type::String;
                self.add(key);
                self.add(value);
            }
            Type::Directed(output, input) => {
                self.add(output);
                self.add(input);
            }
            Type::Tuple(items) | Type::Named(_, items) => {
                items.iter().for_each(|item| self.add(item));
            }
            Type::Unit
            | Type::Bool
            | Type::Integer(_)
            | Type::Float
            | Type::String
            | Type::Json
            | Type::Parameter(_) => {}
        }
    }
}
