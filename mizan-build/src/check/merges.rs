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
    let mut earlier: Vec<&Function<'_>> = Vec::new();
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
        let Some(read) = read else { continue };
        if earlier.iter().any(|other| std::ptr::eq(*other, read)) {
            findings.push(Finding::error(path.span, tell_double(path, read)));
            continue;
        }
        earlier.push(read);
        if let (Some(answer), Some(shown)) = (&function.result, &read.result) {
            let misfit = check_fit(program, answer, shown, &read.outline.wire_name, path);
            findings.extend(misfit.or_else(|| check_instance(program, function, read, path)));
        }
    }
    findings
}

/// One slot by two paths; by one path the grammar tells it.
fn tell_double(path: &Path, read: &Function<'_>) -> String {
    format!(
        "`{path}` takes what this function answers as `{}`, which is listed already: once is enough",
        read.outline.wire_name
    )
}

const ANSWERS_NOTHING: &str = "this function answers nothing, and a merge brings what it answers \
                               to those who show it: write `affects`, and they read it again";

/// The one read of a context that shows what a function answers; if it is not one, all that do.
pub(crate) fn find_slot<'program, 'scan>(
    program: &'program Program<'scan>,
    function: &Function<'_>,
    context: Reference,
) -> Result<&'program Function<'scan>, Vec<&'program Function<'scan>>> {
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

fn shown_in<'program, 'scan>(
    program: &'program Program<'scan>,
    context: Reference,
) -> Vec<&'program Function<'scan>> {
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

/// Of all the instances that show something else, one is meant: whatever tells them apart, the
/// function takes too. So it is for an element of a list, which would be added to every list.
fn check_instance(
    program: &Program<'_>,
    function: &Function<'_>,
    read: &Function<'_>,
    path: &Path,
) -> Option<Finding> {
    let Some(Reference::Context(index)) = read.context else { return None };
    let context = &program.contexts[index];
    let content = context.content.as_ref()?;
    let (mut known, mut missing, mut arguments) = (Vec::new(), Vec::new(), Vec::new());
    for (parameter, ty) in content.outline.parameters.iter().zip(&content.parameters) {
        let name = parameter.wire_name.as_str();
        if takes(function, name) {
            known.push(name);
        } else if takes(read, name) {
            missing.push(name);
            let ty = ty.as_ref().map_or_else(|| "…".to_owned(), short);
            arguments.push(format!("{name}: {ty}"));
        }
    }
    if missing.is_empty() {
        return None;
    }
    let others = match known.is_empty() {
        true => String::new(),
        false => format!(" of that `{}`", known.join("` and `")),
    };
    let message = format!(
        "nothing says of which `{missing}` the new `{read}` is, so every `{context}`{others} would \
         show it\ntake `{arguments}`, or write `affects = {read}`, and clients read it again",
        missing = missing.join("` and `"),
        read = read.outline.wire_name,
        context = context.name,
        arguments = arguments.join(", "),
    );
    Some(Finding::error(path.span, message))
}

fn takes(function: &Function<'_>, name: &str) -> bool {
    function.outline.arguments.iter().any(|argument| argument.wire_name == name)
}

fn key_of<'program>(program: &'program Program<'_>, ty: &Type) -> Option<&'program str> {
    let Type::Named(path, _) = ty else { return None };
    let definitions = program.types.iter().filter_map(|item| item.content.as_ref());
    let definition = definitions.into_iter().find(|definition| definition.path == *path)?;
    definition.outline.key.as_deref()
}
