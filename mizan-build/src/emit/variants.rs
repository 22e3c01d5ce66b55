//! The variants of an enum that travel in one direction, and their names.

use mizan_ir::{Direction, Presence, Variant};

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
