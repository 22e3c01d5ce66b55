//! The warning about a function whose argument looks like the one that would say which instance of a
//! context it changes, but bears another name: so every instance becomes stale.

use mizan_ir::{Affects, Context, Function, Parameter, Part, Target, Type};

use crate::check::checker::{Checker, function};

/// Whatever else is wrong comes first: it may be the reason why the names differ.
pub(in crate::check) fn check_unscoped(checker: &mut Checker<'_>) {
    if checker.has_errors() || !checker.is_whole {
        return;
    }
    for (name, caller) in &checker.api.functions {
        for (index, affects) in caller.affects.iter().enumerate() {
            if !affects.is_explicit && affects.scope.is_empty() && !caller.private {
                check_target(checker, (name, caller), index, affects);
            }
        }
    }
}

fn check_target(
    checker: &mut Checker<'_>,
    (name, caller): (&str, &Function),
    index: usize,
    affects: &Affects,
) {
    let context = match &affects.target {
        Target::Context(context) => checker.api.contexts.get_key_value(context),
        Target::Function(read) => {
            let context = checker.shown_read(read).map(|(_, context, _)| context);
            context.and_then(|context| checker.api.contexts.get_key_value(context))
        }
    };
    let Some((context_name, context)) = context else { return };
    if let Some((argument, parameter)) = find_alike(caller, (context_name, context)) {
        let part = Part::Affects(index);
        let message = format!(
            "`{}` takes `{}`, and instances of `{}` are told apart by `{}`, so every one becomes \
             stale",
            checker.function_name(name),
            argument.name,
            checker.context_name(context_name),
            parameter.name,
        );
        let help = advise(checker, (name, part, affects), &argument.name, &parameter.name);
        checker.warn(function(name).part(part), message, help);
    }
}

/// An argument that could be a parameter of the context by its type, and if that is a common one by
/// its name too.
fn find_alike<'api>(
    caller: &'api Function,
    (context_name, context): (&str, &'api Context),
) -> Option<(&'api Parameter, &'api Parameter)> {
    for parameter in &context.parameters {
        let is_alike = |argument: &&Parameter| {
            is_same(&argument.ty, &parameter.ty)
                && (is_specific(&parameter.ty, &argument.name)
                    || is_named_alike(&argument.name, &parameter.name, context_name))
        };
        if let Some(argument) = caller.arguments.iter().find(is_alike) {
            return Some((argument, parameter));
        }
    }
    None
}

fn is_same(argument: &Type, parameter: &Type) -> bool {
    match argument {
        Type::Option(inner) => **inner == *parameter,
        argument => argument == parameter,
    }
}

/// Returns true for the types of identifiers, of which a function rarely takes one by chance. An
/// integer that is called `article_id` identifies an article.
fn is_specific(ty: &Type, argument: &str) -> bool {
    match ty {
        Type::Named(..) => true,
        Type::Integer(_) | Type::BigInteger(_) => !argument.ends_with("_id"),
        _ => false,
    }
}

/// Names of an argument that say of no thing which one it identifies.
const IDENTIFIERS: [&str; 5] = ["id", "uid", "uuid", "key", "pk"];

/// Returns true for `id`, `user` and `userid` beside `user_id`, and for `name` beside `username`. An
/// `article_id` is none of a user.
fn is_named_alike(argument: &str, parameter: &str, context: &str) -> bool {
    let joined = |name: &str| name.replace('_', "");
    let is_ending = |end: &str, name: &str| end.len() > 3 && name.ends_with(end);
    let names_the_same = |word: &str| {
        !IDENTIFIERS.contains(&word)
            && parameter.split('_').chain(context.split('_')).any(|other| other == word)
    };
    IDENTIFIERS.contains(&argument)
        || joined(argument) == joined(parameter)
        || is_ending(argument, parameter)
        || is_ending(parameter, argument)
        || argument.split('_').any(names_the_same)
}

fn advise(
    checker: &Checker<'_>,
    (name, part, affects): (&str, Part, &Affects),
    argument: &str,
    parameter: &str,
) -> String {
    let (target, which) = match &affects.target {
        Target::Context(context) => {
            let target = checker.target_name(name, part, context);
            let which = format!(", or write `{target} {{ {parameter}: {argument} }}`");
            (target, which)
        }
        // A scope is that of a context.
        Target::Function(read) => (checker.target_name(name, part, read), String::new()),
    };
    checker.advice(
        format!("call it `{parameter}`{which}; if all are meant, write `{target} {{ .. }}`"),
        format!(
            "call it `{parameter}`, and write `scope \"{parameter}\"`; if all are meant, write \
             `explicit=#true` without a scope"
        ),
    )
}
