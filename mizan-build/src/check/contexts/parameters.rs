//! The rule that a read shares the parameters of its context: one name has one type, and a
//! parameter of one read alone is optional.

use mizan_ir::{Context, Function, Parameter, Part, Type, nearest};

use crate::assemble::GLOBAL;
use crate::check::checker::{Checker, at, function};

pub(in crate::check) fn check_parameters(checker: &mut Checker<'_>) {
    for (name, read) in &checker.api.functions {
        let context = read.context.as_ref();
        let found = context.and_then(|context| checker.api.contexts.get_key_value(context));
        if let Some((context_name, context)) = found {
            check_same_types(checker, (name, read), (context_name, context));
            check_own(checker, (name, read), (context_name, context));
        }
    }
}

/// An argument that bears the name of a context's parameter has its type.
pub(in crate::check) fn check_same_types(
    checker: &mut Checker<'_>,
    (name, caller): (&str, &Function),
    (context_name, context): (&str, &Context),
) {
    for (index, argument) in caller.arguments.iter().enumerate() {
        if let Some(parameter) = find(context, &argument.name)
            && parameter.ty != argument.ty
            && !matches!((&parameter.ty, &argument.ty), (Type::Unknown, _) | (_, Type::Unknown))
        {
            let subject = function(name).part(Part::ArgumentType(index));
            let expected = checker.show(&parameter.ty);
            let message = format!(
                "`{}` is `{expected}` in the context `{}`{} `{}` here: one name has one type, so \
                 that the instance it means is known",
                argument.name,
                checker.context_name(context_name),
                separated(&at(&parameter.location)),
                checker.show(&argument.ty),
            );
            let help = checker.advice(
                format!("write `{}: {expected}`, or give it another name", argument.name),
                format!("write `type=\"{expected}\"`, or give it another name"),
            );
            checker.error(subject, message, help);
        }
    }
}

/// The end of an insertion in a sentence that goes on with `and`.
fn separated(inserted: &str) -> String {
    format!("{inserted}, and")
}

/// All reads of a context are fetched by the parameters of the context alone.
fn check_own(
    checker: &mut Checker<'_>,
    (name, read): (&str, &Function),
    (context_name, context): (&str, &Context),
) {
    if read.route.is_some() {
        return;
    }
    for (index, argument) in read.arguments.iter().enumerate() {
        if find(context, &argument.name).is_none()
            && !argument.optional
            && argument.ty != Type::Unknown
        {
            let subject = function(name).part(Part::Argument(index));
            let (message, help) = describe_own(checker, read, argument, (context_name, context));
            checker.error(subject, message, help);
        }
    }
}

fn describe_own(
    checker: &Checker<'_>,
    read: &Function,
    argument: &Parameter,
    (context_name, context): (&str, &Context),
) -> (String, String) {
    let (own, name) = (&argument.name, checker.context_name(context_name));
    let message = format!(
        "`{own}` is not a parameter of `{name}`, which {}: all reads of a context are fetched \
         together, so a parameter of one alone must be optional",
        list_parameters(context),
    );
    let meant = nearest(own, list_names(context))
        .or_else(|| find_missing(context, read, &argument.ty))
        .map_or(String::new(), |meant| format!("did you mean `{meant}`? else "));
    let ty = checker.show(&argument.ty);
    let field = match context_name {
        GLOBAL => format!("read it with a context of its own, which has the field `{own}`"),
        _ => format!("make `{own}` a field of `{name}`"),
    };
    let help = checker.advice(
        format!("write `{own}: Option<{ty}>`, or {field}"),
        "write `optional=#true`, or make it a parameter of the context",
    );
    (message, meant + &help)
}

/// The only parameter of a context that a read does not take, if the read takes another one of its
/// type instead.
fn find_missing<'api>(context: &'api Context, read: &Function, ty: &Type) -> Option<&'api str> {
    let is_taken = |name: &str| read.arguments.iter().any(|argument| argument.name == name);
    let mut missing = context.parameters.iter().filter(|parameter| !is_taken(&parameter.name));
    let only = missing.next().filter(|_| missing.next().is_none())?;
    (only.ty == *ty).then_some(only.name.as_str())
}

/// The parameters of a context, as the end of a sentence about it.
fn list_parameters(context: &Context) -> String {
    match list_names(context).as_slice() {
        [] => "has no parameters".to_owned(),
        names => format!("has `{}`", names.join("`, `")),
    }
}

pub(in crate::check) fn list_names(context: &Context) -> Vec<&str> {
    context.parameters.iter().map(|parameter| parameter.name.as_str()).collect()
}

fn find<'context>(context: &'context Context, name: &str) -> Option<&'context Parameter> {
    context.parameters.iter().find(|parameter| parameter.name == name)
}
