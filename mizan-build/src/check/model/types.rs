//! Types that are mentioned, held against those that are there.

use mizan_ir::{Api, Fields, Item, Shape, Subject, Suggestion, Type, TypeDefinition, nearest};

use super::Fault;

/// Every mention is of a type that is there, and that JSON and JavaScript can carry.
pub(super) fn check_types(api: &Api) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut check = |subject: Subject, ty: &Type, parameters: &[String]| {
        if let Some((message, help)) = find_fault(api, ty, parameters) {
            faults.push(Fault::new(subject, message, help));
        }
    };
    for (name, context) in &api.contexts {
        let subject = Subject::new(Item::Context(name.clone()));
        for (index, parameter) in context.parameters.iter().enumerate() {
            check(subject.clone().part("parameter", index), &parameter.ty, &[]);
        }
    }
    for (name, function) in &api.functions {
        let subject = Subject::new(Item::Function(name.clone()));
        for (index, argument) in function.arguments.iter().enumerate() {
            check(subject.clone().part("argument", index), &argument.ty, &[]);
        }
        check(subject.clone().part("result", 0), &function.result, &[]);
        if let Some(error) = &function.error {
            check(subject.part("error", 0), error, &[]);
        }
    }
    for (path, definition) in &api.types {
        let subject = Subject::new(Item::Type(path.clone()));
        for (index, ty) in definition.shape.types().into_iter().enumerate() {
            check(subject.clone().part("type", index), ty, &definition.parameters);
        }
    }
    faults.extend(api.types.iter().filter_map(check_key));
    faults
}

/// The first thing that is wrong with a type, itself before its parts.
fn find_fault(api: &Api, ty: &Type, parameters: &[String]) -> Option<(String, String)> {
    let own = match ty {
        Type::Named(path, arguments) => find_named_fault(api, path, arguments.len()),
        Type::Parameter(name) if !parameters.contains(name) => Some((
            format!("`${name}` is no type parameter here"),
            "a definition names its type parameters: `generic \"T\"`".to_owned(),
        )),
        Type::Integer(name @ ("i128" | "u128")) => Some((
            format!("`{name}` holds numbers that JavaScript cannot"),
            format!("send it as a text: `bigint<{name}>`"),
        )),
        Type::Map(key, _) if !is_key(key) => Some((
            format!("`{key}` is no key of a map: in JSON a key is a text"),
            "take a `String`, a number or an enum, or a list of pairs".to_owned(),
        )),
        _ => None,
    };
    let inside = || ty.children().into_iter().find_map(|child| find_fault(api, child, parameters));
    own.or_else(inside)
}

fn find_named_fault(api: &Api, path: &str, count: usize) -> Option<(String, String)> {
    const WORDS: [&str; 8] = ["bool", "f64", "String", "Json", "Option", "Vec", "Map", "bigint"];
    let Some(definition) = api.types.get(path) else {
        let known = api.types.keys().map(String::as_str).chain(WORDS);
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

fn is_key(ty: &Type) -> bool {
    matches!(
        ty,
        Type::String
            | Type::Integer(_)
            | Type::Bool
            | Type::Float
            | Type::Named(..)
            | Type::Parameter(_)
    )
}

/// The field that tells elements apart is one of the type's.
fn check_key((path, definition): &(String, TypeDefinition)) -> Option<Fault> {
    let key = definition.key.as_ref()?;
    let shape = match &definition.shape {
        Shape::Directed { output, .. } => output,
        shape => shape,
    };
    let names: Vec<&str> = match shape {
        Shape::Struct(Fields::Named(fields))
        | Shape::Tagged { fields: Fields::Named(fields), .. } => {
            fields.iter().map(|field| field.name.output.as_str()).collect()
        }
        _ => Vec::new(),
    };
    let is_there = names.contains(&key.as_str());
    (!is_there).then(|| {
        let meant = Suggestion(nearest(key, names));
        Fault::new(
            Subject::new(Item::Type(path.clone())),
            format!("`{path}` has no field `{key}` that could be its key{meant}"),
            "a key is a field that tells the elements of a list apart",
        )
    })
}
