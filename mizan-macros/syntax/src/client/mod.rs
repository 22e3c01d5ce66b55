//! `#[mizan::client(…)]` on a function.

mod affects;
mod auth;
mod cache;
mod contradictions;
mod edit;
mod function;
mod limits;
mod role;
mod route;
mod signature;
mod stream;
#[cfg(test)]
mod tests;

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::{
    Error, Ident, ItemFn, Path, ReturnType, Token, Type,
    parse::ParseStream,
    token::{Brace, Bracket, Paren},
};

pub use affects::{Affects, ScopeField};
pub use auth::Auth;
pub use edit::Edit;
pub(crate) use edit::change_of;
pub use function::Client;
pub use role::{Role, RoleKind};
pub use route::{METHODS, Route, parse_route_path};
pub use stream::Stream;

use crate::{
    bare_name,
    errors::Errors,
    generic_arguments::type_arguments,
    keys::{AS, CONTEXT, Key, parse_flag, parse_keys, parse_path, parse_wire_name, written},
    parameter::refuse_unnamed,
    replacement::parse_as,
};
use affects::{parse_affects, parse_merge};
use auth::parse_auth;
use cache::{parse_cache, parse_rev};
use contradictions::{Written, refuse_contradictions};
use edit::{parse_edit, settle_edit};
use limits::parse_limits;
use role::parse_role;
use route::{parse_methods, parse_route};
use signature::parse_function;

const KEYS: [Key; 18] = [
    Key { name: "context", example: "context = User" },
    Key { name: "affects", example: "affects = User" },
    Key { name: "merge", example: "merge = user_profile" },
    Key { name: "edit", example: "edit = save_orders" },
    Key { name: "join", example: "join = Chat" },
    Key { name: "send", example: "send = Chat" },
    Key { name: "present", example: "present = Chat" },
    Key { name: "auth", example: "auth" },
    Key { name: "private", example: "private" },
    Key { name: "websocket", example: "websocket" },
    Key { name: "route", example: "route = \"/profile/{user_id}\"" },
    Key { name: "methods", example: "methods = [GET, POST]" },
    Key { name: "rev", example: "rev = 1" },
    Key { name: "cache", example: "cache = 60" },
    Key { name: "limits", example: "limits(time = \"5s\")" },
    Key { name: "blocking", example: "blocking" },
    Key { name: "name", example: "name = \"rename_user\"" },
    AS,
];

/// Reads a function and the keys of its `#[mizan::client]`.
///
/// ```
/// use syn::parse_quote;
///
/// let item = parse_quote! {
///     async fn user_profile(db: &Db, user_id: i64) -> Result<Profile, Error> { db.profile(user_id) }
/// };
/// let client = mizan_syntax::parse_client(parse_quote!(context = User), &item).unwrap();
/// assert!(client.context.unwrap().is_ident("User"));
/// assert_eq!(client.parameters.len(), 2);
///
/// let error = mizan_syntax::parse_client(parse_quote!(contxt = User), &item).err().unwrap();
/// assert!(error.to_string().starts_with("unknown key `contxt`; did you mean `context`?"));
/// ```
///
/// # Errors
///
/// Every mistake of the item, each at its own token.
pub fn parse_client(attribute: TokenStream, item: &ItemFn) -> syn::Result<Client> {
    let mut errors = Errors::default();
    refuse_attribute(item, &mut errors);
    let (is_page, is_edited) = (has_key(&attribute, "route"), has_key(&attribute, "edit"));
    let mut client = parse_function(item, is_page, &mut errors);
    let mut written = Written::default();
    parse_keys(attribute, &KEYS, &mut errors, |key, input, errors| {
        written.push(key);
        client.parse_value(key, input, &mut written, errors)
    });
    written.is_whole = client.parameters.len() == item.sig.inputs.len();
    written.is_silent = matches!(item.sig.output, ReturnType::Default);
    refuse_contradictions(&client, &written, &mut errors);
    settle_edit(&mut client, &written, is_edited, &mut errors);
    errors.finish(client)
}

/// Refuses `#[mizan(…)]` beside the attribute, which the compiler would not know.
fn refuse_attribute(item: &ItemFn, errors: &mut Errors) {
    for attribute in item.attrs.iter().filter(|attribute| attribute.path().is_ident("mizan")) {
        let keys = attribute.meta.require_list().map(|list| written(&list.tokens));
        let message = format!(
            "the keys of a function stand in one attribute\nwrite `#[mizan::client({})]`",
            keys.unwrap_or_default()
        );
        errors.at(attribute, message);
    }
}

