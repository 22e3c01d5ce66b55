//! `auth`, `auth = staff`, `auth = superuser`, `auth = path::to::guard`: who may run a function.

use syn::{Ident, LitBool, LitStr, Path, Token, parse::ParseStream};

use crate::{bare_name, keys::parse_path, nearest};

/// Who may run a function.
#[derive(Clone)]
pub enum Auth {
    /// Anybody.
    Open,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever belongs to the staff.
    Staff,
    /// Whoever may do everything.
    Superuser,
    /// Whoever a function of that path lets in.
    Guard(Path),
}

const WORDS: [&str; 2] = ["staff", "superuser"];

/// What stands behind the key `auth`.
pub(super) fn parse_auth(key: &Ident, input: ParseStream) -> syn::Result<Auth> {
    if !input.peek(Token![=]) {
        return Ok(Auth::SignedIn);
    }
    input.parse::<Token![=]>()?;
    if input.peek(LitBool) {
        return Err(input.error("write `auth` alone for whoever is signed in, or leave it out"));
    }
    if input.peek(LitStr) {
        return Err(refuse_text(&input.parse()?));
    }
    let path = match input.is_empty() || input.peek(Token![,]) {
        true => return Err(syn::Error::new(key.span(), EXPECTED)),
        false => parse_path(input, "a guard")?,
    };
    let Some(word) = path.get_ident() else { return Ok(Auth::Guard(path)) };
    match bare_name(word).as_str() {
        "staff" => Ok(Auth::Staff),
        "superuser" => Ok(Auth::Superuser),
        _ => Ok(Auth::Guard(path)),
    }
}

const EXPECTED: &str = "`auth` takes `staff`, `superuser` or the path of a guard, a function of \
                        yours: `auth = may_edit`. Alone it asks for somebody who is signed in";

fn refuse_text(text: &LitStr) -> syn::Error {
    let value = text.value();
    let advice = match nearest(&value, WORDS) {
        Some(word) => format!("write `auth = {word}`"),
        None => format!("{EXPECTED}, and what a guard asks for is in its body"),
    };
    syn::Error::new(text.span(), format!("who may run a function is no text: {advice}"))
}
