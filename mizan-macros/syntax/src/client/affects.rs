//! The value of `affects`: `User`, `user_profile`, `User { user_id: who.id }`, `[User, feed]`.

use heck::ToSnakeCase;
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Error, Expr, Ident, Path, Token, braced, bracketed,
    ext::IdentExt,
    parse::ParseStream,
    token::{Brace, Bracket, Paren},
};

use crate::{
    bare_name,
    errors::Errors,
    keys::{parse_path, parse_separated, written},
};

/// The name of the function's result in the expressions of a scope.
pub(super) const RESULT: &str = "result";

/// A context or a read that a success makes stale.
#[derive(Clone)]
pub struct Affects {
    /// The context or the read.
    pub target: Path,
    /// The values that select its instances: `None` if the arguments of the function select them, and
    /// empty for all instances.
    pub scope: Option<Vec<ScopeField>>,
}

/// The value of a parameter of a context: `user_id: who.id`.
#[derive(Clone)]
pub struct ScopeField {
    /// The parameter.
    pub name: Ident,
    /// Its value, over the parameters of the function or its result.
    pub value: Expr,
}

impl ScopeField {
    /// Its name on the wire.
    pub fn wire_name(&self) -> String {
        bare_name(&self.name)
    }

    /// The first token of its value with this name.
    pub fn mentions(&self, name: &str) -> Option<Ident> {
        find(self.value.to_token_stream(), name)
    }
}

