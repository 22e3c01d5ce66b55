//! The rule that a scope names parameters of its context, each with a value of the same type.

use mizan_ir::{Context, Function, Part, Suggestion, Target, nearest};

use crate::check::{
    checker::{Checker, function},
    contexts::{check_same_types, list_names},
};

/// The function that gives a scope, and the context whose parameters the scope names.
type Scoped<'draft> = (&'draft str, &'draft Function, &'draft str, &'draft Context);

pub(in crate::check) fn check_scopes(checker: &mut Checker<'_>) {
    for (name, caller) in &checker.api.functions {
        for (index, affects) in caller.affects.iter().enumerate() {
            let Some((context_name, context)) = find_context(checker, &affects.target) else {
                continue;
            };
            let scoped: Scoped<'_> = (name, caller, context_name, context);
            for (position, parameter) in affects.scope.iter().enumerate() {
                let part = Part::AffectsScope(index, position);
                check_parameter(checker, scoped, part, parameter, affects.is_explicit);
            }
            // An explicit scope gives the parameters values of its own.
            if !affects.is_explicit {
                check_same_types(checker, (name, caller), (context_name, context));
            }
        }
        for (index, merge) in caller.merge.iter().enumerate() {
            let Some((_, context_name, context)) = checker.shown_read(&merge.slot) else {
                continue;
            };
            let scoped: Scoped<'_> = (name, caller, context_name, context);
            for parameter in &merge.scope {
                check_parameter(checker, scoped, Part::Merge(index), parameter, false);
            }
            check_same_types(checker, (name, caller), (context_name, context));
        }
    }
}

/// The context of a target, which may be that of a read.
fn find_context<'api>(
    checker: &Checker<'api>,
    target: &Target,
) -> Option<(&'api str, &'api Context)> {
    match target {
        Target::Context(name) => {
            checker.api.contexts.get_key_value(name).map(|(name, context)| (name.as_str(), context))
        }
        Target::Function(read) => {
            checker.shown_read(read).map(|(_, name, context)| (name, context))
        }
    }
}

/// A parameter of the context, whose implicit value is the argument of its name.
fn check_parameter(
    checker: &mut Checker<'_>,
    (name, caller, context_name, context): Scoped<'_>,
    part: Part,
    parameter: &str,
    is_explicit: bool,
) {
    let (message, help) = if !list_names(context).contains(&parameter) {
        describe_unknown(checker, parameter, (context_name, context))
    } else if !is_explicit && !caller.arguments.iter().any(|argument| argument.name == parameter) {
        (
            format!("`{name}` has no argument `{parameter}`"),
            "give it that argument, whose value is the scope; if the backend finds it \
             otherwise, write `explicit=#true`"
                .to_owned(),
        )
    } else {
        return;
    };
    checker.error(function(name).part(part), message, help);
}

fn describe_unknown(
    checker: &Checker<'_>,
    parameter: &str,
    (context_name, context): (&str, &Context),
) -> (String, String) {
    let shown = checker.context_name(context_name);
    let names = list_names(context);
    if names.is_empty() {
        return (
            format!("`{shown}` has no parameters: there is one instance of it"),
            checker.advice(format!("write `affects = {shown}`"), "leave `scope` out"),
        );
    }
    let meant = Suggestion(nearest(parameter, names));
    (
        format!("`{parameter}` is not a parameter of `{shown}`{meant}"),
        format!("write one that it has: `{}`", list_names(context).join("`, `")),
    )
}
