//! The rule that the result of a merging function is what the read shows, or an element of it.

use mizan_ir::{Context, Function, Merge, Part, Type};

use crate::check::checker::{Checker, function};

/// A function that merges, by its name, and one of its merges.
type Merging<'draft> = (&'draft str, &'draft Function, Part, &'draft Merge);

pub(in crate::check) fn check_merges(checker: &mut Checker<'_>) {
    for (name, caller) in &checker.api.functions {
        for (index, merge) in caller.merge.iter().enumerate() {
            let Some((read, context_name, context)) = checker.shown_read(&merge.slot) else {
                continue;
            };
            let merging = (name.as_str(), caller, Part::Merge(index), merge);
            if caller.result == Type::Unit {
                refuse_nothing(checker, merging);
            } else if check_fit(checker, merging, read) {
                check_instance(checker, merging, (read, context_name, context));
            }
        }
    }
}

fn refuse_nothing(checker: &mut Checker<'_>, (name, _, part, _): Merging<'_>) {
    let message = "this function answers nothing, and a merge brings what it answers to those who \
                   show it";
    let help = "write `affects`, and they read it again";
    checker.error(function(name).part(part), message.to_owned(), help);
}

/// Returns true if the answer is what the read shows, or an element of it that has a key.
fn check_fit(
    checker: &mut Checker<'_>,
    (name, caller, part, merge): Merging<'_>,
    read: &Function,
) -> bool {
    let (answer, shown) = (&caller.result, &read.result);
    let is_element = matches!(shown, Type::List(element) if **element == *answer);
    if answer == shown || *answer == Type::Unknown || *shown == Type::Unknown {
        return *answer != Type::Unknown && *shown != Type::Unknown;
    }
    if is_element && has_key(checker, answer) {
        return true;
    }
    let (message, help) = match is_element {
        true => describe_missing_key(checker, answer, &merge.slot),
        false => describe_misfit(checker, (answer, shown), &merge.slot),
    };
    checker.error(function(name).part(part), message, help);
    false
}

fn has_key(checker: &Checker<'_>, ty: &Type) -> bool {
    let Type::Named(path, _) = ty else { return false };
    checker.api.types.get(path).is_some_and(|definition| definition.key.is_some())
}

fn describe_missing_key(checker: &Checker<'_>, answer: &Type, slot: &str) -> (String, String) {
    let message = format!(
        "`{slot}` shows a list of `{}`, which has no key: nobody can tell which element the new \
         one replaces",
        checker.show(answer),
    );
    let help = checker.advice(
        "name the field that tells them apart with `#[mizan(key)]`, or call it `id`",
        "name the field that tells them apart: `key=\"id\"` on the type",
    );
    (message, help)
}

fn describe_misfit(
    checker: &Checker<'_>,
    (answer, shown): (&Type, &Type),
    slot: &str,
) -> (String, String) {
    let shown = checker.show(shown);
    let message = format!(
        "`{slot}` shows `{shown}`, and this function answers `{}`: a merge brings the new result of \
         the read, or an element of its list",
        checker.show(answer),
    );
    let help = checker.advice(
        format!("answer `{shown}`, or write `affects = {slot}`"),
        format!("answer `{shown}`, or write `affects function=\"{slot}\"`"),
    );
    (message, help)
}

/// Of all the instances that show something else, one is meant: the function takes whatever tells
/// them apart. The same holds for an element of a list, which would be added to every list.
fn check_instance(
    checker: &mut Checker<'_>,
    (name, _, part, merge): Merging<'_>,
    (read, context_name, context): (&Function, &str, &Context),
) {
    let (mut known, mut missing, mut arguments) = (Vec::new(), Vec::new(), Vec::new());
    for parameter in &context.parameters {
        let own = parameter.name.as_str();
        if merge.scope.contains(&parameter.name) {
            known.push(own);
        } else if read.arguments.iter().any(|argument| argument.name == own) {
            missing.push(own);
            arguments.push(format!("{own}: {}", checker.show(&parameter.ty)));
        }
    }
    if missing.is_empty() {
        return;
    }
    let others = match known.is_empty() {
        true => String::new(),
        false => format!(" of that `{}`", known.join("` and `")),
    };
    let slot = &merge.slot;
    let message = format!(
        "nothing says of which `{}` the new `{slot}` is, so every `{}`{others} would show it",
        missing.join("` and `"),
        checker.context_name(context_name),
    );
    let help = checker.advice(
        format!(
            "take `{}`, or write `affects = {slot}`, and clients read it again",
            arguments.join(", ")
        ),
        format!(
            "take it as an argument, and write `scope \"{}\"`, or write `affects \
             function=\"{slot}\"`, and clients read it again",
            missing.join("\"`, `scope \""),
        ),
    );
    checker.error(function(name).part(part), message, help);
}
