//! The checks of the word after `auth =`: it may be misspelt, it may also be the name of a
//! function, and no identity may have the flag that it asks for.

use mizan_ir::{Auth, Diagnostic, Suggestion, nearest};

use super::{
    identities::is_identity,
    names::{External, ItemId, Names, Target},
};
use crate::scan::{
    ModuleId, Span,
    outline::{AuthFlags, Derived, Form, Function, Kind, Mention, Path},
};

/// Refuses an access rule that no borrowed identity can pass, since none of its fields has the
/// flag. The scan does not know the identities that a function does not borrow.
pub(super) fn check_flags<'scan>(
    names: &Names<'_, 'scan>,
    identities: &[ItemId<'scan>],
    module: ModuleId,
    outline: &'scan Function,
) -> Option<Diagnostic<Span>> {
    let word = match &outline.auth {
        Auth::Staff => "staff",
        Auth::Superuser => "superuser",
        Auth::Open | Auth::Anyone | Auth::SignedIn | Auth::Guard(_) => return None,
    };
    let mut unflagged = None;
    for injected in &outline.injected {
        if is_identity(names, identities, module, &injected.ty) {
            let (name, flags) = find_flags(names, module, &injected.ty)?;
            if if word == "staff" { flags.is_staff } else { flags.is_superuser } {
                return None;
            }
            unflagged = Some(name);
        }
    }
    let (name, guard) = (unflagged?, outline.guard.as_ref()?);
    let message = format!("`{name}` has no field with `#[mizan({word})]`, so this lets nobody in");
    let help = format!("mark the field that says it: `#[mizan({word})] is_{word}: bool`");
    Some(Diagnostic::error(guard.span, message).with_help(help))
}

/// The name and the flags of a type that derives `mizan::Identity`.
fn find_flags<'scan>(
    names: &Names<'_, 'scan>,
    module: ModuleId,
    ty: &'scan Mention,
) -> Option<(&'scan str, &'scan AuthFlags)> {
    let Form::Path(path, _) = &ty.form else { return None };
    let Some(Target::Item(item)) = names.follow_aliases(module, path) else { return None };
    let Kind::Data(derived) = &item.declaration.kind else { return None };
    let flags = derived.iter().find_map(|derived| match derived {
        Derived::Identity(identity) => identity.content.as_ref(),
        _ => None,
    });
    Some((item.declaration.name.as_str(), flags?))
}

/// Checks a word that is misspelt, or the name of a function too.
pub(super) fn check_word<'scan>(
    names: &Names<'_, 'scan>,
    module: ModuleId,
    outline: &'scan Function,
) -> Option<Diagnostic<Span>> {
    let path = outline.guard.as_ref()?;
    let word = path.single()?;
    if !matches!(outline.auth, Auth::Guard(_)) {
        return is_function(names, module, path).then(|| warn_of_function(path.span, word));
    }
    if is_declared(names, module, path) {
        return None;
    }
    let meant = nearest(word, ["anyone", "staff", "superuser"]);
    let written = match (meant, find_synonym(word)) {
        (Some(meant), _) => format!("auth = {meant}"),
        (None, synonym) => synonym?.to_owned(),
    };
    let message = format!("there is no guard `{word}`{}", Suggestion(meant));
    let help = format!(
        "write `{written}`, or the path of a function of yours that lets people in, or not"
    );
    Some(Diagnostic::error(path.span, message).with_help(help))
}

/// The key for a word that other frameworks have for it.
fn find_synonym(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "admin" | "administrator" | "root" | "owner" => Some("auth = superuser"),
        "user" | "login" | "required" | "signed_in" | "logged_in" | "authenticated" => Some("auth"),
        "public" | "none" | "guest" | "everyone" | "all" | "anonymous" | "open" => {
            Some("auth = anyone")
        }
        _ => None,
    }
}

fn warn_of_function(span: Span, word: &str) -> Diagnostic<Span> {
    let meaning = if word == "anyone" { "every caller" } else { "whoever has that mark" };
    let message = format!(
        "`{word}` is Mizan's own word here, and not the function `{word}`: it lets in {meaning}"
    );
    let help = format!(
        "if the function is the guard, write `auth = self::{word}`; if not, give it another name"
    );
    Diagnostic::warning(span, message).with_help(help)
}

/// Returns true if a path leads to something that was scanned, or to another crate.
fn is_declared<'scan>(names: &Names<'_, 'scan>, module: ModuleId, path: &'scan Path) -> bool {
    !matches!(names.resolve(module, path), Some(Target::External(External { is_name: true, .. })))
}

/// Returns true if a path leads to a function without `#[mizan::client]`.
fn is_function<'scan>(names: &Names<'_, 'scan>, module: ModuleId, path: &'scan Path) -> bool {
    match names.resolve(module, path) {
        Some(Target::Item(item)) => item.declaration.kind == Kind::Function,
        _ => false,
    }
}
