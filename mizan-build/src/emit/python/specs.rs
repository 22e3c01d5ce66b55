//! The constants that tell the fixed part of a client about functions and contexts.

use mizan_ir::{Direction, Function, Parameter};

use super::{expression::string, failures::Failures, types::Types};
use crate::emit::model::Model;

/// `UserProfile` or `user_profile` as the name of a constant.
pub(super) fn constant(name: &str) -> String {
    let mut constant = String::from("_");
    let mut was_lower = false;
    for letter in name.chars() {
        if was_lower && letter.is_uppercase() {
            constant.push('_');
        }
        was_lower = letter.is_lowercase() || letter.is_ascii_digit();
        constant.extend(letter.to_uppercase());
    }
    constant
}

/// The name of the constant of a function outside of contexts.
pub(super) fn function_constant(wire: &str) -> String {
    format!("{}_FUNCTION", constant(wire))
}

/// The name of the constant of a context.
pub(super) fn context_constant(wire: &str) -> String {
    format!("{}_CONTEXT", constant(wire))
}

/// The constants of all contexts and functions.
pub(super) fn emit_specs(model: &Model<'_>, types: &Types<'_>, failures: &Failures) -> Vec<String> {
    let mut constants = Vec::new();
    for bundle in &model.bundles {
        let mut text = format!(
            "{}: Final = _Context(\n    {},\n    {{\n",
            context_constant(bundle.names.wire),
            string(bundle.names.wire)
        );
        for read in &bundle.reads {
            let spec = spec(read.names.wire, read.function, &[], (types, failures), 8);
            let key = string(read.names.wire);
            text.push_str(&format!("        {key}: {spec},\n"));
        }
        text.push_str("    },\n)\n");
        constants.push(text);
    }
    for call in &model.calls {
        let files = |argument: &&Parameter| !argument.ty.is_upload();
        let sent: Vec<&Parameter> = call.function.arguments.iter().filter(files).collect();
        constants.push(emit_function(call.names.wire, call.function, &sent, (types, failures)));
    }
    constants
}

/// The constant of a function outside of contexts, with the arguments that are sent as JSON.
pub(super) fn emit_function(
    wire: &str,
    function: &Function,
    sent: &[&Parameter],
    known: (&Types<'_>, &Failures),
) -> String {
    format!("{}: Final = {}\n", function_constant(wire), spec(wire, function, sent, known, 0))
}

/// `_Function(…)`, a line for each of its parts.
fn spec(
    wire: &str,
    function: &Function,
    sent: &[&Parameter],
    (types, failures): (&Types<'_>, &Failures),
    indent: usize,
) -> String {
    let inside = " ".repeat(indent + 4);
    let sent: Vec<&Parameter> = match function.context {
        Some(_) => function.arguments.iter().collect(),
        None => sent.to_vec(),
    };
    let mut lines = vec![string(wire)];
    let result = types.mention(&function.result, Direction::Output).to_line();
    lines.push(format!("result={}", string(&result)));
    lines.extend(spec_arguments("arguments", &sent, types, &inside));
    if let Some(constant) = function.error.as_ref().and_then(|error| failures.constant(error)) {
        lines.push(format!("kinds={constant}"));
    }
    let joined = lines.join(&format!(",\n{inside}"));
    format!("_Function(\n{inside}{joined},\n{})", " ".repeat(indent))
}

/// The types of arguments, as the argument `name` of a constant; nothing where there are none.
pub(super) fn spec_arguments(
    name: &str,
    arguments: &[&Parameter],
    types: &Types<'_>,
    inside: &str,
) -> Option<String> {
    let mut text = String::new();
    for argument in arguments {
        let ty = types.mention(&argument.ty, Direction::Input).to_line();
        text.push_str(&format!("{inside}    {}: {},\n", string(&argument.name), string(&ty)));
    }
    (!text.is_empty()).then(|| format!("{name}={{\n{text}{inside}}}"))
}
