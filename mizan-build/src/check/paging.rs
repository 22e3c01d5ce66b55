//! The rules of lists in pages: the argument that names a page belongs to a read, may be left out, and
//! the result of one page leads to the next.

use mizan_ir::{Function, PagingError, Part, Type};

use super::checker::{Checker, function};

pub(super) fn check_paging(checker: &mut Checker<'_>) {
    for (name, read) in &checker.api.functions {
        let Some(argument) = &read.paging else { continue };
        if let Some((part, message, help)) = find_contradiction(checker, read, argument) {
            checker.error(function(name).part(part), message, help);
        } else if let Some(Err(error)) = checker.api.paging(read)
            && let Some((part, message, help)) = describe(checker, read, argument, error)
        {
            checker.error(function(name).part(part), message, help);
        }
    }
}

/// A part of a function, the mistake, and what to write.
type Mistake = (Part, String, String);

/// The reasons for which a function has no pages at all.
fn find_contradiction(checker: &Checker<'_>, read: &Function, argument: &str) -> Option<Mistake> {
    let part = position(read, argument).map_or(Part::Paging, Part::Argument);
    let out = checker.advice("leave `#[mizan(page)]` out", "leave `paging` out");
    let Some(context) = &read.context else {
        let message = format!(
            "`{argument}` names a page, and only what is read has pages: this function belongs to no \
             context"
        );
        let help = checker.advice(
            "write `context = …` for a read, or leave `#[mizan(page)]` out",
            "write `context` for a read, or leave `paging` out",
        );
        return Some((part, message, help));
    };
    if read.route.is_some() {
        let message = format!(
            "`{argument}` names a page of a list, and a function with a route answers a whole page \
             to a browser"
        );
        return Some((part, message, out));
    }
    let context = checker.api.contexts.get(context)?;
    if context.parameters.iter().any(|parameter| parameter.name == *argument) {
        let message = format!(
            "`{argument}` tells the instances of the context apart, and all pages of a list belong to \
             one instance"
        );
        let help = format!("{out}, or let the read alone have the parameter");
        return Some((part, message, help));
    }
    None
}

fn position(read: &Function, argument: &str) -> Option<usize> {
    read.arguments.iter().position(|it| it.name == argument)
}

/// The mistake in the types of a read; `None` where another rule tells it.
fn describe(
    checker: &Checker<'_>,
    read: &Function,
    argument: &str,
    error: PagingError,
) -> Option<Mistake> {
    let index = position(read, argument);
    let asked = index.map(|index| match &read.arguments[index].ty {
        Type::Option(asked) => checker.show(asked),
        other => checker.show(other),
    });
    let asked = asked.unwrap_or_default();
    Some(match error {
        // That a read's own parameter may be left out is another rule.
        PagingError::Unknown | PagingError::Required => return None,
        PagingError::NoArgument => (
            Part::Paging,
            format!("there is no argument `{argument}` that could name a page"),
            "name one of the arguments".to_owned(),
        ),
        PagingError::NoList => (
            Part::Result,
            format!(
                "`{}` is no page of a list, and `{argument}` names one",
                checker.show(&read.result)
            ),
            format!("answer a list, or a struct with one list and {}", further(checker, &asked)),
        ),
        PagingError::NotOneList(lists) => (
            Part::Result,
            match lists.is_empty() {
                true => format!("`{}` has no list, and a page is one", checker.show(&read.result)),
                false => format!(
                    "`{}` has several lists, and one of them is the page: `{}`",
                    checker.show(&read.result),
                    lists.join("`, `")
                ),
            },
            "answer a struct with one list".to_owned(),
        ),
        PagingError::NoNext => (
            index.map_or(Part::Paging, Part::ArgumentType),
            format!(
                "`{asked}` is no number of elements, so it is a cursor, and `{}` does not say which \
                 one is next",
                checker.show(&read.result)
            ),
            format!(
                "{}, or answer a struct with one list and `{}`",
                checker.advice(
                    format!("write `{argument}: Option<u32>` for an offset"),
                    "write `type=\"Option<u32>\"` for an offset",
                ),
                next(checker, &asked)
            ),
        ),
        PagingError::OtherCursor(other) => (
            Part::Result,
            format!(
                "the cursor of the next page is `{}` here, and `{argument}` takes `{asked}`: the one \
                 becomes the other",
                checker.show(&other)
            ),
            format!("write `{}`", next(checker, &asked)),
        ),
    })
}

/// The field for the next cursor.
fn next(checker: &Checker<'_>, asked: &str) -> String {
    checker.advice(
        format!("next: Option<{asked}>"),
        format!("field \"next\" type=\"Option<{asked}>\""),
    )
}

/// The field that a struct needs beside its list.
fn further(checker: &Checker<'_>, asked: &str) -> String {
    match Type::integer(asked) {
        Some(_) => "perhaps the `total` of all pages".to_owned(),
        None => format!("`{}`", next(checker, asked)),
    }
}
