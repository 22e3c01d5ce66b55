//! What a mutation answers fits into what the read that it merges with shows.

use mizan_ir::Type;

use super::parameters::short;
use crate::{
    finding::Finding,
    resolve::{Function, Program, Reference},
    scan::outline::Path,
};

pub(super) fn check_merges(program: &mut Program<'_>) {
    let mut found: Vec<Vec<Finding>> = Vec::new();
    for function in &program.functions {
        let findings = function.content.as_ref().map(|content| check_function(program, content));
        found.push(findings.unwrap_or_default());
    }
    for (function, findings) in program.functions.iter_mut().zip(found) {
        function.findings.extend(findings);
    }
}

fn check_function(program: &Program<'_>, function: &Function<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (slot, path) in function.merge.iter().zip(&function.outline.merge) {
        let Reference::Function(index) = slot else { continue };
        let Some(read) = &program.functions[*index].content else { continue };
        if read.context.is_some()
            && let (Some(answer), Some(shown)) = (&function.result, &read.result)
        {
            findings.extend(check_fit(program, answer, shown, path));
        }
    }
    findings
}

/// The result itself, or an element of it that has a key.
fn check_fit(program: &Program<'_>, answer: &Type, shown: &Type, path: &Path) -> Option<Finding> {
    let name = path.last();
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
