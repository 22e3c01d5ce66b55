//! What a mutation answers fits into what the read that it merges with shows.

use mizan_ir::Type;

use super::{context_name, parameters::short, shown_read};
use crate::{
    finding::Finding,
    resolve::{Function, Program, Reference},
    scan::outline::Path,
};

pub(super) fn check_merges(program: &Program<'_>, function: &Function<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (slot, path) in function.merge.iter().zip(&function.outline.merge) {
        let read = match slot {
            Reference::Unknown => None,
            Reference::Function(_) if shown_read(program, *slot).is_none() => None,
            _ if function.result == Some(Type::Unit) => {
                findings.push(Finding::error(path.span, ANSWERS_NOTHING));
                None
            }
            Reference::Function(_) => shown_read(program, *slot),
            context => match find_slot(program, function, *context) {
                Ok(read) => Some(read),
                Err(fitting) => {
                    findings.push(refuse_context(program, function, *context, &fitting, path));
                    None
                }
            },
        };
        if let Some(read) = read
            && let (Some(answer), Some(shown)) = (&function.result, &read.result)
        {
            findings.extend(check_fit(program, answer, shown, &read.outline.wire_name, path));
        }
    }
    findings
}

const ANSWERS_NOTHING: &str = "this function answers nothing, and a merge brings what it answers \
                               to those who show it: write `affects`, and they read it again";

/// The one read of a context that shows what a function answers; if it is not one, all that do.
pub(crate) fn find_slot<'program, 'source>(
    program: &'program Program<'source>,
    function: &Function<'_>,
    context: Reference,
) -> Result<&'program Function<'source>, Vec<&'program Function<'source>>> {
    let fits = |read: &&Function<'_>| match (&function.result, &read.result) {
        (Some(answer), Some(Type::List(element))) if **element == *answer => true,
        (answer, shown) => answer == shown,
    };
    let mut fitting = shown_in(program, context);
    fitting.retain(fits);
    match fitting.as_slice() {
        [read] => Ok(read),
        _ => Err(fitting),
    }
}

fn shown_in<'program, 'source>(
    program: &'program Program<'source>,
    context: Reference,
) -> Vec<&'program Function<'source>> {
    let mut shown = Vec::new();
    for read in program.functions.iter().filter_map(|item| item.content.as_ref()) {
        if read.context == Some(context) && read.is_shown() {
            shown.push(read);
        }
    }
    shown
}

fn refuse_context(
    program: &Program<'_>,
    function: &Function<'_>,
    context: Reference,
    fitting: &[&Function<'_>],
    path: &Path,
) -> Finding {
    let answer = function.result.as_ref().map(short).unwrap_or_default();
    let name = context_name(program, context);
    let message = match fitting {
        [] => {
            let mut shown = Vec::new();
            for read in shown_in(program, context) {
                if let Some(result) = &read.result {
                    shown.push(format!("`{}` shows `{}`", read.outline.wire_name, short(result)));
                }
            }
            format!(
                "no read of `{name}` shows `{answer}`, which this function answers, or a list of \
                 it{listed}\nanswer what one of them shows, or write `affects = {name}`",
                listed = match shown.is_empty() {
                    true => String::new(),
                    false => format!(": {}", shown.join(", ")),
                },
            )
        }
        [first, ..] => format!(
            "{} of `{name}` show `{answer}`, so nobody can tell which of them is meant\nname it: \
             `merge = {}`",
            list_names(fitting),
            first.outline.wire_name,
        ),
    };
    Finding::error(path.span, message)
}

fn list_names(reads: &[&Function<'_>]) -> String {
    let names = reads.iter().map(|read| format!("`{}`", read.outline.wire_name));
    names.collect::<Vec<_>>().join(" and ")
}

/// The result itself, or an element of it that has a key.
fn check_fit(
    program: &Program<'_>,
    answer: &Type,
    shown: &Type,
    name: &str,
    path: &Path,
) -> Option<Finding> {
    let message = match shown {
        shown if shown == answer => return None,
        Type::List(element) if **element == *answer => match key_of(program, answer) {
            Some(_) => return None,
            None => format!(
                "`{name}` shows a list of `{answer}`, which has no key: nobody can tell which \
                 element the new one replaces\n\
                 name the field that tells them apart with `#[mizan(key)]`, or call it `id`",
                answer = short(answer),
            ),
        },
        shown => format!(
            "`{name}` shows `{shown}`, and this function answers `{answer}`: a merge brings the \
             new result of the read, or an element of its list\n\
             answer `{shown}`, or write `affects = {name}`",
            answer = short(answer),
            shown = short(shown),
        ),
    };
    Some(Finding::error(path.span, message))
}

fn key_of<'program>(program: &'program Program<'_>, ty: &Type) -> Option<&'program str> {
    let Type::Named(path, _) = ty else { return None };
    let definitions = program.types.iter().filter_map(|item| item.content.as_ref());
    let definition = definitions.into_iter().find(|definition| definition.path == *path)?;
    definition.outline.key.as_deref()
}