/// True if the attribute has the key of that name, even among mistakes: without a comma before it, or a value.
fn has_key(attribute: &TokenStream, name: &str) -> bool {
    let tokens: Vec<TokenTree> = attribute.clone().into_iter().collect();
    let is_mark = |token: Option<&TokenTree>, mark| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark);
    tokens.iter().enumerate().any(|(index, token)| {
        let before = index.checked_sub(1).map(|before| &tokens[before]);
        let is_place = index == 0 || is_mark(before, ',') || is_mark(tokens.get(index + 1), '=');
        is_place && matches!(token, TokenTree::Ident(key) if key == name)
    })
}

impl Client {
    /// Reads the value of one key.
    fn parse_value(
        &mut self,
        key: &Ident,
        input: ParseStream,
        written: &mut Written,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        match bare_name(key).as_str() {
            "context" => {
                input.parse::<Token![=]>()?;
                self.context = Some(parse_context(input)?);
            }
            "affects" => {
                input.parse::<Token![=]>()?;
                self.affects = parse_affects(key, input, errors)?;
            }
            "merge" => {
                input.parse::<Token![=]>()?;
                self.merge = parse_merge(key, input, errors)?;
            }
            "edit" => self.edit = Some(parse_edit(key, input)?),
            "join" | "send" | "present" => self.role = Some(parse_role(key, input)?),
            "auth" => self.auth = parse_auth(key, input)?,
            "private" => self.is_private = parse_flag(key, input)?,
            "websocket" => self.is_websocket = parse_flag(key, input)?,
            "route" => self.route = Some(parse_route(key, input)?),
            "methods" => self.methods = parse_methods(input)?,
            "rev" => self.rev = parse_rev(key, input)?,
            "cache" => {
                self.cache = parse_cache(key, input)?;
                self.cache_key = Some(key.clone());
            }
            "limits" => self.limits = parse_limits(key, input, written, errors)?,
            "blocking" => self.is_blocking = parse_flag(key, input)?,
            "as" => self.replacement = parse_success(key, input, errors)?,
            _ => self.wire_name = parse_wire_name(key, input)?,
        }
        Ok(())
    }
}

/// Reads the path of the one context to which a read belongs.
fn parse_context(input: ParseStream) -> syn::Result<Path> {
    if input.peek(Bracket) {
        let list: Group = input.parse()?;
        let message = "a read belongs to one context, with which it is fetched\n\
                       name that, and write a function for each of the others";
        return Err(Error::new(list.span(), message));
    }
    let path = parse_path(input, CONTEXT)?;
    if input.peek(Brace) || input.peek(Paren) {
        let scope: Group = input.parse()?;
        let message = format!(
            "a read is given its instance by the caller\n\
             write `context = {}`, and take what tells it apart as a parameter",
            written(without_method(path))
        );
        return Err(Error::new(scope.span(), message));
    }
    Ok(path)
}

/// The path of the type in a call such as `User::new()`.
fn without_method(mut path: Path) -> Path {
    let names: Vec<String> = path.segments.iter().map(|it| it.ident.to_string()).collect();
    if let [.., ty, method] = names.as_slice()
        && ty.starts_with(char::is_uppercase)
        && method.starts_with(char::is_lowercase)
    {
        path.segments.pop();
        path.segments.pop_punct();
    }
    path
}

/// Reads the type whose JSON a success of a function has.
fn parse_success(
    key: &Ident,
    input: ParseStream,
    errors: &mut Errors,
) -> syn::Result<Option<Type>> {
    let ty = parse_as(key, input)?;
    if let Type::Path(path) = &ty
        && let Some(result) = path.path.segments.last().filter(|last| last.ident == "Result")
    {
        let success = type_arguments(result).next().map_or("Type".to_owned(), written);
        let message = format!(
            "`as` is about a success, and the error of a function stays what it is\n\
             write `as = \"{success}\"`"
        );
        return Err(Error::new_spanned(&ty, message));
    }
    Ok(refuse_unnamed(&ty, errors).map(|()| ty))
}