/// The first token with this name, except the name of a field or a method, which follows a `.`.
fn find(tokens: TokenStream, name: &str) -> Option<Ident> {
    let mut is_member = false;
    for token in tokens {
        let found = match &token {
            TokenTree::Ident(ident) if !is_member && ident.unraw() == name => Some(ident.clone()),
            TokenTree::Group(group) => find(group.stream(), name),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        is_member = matches!(&token, TokenTree::Punct(point) if point.as_char() == '.');
    }
    None
}

/// One target, or several in brackets.
pub(super) fn parse_affects(
    key: &Ident,
    input: ParseStream,
    errors: &mut Errors,
) -> syn::Result<Vec<Affects>> {
    let affects = parse_list(key, input, parse_one)?;
    refuse_doubles(&affects, |affects| &affects.target, errors);
    Ok(affects)
}

/// One read or context, or several in brackets.
pub(super) fn parse_merge(
    key: &Ident,
    input: ParseStream,
    errors: &mut Errors,
) -> syn::Result<Vec<Path>> {
    let slots = parse_list(key, input, |input| {
        let path = parse_path(input, "a read function or a context")?;
        match input.peek(Brace) {
            true => Err(input.error(
                "a merge has no scope: the arguments with the names of the context's parameters \
                 say which instance takes the result\n\
                 leave the braces out",
            )),
            false => Ok(path),
        }
    })?;
    refuse_doubles(&slots, |slot| slot, errors);
    Ok(slots)
}

fn parse_list<T>(
    key: &Ident,
    input: ParseStream,
    parse: impl Fn(ParseStream) -> syn::Result<T>,
) -> syn::Result<Vec<T>> {
    if input.peek(Paren) {
        let tuple: Group = input.parse()?;
        let message = format!(
            "several stand in brackets\nwrite `{} = [{}]`",
            bare_name(key),
            written(tuple.stream())
        );
        return Err(Error::new(tuple.span(), message));
    }
    if !input.peek(Bracket) {
        return Ok(vec![parse(input)?]);
    }
    let list;
    bracketed!(list in input);
    let items = parse_separated(&list, parse)?;
    if items.is_empty() {
        let key_name = bare_name(key);
        let message = format!("an empty list changes nothing\nleave `{key_name}` out");
        return Err(Error::new(key.span(), message));
    }
    Ok(items)
}

fn parse_one(input: ParseStream) -> syn::Result<Affects> {
    let target = parse_path(input, "a context or a read function")?;
    refuse_member(input, &target)?;
    let scope = input.peek(Brace).then(|| parse_scope(input, &target)).transpose()?;
    Ok(Affects { target, scope })
}

/// Refuses `User(…)` and `User.read`, with the notation to write instead.
fn refuse_member(input: ParseStream, target: &Path) -> syn::Result<()> {
    if input.peek(Paren) {
        let values: Group = input.parse()?;
        let name = written(target);
        let example = name.rsplit("::").next().unwrap_or(&name).to_snake_case();
        if values.stream().is_empty() {
            let context = name.split("::").find(|part| part.starts_with(char::is_uppercase));
            let message = format!(
                "what is affected is named, and not called\nwrite `{0}`, or `{0} {{ .. }}` for all \
                 instances",
                context.unwrap_or(&name)
            );
            return Err(Error::new(values.span(), message));
        }
        let message = format!(
            "a scope names the parameters of its context, as a struct its fields\n\
             write `{name} {{ {example}_id: {} }}`",
            written(values.stream())
        );
        return Err(Error::new(values.span(), message));
    }
    if input.peek(Token![.]) {
        input.parse::<Token![.]>()?;
        let read = input.call(Ident::parse_any)?;
        let message = format!("a read is named by its own path\nwrite `{read}`");
        return Err(Error::new(read.span(), message));
    }
    Ok(())
}

fn parse_scope(input: ParseStream, target: &Path) -> syn::Result<Vec<ScopeField>> {
    let content;
    let brace = braced!(content in input);
    if is_rest(&content) {
        content.parse::<Token![..]>()?;
        return Ok(Vec::new());
    }
    let scope = parse_separated(&content, parse_field)?;
    for (position, ScopeField { name, .. }) in scope.iter().enumerate() {
        if scope[..position].iter().any(|known| known.name == *name) {
            let message = format!("`{name}` is given twice\nkeep one of them");
            return Err(Error::new(name.span(), message));
        }
    }
    if scope.is_empty() {
        let target = target.to_token_stream();
        return Err(Error::new(
            brace.span.join(),
            format!(
                "an empty scope names no instance\n\
                 write `{target} {{ .. }}` for all of them"
            ),
        ));
    }
    Ok(scope)
}

/// `..` alone, which means every instance.
fn is_rest(input: ParseStream) -> bool {
    let rest = input.fork();
    rest.parse::<Token![..]>().is_ok() && rest.is_empty()
}

fn parse_field(input: ParseStream) -> syn::Result<ScopeField> {
    if input.peek(Token![..]) {
        return Err(input.error(
            "a scope that names a parameter has no `..`: a parameter that it does not name \
             matches every value\n\
             leave `..` out",
        ));
    }
    let name = input.call(Ident::parse_any)?;
    if input.peek(Token![=]) {
        let message = format!(
            "a scope gives a value as a struct does, by a colon\nwrite \
                               `{name}: …`"
        );
        return Err(input.error(message));
    }
    let value = match input.parse::<Option<Token![:]>>()? {
        Some(_) => input.parse()?,
        None => syn::parse2(quote!(#name))?,
    };
    Ok(ScopeField { name, value })
}

fn refuse_doubles<T: ToTokens>(targets: &[T], path: impl Fn(&T) -> &Path, errors: &mut Errors) {
    let mut seen: Vec<String> = Vec::new();
    for target in targets {
        let written = target.to_token_stream().to_string();
        if seen.contains(&written) {
            errors.at(path(target), "this target is listed twice\nkeep one of them");
        }
        seen.push(written);
    }
}

impl ToTokens for Affects {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.target.to_tokens(tokens);
        if let Some(scope) = &self.scope {
            let (names, values) =
                (scope.iter().map(|field| &field.name), scope.iter().map(|field| &field.value));
            let rest = scope.is_empty().then(|| quote!(..));
            tokens.extend(quote!({ #(#names: #values),* #rest }));
        }
    }
}
