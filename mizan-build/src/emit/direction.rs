//! The two directions in which values travel, and the parts of a type that travel in one of them.

use mizan_ir::{Presence, Shape, Type, Variant};

/// The direction in which a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From the server to the client.
    Output,
    /// From the client to the server.
    Input,
}

impl Direction {
    /// The one of two things that belongs to this direction.
    pub(crate) fn choose<T>(self, output: T, input: T) -> T {
        match self {
            Self::Output => output,
            Self::Input => input,
        }
    }
}

/// The shape that a type has in one direction.
pub(super) fn directed(mut shape: &Shape, direction: Direction) -> &Shape {
    while let Shape::Directed { output, input } = shape {
        shape = direction.choose(output, input);
    }
    shape
}

/// The types that a shape mentions in one direction.
pub(super) fn visible(shape: &Shape, direction: Direction) -> Vec<&Type> {
    directed(shape, direction).types()
}

/// The variants that travel in one direction.
pub(super) fn present(variants: &[Variant], direction: Direction) -> Vec<&Variant> {
    let is_present =
        |variant: &&Variant| direction.choose(variant.output, variant.input) != Presence::Skipped;
    variants.iter().filter(is_present).collect()
}

/// The names of a variant in one direction: its own name, and on input its aliases.
pub(super) fn variant_names(variant: &Variant, direction: Direction) -> impl Iterator<Item = &str> {
    let (name, aliases) = match direction {
        Direction::Output => (&variant.name.output, [].as_slice()),
        Direction::Input => (&variant.name.input, variant.aliases.as_slice()),
    };
    [name].into_iter().chain(aliases).map(String::as_str)
}
