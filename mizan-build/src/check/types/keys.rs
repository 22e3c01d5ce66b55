//! The rule that the key of a type is one of its fields.

use mizan_ir::{Fields, Shape, Suggestion, TypeDefinition, nearest};

use crate::check::checker::{Checker, definition};

pub(super) fn check_keys(checker: &mut Checker<'_>) {
    for (path, defined) in &checker.api.types {
        let Some(key) = &defined.key else { continue };
        let names = list_fields(defined);
        if !names.contains(&key.as_str()) {
            let message = format!(
                "`{path}` has no field `{key}` that could be its key{}",
                Suggestion(nearest(key, names)),
            );
            let help = "name a field that tells the elements of a list apart";
            checker.error(definition(path), message, help);
        }
    }
}

/// The names of the fields that the server writes.
fn list_fields(definition: &TypeDefinition) -> Vec<&str> {
    let shape = match &definition.shape {
        Shape::Directed { output, .. } => output,
        shape => shape,
    };
    match shape {
        Shape::Struct(Fields::Named(fields))
        | Shape::Tagged { fields: Fields::Named(fields), .. } => {
            fields.iter().map(|field| field.name.output.as_str()).collect()
        }
        _ => Vec::new(),
    }
}
