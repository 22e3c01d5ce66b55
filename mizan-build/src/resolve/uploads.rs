//! The arguments that are files by the name of their type, which is all that the grammar sees, and
//! those that are files by their type.

use mizan_ir::{Diagnostic, Type};

use crate::scan::{Span, outline::Argument};

pub(super) fn check_uploads(arguments: &[Argument], types: &[Type]) -> Vec<Diagnostic<Span>> {
    let mut diagnostics = Vec::new();
    for (argument, ty) in arguments.iter().zip(types) {
        let (message, help) = match (argument.is_upload, ty.is_upload()) {
            _ if *ty == Type::Unknown => continue,
            (true, false) => (
                "a parameter whose type is called `Upload` is a file, and this is another type",
                "give the type another name",
            ),
            (false, true) => (
                "files are told by the name of their type",
                "write `mizan::Upload`, `Option<mizan::Upload>` or `Vec<mizan::Upload>`",
            ),
            _ => continue,
        };
        diagnostics.push(Diagnostic::error(argument.ty.span, message).with_help(help));
    }
    diagnostics
}
