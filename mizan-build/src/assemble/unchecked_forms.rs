//! Forms that a function takes without `Valid`: nobody holds their rules then.

use mizan_ir::{Api, Diagnostic, Field, Fields, Item, Part, Shape, Subject, Type, TypeDefinition};

use crate::resolve::Program;

/// Finds the arguments that have rules which nothing checks.
pub(crate) fn find_unchecked_forms(program: &Program<'_>, api: &Api) -> Vec<Diagnostic<Subject>> {
    let mut found = Vec::new();
    for function in program.functions.iter().filter_map(|item| item.content.as_ref()) {
        let outline = function.outline;
        for (number, (argument, ty)) in
            outline.arguments.iter().zip(&function.arguments).enumerate()
        {
            let Some(form) = (!argument.is_checked).then(|| find_form(ty, api)).flatten() else {
                continue;
            };
            let form = form.rsplit("::").next().unwrap_or(form);
            let function = Subject::new(Item::Function(outline.wire_name.clone()));
            let message = format!("`{form}` has rules, and nothing checks them here");
            let help = "write `mizan::Valid<…>` around the type: the function runs with what keeps them alone";
            let warning = Diagnostic::warning(function.part(Part::ArgumentType(number)), message);
            found.push(warning.with_help(help));
        }
    }
    found
}

/// The path of the form that a type is, or holds in an option, a list or a map.
fn find_form<'ty>(ty: &'ty Type, api: &Api) -> Option<&'ty str> {
    match ty {
        Type::Named(path, _) => api.types.get(path).is_some_and(has_rules).then_some(path.as_str()),
        Type::Option(_) | Type::List(_) | Type::Map(..) | Type::Directed(..) => {
            ty.children().find_map(|child| find_form(child, api))
        }
        _ => None,
    }
}

fn has_rules(definition: &TypeDefinition) -> bool {
    definition.form.as_ref().is_some_and(|form| form.server || has_ruled_field(&definition.shape))
}

fn has_ruled_field(shape: &Shape) -> bool {
    let is_ruled = |field: &Field| field.form.as_ref().is_some_and(|form| !form.rules.is_empty());
    let has_one = |fields: &Fields| match fields {
        Fields::Named(fields) => fields.iter().any(is_ruled),
        _ => false,
    };
    match shape {
        Shape::Struct(fields) | Shape::Tagged { fields, .. } => has_one(fields),
        Shape::Enum { variants, .. } => variants.iter().any(|variant| has_one(&variant.fields)),
        Shape::Directed { input, .. } => has_ruled_field(input),
    }
}
