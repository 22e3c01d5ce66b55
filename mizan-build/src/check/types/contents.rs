//! The kinds of types that occur in a model at all, however deep.

use mizan_ir::{Api, Type};

#[derive(Default)]
pub(super) struct Contents {
    pub(super) has_upload: bool,
    pub(super) has_big_integer: bool,
    /// Maps whose keys are no texts by themselves.
    pub(super) has_keyed_map: bool,
}

impl Contents {
    pub(super) fn of(api: &Api) -> Self {
        let mut contents = Self::default();
        for context in api.contexts.values() {
            context.parameters.iter().for_each(|parameter| contents.add(&parameter.ty));
        }
        for channel in api.channels.values() {
            channel.parameters.iter().for_each(|parameter| contents.add(&parameter.ty));
            channel.written().for_each(|ty| contents.add(ty));
        }
        for function in api.functions.values() {
            function.arguments.iter().for_each(|argument| contents.add(&argument.ty));
            contents.add(&function.result);
        }
        for definition in api.types.values() {
            definition.shape.types().into_iter().for_each(|ty| contents.add(ty));
        }
        contents
    }

    fn add(&mut self, ty: &Type) {
        match ty {
            Type::Upload => self.has_upload = true,
            Type::BigInteger(_) => self.has_big_integer = true,
            Type::Map(key, _) => self.has_keyed_map |= **key != Type::String,
            _ => {}
        }
        ty.children().for_each(|child| self.add(child));
    }
}
