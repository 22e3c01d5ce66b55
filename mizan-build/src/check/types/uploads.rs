//! The rule that a file is an argument of its own, never a part of another value.

use mizan_ir::{Part, Subject, Type};

use crate::check::checker::{Checker, channel, context, definition, function};

pub(super) fn check_uploads(checker: &mut Checker<'_>) {
    let api = checker.api;
    for (name, caller) in &api.functions {
        for (index, argument) in caller.arguments.iter().enumerate() {
            if !argument.ty.is_upload() && holds_upload(&argument.ty) {
                refuse(checker, function(name).part(Part::ArgumentType(index)));
            }
        }
        if holds_upload(&caller.result) {
            refuse(checker, function(name).part(Part::Result));
        }
    }
    for (name, declared) in &api.contexts {
        for (index, parameter) in declared.parameters.iter().enumerate() {
            if holds_upload(&parameter.ty) {
                refuse(checker, context(name).part(Part::ParameterType(index)));
            }
        }
    }
    for (name, declared) in &api.channels {
        for (index, parameter) in declared.parameters.iter().enumerate() {
            if holds_upload(&parameter.ty) {
                refuse(checker, channel(name).part(Part::ParameterType(index)));
            }
        }
        if holds_upload(&declared.message) {
            refuse(checker, channel(name).part(Part::Message));
        }
        if declared.presence.as_ref().is_some_and(holds_upload) {
            refuse(checker, channel(name).part(Part::Presence));
        }
    }
    for (path, defined) in &api.types {
        for (index, ty) in defined.shape.types().into_iter().enumerate() {
            if holds_upload(ty) {
                refuse(checker, definition(path).part(Part::Mention(index)));
            }
        }
    }
}

fn holds_upload(ty: &Type) -> bool {
    *ty == Type::Upload || ty.children().any(holds_upload)
}

fn refuse(checker: &mut Checker<'_>, subject: Subject) {
    let help = checker.advice(
        "take it as a parameter of the function, `mizan::Upload`, `Option<mizan::Upload>` or \
         `Vec<mizan::Upload>`",
        "take it as an argument of the function, `Upload`, `Option<Upload>` or `Vec<Upload>`",
    );
    let message = "a file travels beside the JSON of a call, never inside of it";
    checker.error(subject, message.to_owned(), help);
}
