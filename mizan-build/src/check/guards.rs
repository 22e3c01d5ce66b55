//! The rule that a guard is not named like an access rule of Mizan's own.

use mizan_ir::{Auth, Part};

use super::checker::{Checker, function};

/// The access rules that a function can have without a guard, as KDL names them.
const RULES: [&str; 4] = ["anyone", "signed-in", "staff", "superuser"];

pub(super) fn check_guards(checker: &mut Checker<'_>) {
    for (name, caller) in &checker.api.functions {
        if let Auth::Guard(guard) = &caller.auth
            && RULES.contains(&guard.as_str())
        {
            let message =
                format!("`{guard}` is no guard, but one of those that Mizan lets in itself");
            let subject = function(name).part(Part::Auth);
            checker.error(subject, message, format!("write `auth \"{guard}\"`"));
        }
    }
}
