//! Files are arguments of their own, under their own name: the grammar tells them by it.

use mizan_ir::Type;

use super::Contents;
use crate::{
    finding::Finding,
    resolve::{Function, Program},
    scan::{Span, outline::Argument},
};

pub(super) fn check_calls(program: &mut Program<'_>, calls: &Contents) {
    for item in &mut program.functions {
        let Some(function) = &item.content else { continue };
        let is_upload = |argument: &Argument| argument.is_upload;
        if calls.has_upload || function.outline.arguments.iter().any(is_upload) {
            item.findings.append(&mut check_function(function));
        }
    }
    if calls.has_upload {
        check_contexts(program);
    }
}

fn check_contexts(program: &mut Program<'_>) {
    for item in &mut program.contexts {
        let Some(context) = &item.content else { continue };
        for (parameter, ty) in context.outline.parameters.iter().zip(&context.parameters) {
            if ty.as_ref().is_some_and(holds_upload) {
                item.findings.push(refuse(parameter.ty.span));
            }
        }
    }
}

pub(super) fn check_types(program: &mut Program<'_>) {
    for item in &mut program.types {
        let Some(definition) = &item.content else { continue };
        let types = definition.shape.types();
        for (mention, ty) in definition.outline.shape.types().into_iter().zip(types) {
            if ty.as_ref().is_some_and(holds_upload) {
                item.findings.push(refuse(mention.span));
            }
        }
    }
}

fn check_function(function: &Function<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (argument, ty) in function.outline.arguments.iter().zip(&function.arguments) {
        if let Some(ty) = ty {
            findings.extend(check_argument(argument, ty));
        }
    }
    if let (Some(output), Some(result)) = (&function.outline.output, &function.result)
        && holds_upload(result)
    {
        findings.push(refuse(output.span));
    }
    findings
}

fn check_argument(argument: &Argument, ty: &Type) -> Option<Finding> {
    match (argument.is_upload, ty.is_upload()) {
        (true, false) => Some(Finding::error(
            argument.ty.span,
            "a parameter whose type is called `Upload` is a file, and this is another type: give \
             it another name",
        )),
        (false, true) => Some(Finding::error(
            argument.ty.span,
            "files are told by the name of their type: write `mizan::Upload`, \
             `Option<mizan::Upload>` or `Vec<mizan::Upload>`",
        )),
        (false, false) if holds_upload(ty) => Some(refuse(argument.ty.span)),
        _ => None,
    }
}

fn holds_upload(ty: &Type) -> bool {
    *ty == Type::Upload || ty.children().into_iter().any(holds_upload)
}

fn refuse(span: Span) -> Finding {
    Finding::error(
        span,
        "a file travels beside the JSON of a call, never inside of it: take it as a parameter of \
         the function, `mizan::Upload`, `Option<mizan::Upload>` or `Vec<mizan::Upload>`",
    )
}
