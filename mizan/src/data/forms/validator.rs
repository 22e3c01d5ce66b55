//! The function by which a client asks what the rules of the server say of one field, while somebody fills a
//! form in. It is called as any other, by the name of the form's function and `.validate`.

use std::sync::OnceLock;

use serde_json::Value;

use super::form::Form;
use super::needs::Needs;
use super::problems::Problems;
use crate::declared::call::Call;
use crate::declared::function::{Function, Run};

/// The names of its arguments: the path of the field, `form.lines.3.product`, and its value.
const ARGUMENTS: &[&str] = &["field", "value"];

/// The most names in a path. Each is a call within another one.
const DEEPEST: usize = 32;

/// The function beside a function with forms.
pub struct Validator {
    name: &'static str,
    run: Run,
    function: OnceLock<Box<Function>>,
}

impl Validator {
    /// A validator of that name on the wire.
    pub const fn new(name: &'static str, run: Run) -> Self {
        Self { name, run, function: OnceLock::new() }
    }

    /// The validator of a function; `None` if its forms have no rule of the server that is about one field.
    /// Whoever may call the function may call it, as often, and with as much.
    pub(crate) fn of(function: &'static Function) -> Option<&'static Function> {
        let validator = function.validator?;
        let mut needs = Needs::default();
        function.rules.iter().for_each(|rules| rules(&mut needs));
        // A page is no function of the client, and one of a channel is called in a room alone.
        if !needs.is_asked || function.route.is_some() || function.role.is_some() {
            return None;
        }
        Some(validator.function.get_or_init(|| {
            let place = (function.file, function.line);
            Box::new(Function {
                arguments: ARGUMENTS,
                rules: function.rules,
                dependencies: function.dependencies,
                auth: function.auth,
                private: function.private,
                binary: function.binary,
                websocket: function.websocket,
                limits: function.limits,
                ..Function::new(validator.name, function.module, place, validator.run)
            })
        }))
    }
}

/// Asks for one field of an argument. Nothing is told of a field that is of another argument, or has no such
/// rules.
pub(super) async fn ask_for<T: Form>(
    argument: &str,
    field: &str,
    value: &Value,
    call: &Call,
    problems: &mut Problems,
) {
    let path = field.strip_prefix(argument).and_then(|rest| rest.strip_prefix('.'));
    if let Some(path) = path.filter(|path| path.split('.').count() <= DEEPEST) {
        T::ask(path, value, call, problems).await;
    }
}

/// The first name of a path, and the path behind it.
pub fn step(path: &str) -> (&str, &str) {
    path.split_once('.').unwrap_or((path, ""))
}
