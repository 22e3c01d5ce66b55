//! Generic types with their parameters replaced by arguments.

use std::borrow::Cow;

use mizan_ir::{Shape, Type};

/// A shape with its parameters replaced by arguments.
pub(super) fn apply<'api>(
    shape: &'api Shape,
    parameters: &[String],
    arguments: &[Type],
) -> Cow<'api, Shape> {
    if parameters.is_empty() {
        return Cow::Borrowed(shape);
    }
    let pairs: Vec<(&str, &Type)> = parameters.iter().map(String::as_str).zip(arguments).collect();
    Cow::Owned(shape.map(&mut |ty| ty.substitute(&pairs)))
}
