//! The rules of access: a function says who may call it, where the configuration demands that, and
//! does not contradict itself.

use mizan_ir::{Auth, Function, Identity, Part};

use super::checker::{Checker, function};

pub(super) fn check_access(checker: &mut Checker<'_>) {
    for (name, called) in &checker.api.functions {
        if checker.requires_auth && says_nothing(called) {
            demand_auth(checker, name);
        }
        if called.auth == Auth::Anyone && called.identity == Some(Identity::Required) {
            refuse_anyone(checker, name);
        }
    }
}

/// No client calls a private function, so there is nothing to say.
fn says_nothing(function: &Function) -> bool {
    !function.private && function.auth == Auth::Open && function.identity.is_none()
}

fn demand_auth(checker: &mut Checker<'_>, name: &str) {
    let message = format!("`{}` does not say who may call it", checker.function_name(name));
    let help = checker.advice(
        "write `auth = anyone`, `auth` for whoever is signed in, `auth = staff` or the path of a \
         guard, or borrow who is asking",
        "write `auth \"anyone\"`, `auth \"signed-in\"`, `auth \"staff\"` or `auth guard=\"…\"`",
    );
    checker.error(function(name), message, help);
}

fn refuse_anyone(checker: &mut Checker<'_>, name: &str) {
    let message = format!(
        "`{}` needs to know who is asking, so that not anyone may call it",
        checker.function_name(name)
    );
    let help = checker.advice(
        "borrow who is asking as an `Option<&…>`, or leave `auth = anyone` out",
        "write `identity \"optional\"`, or leave `auth \"anyone\"` out",
    );
    checker.error(function(name).part(Part::Auth), message, help);
}
