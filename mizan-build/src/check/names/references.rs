//! The rule that every name in a model leads somewhere, and that every type can be in one.
//!
//! The scan follows the names in Rust itself and knows types better, so this is for the other
//! sources, whose names are only texts.

use mizan_ir::{Part, Suggestion, Target, Type, nearest};

use crate::{
    check::checker::{Checker, channel, context, definition, function},
    text_values,
};

/// The limit of newtypes within each other. A circle of them is another rule's.
const DEPTH: usize = 16;

/// The words of the notation of types that a misspelt name may mean.
const WORDS: [&str; 9] = ["bool", "f32", "f64", "String", "Json", "Option", "Vec", "Map", "bigint"];

pub(in crate::check) fn check_references(checker: &mut Checker<'_>) {
    for (name, caller) in &checker.api.functions {
        if let Some(context) = &caller.context {
            check_context(checker, (name, Part::Context), context);
        }
        if let Some(role) = &caller.channel {
            check_channel(checker, name, role.channel());
        }
        for (index, affects) in caller.affects.iter().enumerate() {
            let part = Part::Affects(index);
            match &affects.target {
                Target::Context(context) => check_context(checker, (name, part), context),
                Target::Function(read) => check_function(checker, (name, part), read),
            }
        }
        for (index, merge) in caller.merge.iter().enumerate() {
            check_function(checker, (name, Part::Merge(index)), &merge.slot);
        }
    }
    check_types(checker);
}

fn check_context(checker: &mut Checker<'_>, (caller, part): (&str, Part), name: &str) {
    let contexts = &checker.api.contexts;
    if !contexts.contains_key(name) {
        let meant = Suggestion(nearest(name, contexts.keys().map(String::as_str)));
        let message = format!("there is no context `{name}`{meant}");
        let help = checker.advice(
            "link the crate that declares it into the registry",
            format!("declare it: `context \"{name}\"`"),
        );
        checker.error(function(caller).part(part), message, help);
    }
}

fn check_channel(checker: &mut Checker<'_>, caller: &str, name: &str) {
    let channels = &checker.api.channels;
    if !channels.contains_key(name) {
        let meant = Suggestion(nearest(name, channels.keys().map(String::as_str)));
        let message = format!("there is no channel `{name}`{meant}");
        let help = checker.advice(
            "link the crate that declares it into the registry",
            format!("declare it: `channel \"{name}\"`"),
        );
        checker.error(function(caller).part(Part::Channel), message, help);
    }
}

fn check_function(checker: &mut Checker<'_>, (caller, part): (&str, Part), name: &str) {
    let functions = &checker.api.functions;
    if !functions.contains_key(name) {
        let meant = Suggestion(nearest(name, functions.keys().map(String::as_str)));
        let message = format!("there is no function `{name}`{meant}");
        checker.error(function(caller).part(part), message, "");
    }
}

/// Each place of a type, with the type parameters that are known there.
fn check_types(checker: &mut Checker<'_>) {
    let api = checker.api;
    let mut places = Vec::new();
    for (name, declared) in &api.contexts {
        for (index, parameter) in declared.parameters.iter().enumerate() {
            places.push((context(name).part(Part::ParameterType(index)), &parameter.ty, &[][..]));
        }
    }
    for (name, declared) in &api.channels {
        for (index, parameter) in declared.parameters.iter().enumerate() {
            places.push((channel(name).part(Part::ParameterType(index)), &parameter.ty, &[]));
        }
        places.push((channel(name).part(Part::Message), &declared.message, &[]));
        let presence = declared.presence.iter();
        places.extend(presence.map(|ty| (channel(name).part(Part::Presence), ty, &[][..])));
    }
    for (name, caller) in &api.functions {
        for (index, argument) in caller.arguments.iter().enumerate() {
            places.push((function(name).part(Part::ArgumentType(index)), &argument.ty, &[]));
        }
        places.push((function(name).part(Part::Result), &caller.result, &[]));
        places
            .extend(caller.error.iter().map(|ty| (function(name).part(Part::Error), ty, &[][..])));
    }
    for (path, defined) in &api.types {
        for (index, ty) in defined.shape.types().into_iter().enumerate() {
            let subject = definition(path).part(Part::Mention(index));
            places.push((subject, ty, &defined.parameters));
        }
    }
    for (path, defined) in &api.types {
        for ty in &defined.defaults {
            places.push((definition(path), ty, &defined.parameters));
        }
    }
    for (subject, ty, parameters) in places {
        if let Some((message, help)) = find_fault(checker, ty, parameters) {
            checker.error(subject, message, help);
        }
    }
}

/// The first fault of a type, its own before those of its parts.
fn find_fault(checker: &Checker<'_>, ty: &Type, parameters: &[String]) -> Option<(String, String)> {
    let own = match ty {
        Type::Named(path, arguments) => find_fault_of_name(checker, path, arguments.len()),
        Type::Parameter(name) if !parameters.contains(name) => Some((
            format!("`${name}` is no type parameter here"),
            "name it in the definition: `generic \"T\"`".to_owned(),
        )),
        Type::Integer(name @ ("i128" | "u128")) => Some((
            format!("`{name}` holds numbers that JavaScript cannot"),
            format!("send it as a text: `bigint<{name}>`"),
        )),
        Type::Map(key, _) if !is_key(checker, key, 0) => Some((
            format!("`{key}` is no key of a map: in JSON a key is a text"),
            "take a `String`, a number or an enum without fields, or a list of pairs".to_owned(),
        )),
        _ => None,
    };
    // A key is a text, which holds a number of any size.
    let has_number_key = matches!(ty, Type::Map(key, _) if matches!(**key, Type::Integer(_)));
    let mut children = ty.children().skip(usize::from(has_number_key));
    own.or_else(|| children.find_map(|child| find_fault(checker, child, parameters)))
}

fn find_fault_of_name(checker: &Checker<'_>, path: &str, count: usize) -> Option<(String, String)> {
    let types = &checker.api.types;
    let Some(definition) = types.get(path) else {
        let known = types.keys().map(String::as_str).chain(WORDS);
        let meant = Suggestion(nearest(path, known));
        return Some((
            format!("there is no type `{path}`{meant}"),
            format!("define it: `type \"{path}\"`"),
        ));
    };
    let wanted = definition.parameters.len();
    (wanted != count).then(|| {
        (
            format!("`{path}` has {wanted} type parameters, and {count} types are given for them"),
            "write them in angle brackets, separated by commas".to_owned(),
        )
    })
}

fn is_key(checker: &Checker<'_>, ty: &Type, depth: usize) -> bool {
    let Type::Named(path, _) = ty else { return text_values::may_be_key(ty) };
    let is_inner_key = |inner: &Type| depth > DEPTH || is_key(checker, inner, depth + 1);
    let definition = checker.api.types.get(path);
    definition.is_none_or(|definition| text_values::is_text(&definition.shape, &is_inner_key))
}
