//! The types that travel: the ones that functions, contexts and channels mention, and all that these hold.

use mizan_ir::{Api, Direction, Type};

/// The types that the server writes, in the order of the functions, then of the channels.
pub(super) fn outputs(api: &Api) -> Vec<&Type> {
    let mut types: Vec<&Type> = api.functions.values().map(|function| &function.result).collect();
    types.extend(api.channels.values().flat_map(|channel| channel.written()));
    types.extend(error_contents(api));
    types
}

/// The types that the server reads, in the order of the functions, then of the contexts and the channels.
pub(super) fn inputs(api: &Api) -> Vec<&Type> {
    let mut types = Vec::new();
    for function in api.functions.values() {
        types.extend(function.arguments.iter().map(|argument| &argument.ty));
    }
    for context in api.contexts.values() {
        types.extend(context.parameters.iter().map(|parameter| &parameter.ty));
    }
    for channel in api.channels.values() {
        types.extend(channel.parameters.iter().map(|parameter| &parameter.ty));
    }
    types
}

/// The errors that functions declare.
pub(super) fn errors(api: &Api) -> impl Iterator<Item = &Type> {
    api.functions.values().filter_map(|function| function.error.as_ref())
}

/// The types that the variants of all declared errors hold. The error itself never travels as a
/// value: the client gets the variant's name and content.
pub(super) fn error_contents(api: &Api) -> Vec<&Type> {
    let mut contents = Vec::new();
    for error in errors(api) {
        contents.extend(error_content(api, error));
    }
    contents
}

/// The types that the variants of one declared error hold.
pub(super) fn error_content<'api>(api: &'api Api, error: &'api Type) -> Vec<&'api Type> {
    let definition = match error {
        Type::Named(path, _) => api.types.get(path),
        _ => None,
    };
    let mut held = match definition {
        Some(definition) => definition.shape.towards(Direction::Output).types(),
        None => Vec::new(),
    };
    held.extend(error.children());
    held
}
