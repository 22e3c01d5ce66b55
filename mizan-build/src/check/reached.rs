//! Which types travel, and which way.

use mizan_ir::{Shape, Type};

use crate::{emit::Direction, index::Index, resolve::Program};

/// Which types, by their numbers, go a way: those that functions answer or take, and all that these
/// hold.
pub(super) fn find_reached(program: &Program<'_>, direction: Direction) -> Vec<bool> {
    let mut paths = Vec::new();
    for (number, item) in program.types.iter().enumerate() {
        if let Some(definition) = &item.content {
            paths.push((definition.path.as_str(), number));
        }
    }
    let paths = Index::new(paths);
    let mut waiting = find_roots(program, direction);
    let mut reached = vec![false; program.types.len()];
    while let Some(ty) = waiting.pop() {
        if let Type::Directed(output, input) = ty {
            waiting.push(direction.choose(output, input));
            continue;
        }
        waiting.extend(ty.children());
        if let Type::Named(path, _) = ty
            && let Some(number) = paths.first(path)
            && let Some(definition) = &program.types[number].content
            && !reached[number]
        {
            reached[number] = true;
            waiting.extend(choose(&definition.shape, direction).types().into_iter().flatten());
        }
    }
    reached
}

/// What functions answer, or what they and contexts take.
fn find_roots<'program>(
    program: &'program Program<'_>,
    direction: Direction,
) -> Vec<&'program Type> {
    let mut roots = Vec::new();
    for function in program.functions.iter().filter_map(|item| item.content.as_ref()) {
        match direction {
            Direction::Output => roots.extend(function.result.iter().chain(&function.error)),
            Direction::Input => roots.extend(function.arguments.iter().flatten()),
        }
    }
    if direction == Direction::Input {
        for context in program.contexts.iter().filter_map(|item| item.content.as_ref()) {
            roots.extend(context.parameters.iter().flatten());
        }
    }
    roots
}

/// The shape that a type has on its way.
pub(super) fn choose(shape: &Shape<Option<Type>>, direction: Direction) -> &Shape<Option<Type>> {
    match shape {
        Shape::Directed { output, input } => direction.choose(output, input),
        shape => shape,
    }
}
