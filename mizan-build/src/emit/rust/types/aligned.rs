//! The two directions of one type, which are one definition where a single one says the same.

use super::definition::{Body, Content, Definition, Field, Presence, Variant};

/// The definition of both directions, if there can be one.
pub(super) fn align(mut output: Definition, mut input: Definition) -> Option<Definition> {
    match (&mut output.body, &mut input.body) {
        (Body::Struct(output), Body::Struct(input)) => align_content(output, input),
        (Body::Enum(output), Body::Enum(input)) | (Body::Numbers(output), Body::Numbers(input)) => {
            for (output, input) in output.iter_mut().zip(input) {
                align_variant(output, input);
            }
        }
        _ => {}
    }
    (output == input).then_some(input)
}

fn align_variant(output: &mut Variant, input: &mut Variant) {
    output.aliases.clone_from(&input.aliases);
    align_content(&mut output.content, &mut input.content);
}

fn align_content(output: &mut Content, input: &mut Content) {
    if let (Content::Named(output), Content::Named(input)) = (output, input) {
        for (output, input) in output.iter_mut().zip(input) {
            align_field(output, input);
        }
    }
}

/// A field that one direction may write in several ways is written as the other has it.
fn align_field(output: &mut Field, input: &mut Field) {
    output.aliases.clone_from(&input.aliases);
    match (output.presence, input.presence) {
        (_, Presence::Either) => input.presence = output.presence,
        // The server writes `null`, and reads nothing as its default.
        (Presence::Plain, Presence::Absent) if output.ty.starts_with("Option<") => {
            output.presence = Presence::Absent;
        }
        _ => {}
    }
}
