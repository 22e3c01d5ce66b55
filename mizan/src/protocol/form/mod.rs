//! The arguments of a call from the fields of a form of HTML, which are names and texts without types: the
//! model of the function says what each text means, and the arguments are the JSON that a client sends.

mod fields;
mod model;
mod reading;

pub(crate) use fields::FormFields;
pub(crate) use model::{FormModel, PostedArguments};
