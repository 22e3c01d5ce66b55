//! Parameters that bear the name of a context's: they are the same, or it is a mistake.

use mizan_ir::{Type, nearest};

use crate::{
    finding::Finding,
    resolve::{Context, Function, Item, Program, Reference},
    scan::{Scan, outline::Argument},
};

/// A read shares the parameters of its context.
pub(super) fn check_parameters(
    scan: &Scan,
    program: &Program<'_>,
    function: &Function<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(context) = function.context {
        check_read(scan, program, function, context, &mut findings);
    }
    findings
}

/// A read shares the context's parameters; one of its own must do without a value.
fn check_read(
    scan: &Scan,
    program: &Program<'_>,
    function: &Function<'_>,
    context: Reference,
    findings: &mut Vec<Finding>,
) {
    let context = match context {
        Reference::Context(index) => Some(&program.contexts[index]),
        Reference::Global => None,
        Reference::Function(_) | Reference::Unknown => return,
    };
    if context.is_some_and(|context| context.content.is_none()) {
        return;
    }
    for (argument, ty) in function.outline.arguments.iter().zip(&function.arguments) {
        let Some(ty) = ty else { continue };
        match context.and_then(|context| Some((context, find_parameter(context, argument)?))) {
            Some((context, parameter)) => {
                check_same(scan, context, parameter, (argument, ty), findings);
            }
            None if matches!(ty, Type::Option(_)) || function.outline.route.is_some() => {}
            None => findings.push(Finding::error(argument.span, tell_own(context, argument, ty))),
        }
    }
}

fn tell_own(context: Option<&Item<'_, Context<'_>>>, argument: &Argument, ty: &Type) -> String {
    let name = context.map_or("mizan::Global", |context| context.name);
    let parameters = list_parameters(context);
    let known = parameter_names(context);
    let meant = nearest(&argument.wire_name, known.iter().copied())
        .map_or(String::new(), |known| format!("did you mean `{known}`? else "));
    format!(
        "`{argument}` is not a parameter of `{name}`, which {parameters}: all reads of a context \
         are fetched together, so a parameter of one alone must be optional\n\
         {meant}write `{argument}: Option<{ty}>`, or make `{argument}` a field of `{name}`",
        argument = argument.wire_name,
        ty = short(ty),
    )
}

/// The parameters of a context, as the end of a sentence about it.
pub(super) fn list_parameters(context: Option<&Item<'_, Context<'_>>>) -> String {
    match parameter_names(context).as_slice() {
        [] => "has no parameters".to_owned(),
        known => format!("has `{}`", known.join("`, `")),
    }
}

/// The names of the parameters of a context; the global one has none.
pub(super) fn parameter_names<'scan>(
    context: Option<&Item<'scan, Context<'scan>>>,
) -> Vec<&'scan str> {
    let content = context.and_then(|context| context.content.as_ref());
    let parameters = content.map_or(&[][..], |context| &context.outline.parameters);
    parameters.iter().map(|parameter| parameter.wire_name.as_str()).collect()
}

/// One name has one type.
pub(super) fn check_same(
    scan: &Scan,
    context: &Item<'_, Context<'_>>,
    (parameter, expected): (&Argument, &Type),
    (argument, ty): (&Argument, &Type),
    findings: &mut Vec<Finding>,
) {
    if ty == expected {
        return;
    }
    let location = parameter.span.location(&scan.file_of(context.module).name);
    let message = format!(
        "`{name}` is `{expected}` in the context `{context}`, at {location}, and `{ty}` here: one \
         name has one type, so that the instance it means is known\n\
         write `{name}: {expected}`, or give it another name",
        name = argument.wire_name,
        context = context.name,
        expected = short(expected),
        ty = short(ty),
    );
    let finding = Finding::error(argument.ty.span, message);
    if !findings.contains(&finding) {
        findings.push(finding);
    }
}

/// A parameter of a context that an argument bears the name of, with its type.
pub(super) fn find_parameter<'program>(
    context: &'program Item<'_, Context<'_>>,
    argument: &Argument,
) -> Option<(&'program Argument, &'program Type)> {
    let context = context.content.as_ref()?;
    let mut parameters = context.outline.parameters.iter().zip(&context.parameters);
    let (parameter, ty) =
        parameters.find(|(parameter, _)| parameter.wire_name == argument.wire_name)?;
    Some((parameter, ty.as_ref()?))
}

/// A type as its author would write it: named types without their modules.
pub(super) fn short(ty: &Type) -> String {
    let text = ty.to_string();
    let mut short = String::new();
    for word in text.split_inclusive(|letter: char| "<>,;()[] ".contains(letter)) {
        short.push_str(word.rsplit("::").next().unwrap_or(word));
    }
    short
}
