//! The parameters of methods: their types in Rust, and the calls that add them to a request.

use mizan_ir::{Absence, Direction, Parameter, Type};

use super::{
    names::{Taken, variable},
    types::Types,
};

/// A parameter of a method.
pub(super) struct Argument<'api> {
    pub(super) parameter: &'api Parameter,
    pub(super) name: String,
    pub(super) is_optional: bool,
    /// The type of the parameter in Rust, and the expression that is sent.
    pub(super) ty: String,
    sent: String,
    kind: ArgumentKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ArgumentKind {
    Value,
    File,
    Files,
}

/// The parameters of a method.
pub(super) fn arguments<'own>(
    types: &Types<'_>,
    parameters: &'own [Parameter],
) -> Vec<Argument<'own>> {
    let mut taken = Taken::default();
    parameters.iter().map(|parameter| argument(types, parameter, &mut taken)).collect()
}

fn argument<'own>(
    types: &Types<'_>,
    parameter: &'own Parameter,
    taken: &mut Taken,
) -> Argument<'own> {
    let is_optional = parameter.optional || types.api().absence(&parameter.ty) == Absence::Allowed;
    let name = taken.name(variable(&parameter.name));
    let (kind, ty) = match &parameter.ty {
        Type::Upload => (ArgumentKind::File, "impl Into<Upload>".to_owned()),
        Type::Option(inner) if **inner == Type::Upload => {
            (ArgumentKind::File, "impl Into<Upload>".to_owned())
        }
        Type::List(inner) if **inner == Type::Upload => {
            (ArgumentKind::Files, "impl IntoIterator<Item = Upload>".to_owned())
        }
        ty => (ArgumentKind::Value, types.mention(ty, Direction::Input)),
    };
    let ty = match (is_optional, ty.strip_prefix("Option<")) {
        (true, Some(inner)) => inner.strip_suffix('>').unwrap_or(inner).to_owned(),
        _ => ty,
    };
    let (ty, sent) = match (kind, ty.as_str()) {
        (ArgumentKind::Value, "String") => {
            ("impl Into<String>".to_owned(), format!("{name}.into()"))
        }
        (ArgumentKind::File, _) => (ty, format!("{name}.into()")),
        _ => (ty, name.clone()),
    };
    Argument { parameter, name, is_optional, ty, sent, kind }
}

impl Argument<'_> {
    /// The call that adds the argument to a request.
    pub(super) fn put(&self) -> String {
        let Self { parameter, sent, .. } = self;
        let method = match self.kind {
            ArgumentKind::Value => "with_argument",
            ArgumentKind::File => "with_file",
            ArgumentKind::Files => "with_files",
        };
        format!(".{method}({:?}, {sent})", parameter.name)
    }
}

/// The same argument, which is always given: an `Option`, if it may be left out.
pub(super) fn given(argument: Argument<'_>) -> Argument<'_> {
    if !argument.is_optional {
        return argument;
    }
    let Argument { name, ty, .. } = &argument;
    let (ty, sent) = match ty.as_str() {
        "impl Into<String>" => ("Option<String>".to_owned(), name.clone()),
        ty => (format!("Option<{ty}>"), name.clone()),
    };
    Argument { ty, sent, is_optional: false, ..argument }
}
