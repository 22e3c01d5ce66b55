//! The key `auth`: `auth`, `auth = anyone`, `auth = staff`, `auth = superuser`,
//! `auth = path::to::guard`.

use proc_macro2::Group;
use syn::{
    Error, Expr, Ident, LitBool, LitStr, Path, Token,
    parse::ParseStream,
    token::{Bracket, Paren},
};

use crate::{
    bare_name,
    keys::{GUARD, parse_path, written},
    nearest,
};

/// The callers that may run a function.
#[derive(Clone)]
pub enum Auth {
    /// The key is absent: every caller that has the identities which the function borrows.
    Open,
    /// `auth = anyone`: every caller, stated explicitly.
    Anyone,
    /// `auth`: a signed-in user.
    SignedIn,
    /// `auth = staff`: a member of the staff.
    Staff,
    /// `auth = superuser`: a superuser.
    Superuser,
    /// `auth = path`: a caller that the function with this path accepts.
    Guard(Path),
}

const WORDS: [&str; 3] = ["anyone", "staff", "superuser"];

/// Reads the key `auth`, with or without a value.
pub(super) fn parse_auth(key: &Ident, input: ParseStream) -> syn::Result<Auth> {
    if input.peek(Paren) {
        let value: Group = input.parse()?;
        let message = match value.stream() {
            word if word.is_empty() => {
                "empty parentheses say nobody\nwrite `auth` alone for whoever is signed in"
                    .to_owned()
            }
            word => format!("a value stands behind `=`\nwrite `auth = {}`", written(word)),
        };
        return Err(Error::new(value.span(), message));
    }
    if !input.peek(Token![=]) {
        return Ok(Auth::SignedIn);
    }
    input.parse::<Token![=]>()?;
    if input.peek(LitBool) {
        return Err(input.error(
            "who may run a function is no truth value\n\
             write `auth` alone for whoever is signed in, or leave it out",
        ));
    }
    if input.peek(LitStr) {
        return Err(refuse_text(&input.parse()?));
    }
    refuse_expression(input)?;
    let path = match input.is_empty() || input.peek(Token![,]) {
        true => return Err(Error::new(key.span(), EXPECTED)),
        false => parse_path(input, GUARD)?,
    };
    if input.peek(Token![||]) || input.peek(Token![&&]) || input.peek(Token![|]) {
        return Err(input.error(
            "one guard decides, and several cannot be joined here\n\
             write a function that asks them: `auth = may_edit`",
        ));
    }
    if input.peek(Paren) {
        let arguments: Group = input.parse()?;
        let message = format!(
            "a guard is called with who is asking, and here only named\n\
             write `auth = {}`, and what it asks for in its body",
            written(&path)
        );
        return Err(Error::new(arguments.span(), message));
    }
    let Some(word) = path.get_ident() else { return Ok(Auth::Guard(path)) };
    match bare_name(word).as_str() {
        "anyone" => Ok(Auth::Anyone),
        "staff" => Ok(Auth::Staff),
        "superuser" => Ok(Auth::Superuser),
        _ => Ok(Auth::Guard(path)),
    }
}

/// Refuses a list or a closure: the value is one word or the path of a guard.
fn refuse_expression(input: ParseStream) -> syn::Result<()> {
    if input.peek(Bracket) || input.peek(Paren) {
        let list: Group = input.parse()?;
        let message = "`auth` takes one word, or one guard\n\
                       write a function that lets all of these in, `fn may_edit(me: &Me) -> \
                       bool`, and `auth = may_edit`";
        return Err(Error::new(list.span(), message));
    }
    if input.peek(Token![|]) || input.peek(Token![move]) {
        let closure: Expr = input.parse()?;
        let message = "a guard is a function with a name of its own\nwrite `fn may_edit(me: &Me) \
                       -> bool`, and `auth = may_edit`";
        return Err(Error::new_spanned(closure, message));
    }
    Ok(())
}

const EXPECTED: &str = "`auth` takes `anyone`, `staff`, `superuser` or the path of a guard, and \
                        alone it asks for somebody who is signed in\nwrite a guard as a function, \
                        `fn may_edit(me: &Me) -> bool`, and `auth = may_edit`";

fn refuse_text(text: &LitStr) -> Error {
    let value = text.value();
    let advice = match nearest(&value, WORDS) {
        Some(word) => format!("write `auth = {word}`"),
        None => format!("{EXPECTED}, and what a guard asks for is in its body"),
    };
    Error::new(text.span(), format!("who may run a function is no text\n{advice}"))
}
