//! The parser of an attribute's keys: `key`, `key = value`. A key is read once; the error of an
//! unknown one lists the known.

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::{
    Attribute, Error, Expr, ExprLit, Ident, Lit, LitStr, Path, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

use crate::{
    Suggestion, bare_name,
    errors::Errors,
    meant_keys::{advise_foreign, advise_serde, refuse_literal, refuse_type},
    nearest,
};

/// A key of an attribute, with an example of its value.
#[derive(Clone, Copy)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) example: &'static str,
}

/// The keys that `#[derive(mizan::Identity)]` reads on a field. `#[derive(mizan::Type)]` knows them
/// too, for both derives may be on one struct.
pub(crate) const IDENTITY_FIELD_KEYS: [Key; 3] = [
    Key { name: "id", example: "id" },
    Key { name: "staff", example: "staff" },
    Key { name: "superuser", example: "superuser" },
];

/// The key `as` of `#[derive(mizan::Type)]`, on a type and on a field.
pub(crate) const AS: Key = Key { name: "as", example: "as = \"Type\"" };

/// The keys that `#[derive(mizan::Type)]` reads on a field.
pub(crate) const TYPE_FIELD_KEYS: [Key; 2] = [Key { name: "key", example: "key" }, AS];

/// The keys that `#[derive(mizan::Shape)]` reads on a field.
pub(crate) const SHAPE_FIELD_KEYS: [Key; 13] = [
    Key { name: "key", example: "key" },
    Key { name: "column", example: "column" },
    Key { name: "of", example: "of = \"orders.count\"" },
    Key { name: "entity", example: "entity = order" },
    Key { name: "relation", example: "relation = Billing" },
    Key { name: "filter", example: "filter = order::Column::Open.eq(true)" },
    Key { name: "order", example: "order = order::Column::Placed" },
    Key { name: "limit", example: "limit = 10" },
    Key { name: "missing", example: "missing = delete" },
    Key { name: "version", example: "version" },
    Key { name: "position", example: "position" },
    Key { name: "unique", example: "unique" },
    Key { name: "read", example: "read" },
];

/// The keys that may stand in one place.
#[derive(Clone, Copy)]
pub(crate) struct Allowed<'key> {
    keys: &'key [Key],
    /// True where serde has attributes, too, and a key of it may be meant.
    is_beside_serde: bool,
}

impl<'key> Allowed<'key> {
    pub(crate) fn beside_serde(keys: &'key [Key]) -> Self {
        Self { keys, is_beside_serde: true }
    }

    /// True if a key of that name is among them.
    pub(crate) fn has(self, name: &str) -> bool {
        self.keys.iter().any(|key| key.name == name)
    }

    /// The help for a key that is not among them.
    pub(crate) fn advise(self, unknown: &str) -> String {
        if let Some(advice) = advise_serde(unknown).filter(|_| self.is_beside_serde) {
            return advice;
        }
        match self.keys {
            [] => "leave it out, for no key has a meaning here".to_owned(),
            [key] => format!("write `{}`", key.example),
            keys => format!("write one of {}", listed(keys)),
        }
    }
}

impl<'key> From<&'key [Key]> for Allowed<'key> {
    fn from(keys: &'key [Key]) -> Self {
        Self { keys, is_beside_serde: false }
    }
}

impl<'key, const COUNT: usize> From<&'key [Key; COUNT]> for Allowed<'key> {
    fn from(keys: &'key [Key; COUNT]) -> Self {
        Self::from(keys.as_slice())
    }
}

/// Reads the keys of each `#[mizan(…)]` of one item. A key is written once among all of them.
pub(crate) fn parse_mizan_keys<'key>(
    attributes: &[Attribute],
    allowed: impl Into<Allowed<'key>>,
    errors: &mut Errors,
    mut read: impl FnMut(&Ident, ParseStream, &mut Errors) -> syn::Result<()>,
) {
    let (allowed, mut seen) = (allowed.into(), Vec::new());
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("mizan")) {
        if let Some(list) = errors.take(attribute.meta.require_list()) {
            parse_all(list.tokens.clone(), allowed, &mut seen, errors, &mut read);
        }
    }
}

/// Reads the keys between an attribute's parentheses. After a mistake in one key, the others are
/// still read.
pub(crate) fn parse_keys<'key>(
    tokens: proc_macro2::TokenStream,
    allowed: impl Into<Allowed<'key>>,
    errors: &mut Errors,
    mut read: impl FnMut(&Ident, ParseStream, &mut Errors) -> syn::Result<()>,
) {
    parse_all(tokens, allowed.into(), &mut Vec::new(), errors, &mut read);
}

/// The function that reads the value of a key. It is a trait object so that `parse_all` is compiled
/// once, and not once per attribute.
type ReadValue<'read> = &'read mut dyn FnMut(&Ident, ParseStream, &mut Errors) -> syn::Result<()>;

fn parse_all(
    tokens: proc_macro2::TokenStream,
    allowed: Allowed<'_>,
    seen: &mut Vec<Ident>,
    errors: &mut Errors,
    read: ReadValue<'_>,
) {
    let parse = |input: ParseStream| {
        while !input.is_empty() {
            match parse_key(input, allowed, seen, errors, read) {
                Err(error) => errors.push(error),
                Ok(()) if input.is_empty() || input.peek(Token![,]) => {}
                Ok(()) if input.peek(Ident::peek_any) => errors.push(input.error(
                    "the next key begins without a comma\n\
                     write `,` before it",
                )),
                Ok(()) => errors.push(refuse_rest(input, allowed, seen.last())),
            }
            consume_value(input)?;
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    };
    let result = parse.parse2(tokens);
    errors.take(result);
}

/// The keys that take several values.
const LISTS: [&str; 3] = ["affects", "merge", "methods"];

/// The error of tokens behind the value of a key, which are no key.
fn refuse_rest(input: ParseStream, allowed: Allowed<'_>, key: Option<&Ident>) -> Error {
    let known =
        allowed.keys.iter().find(|known| key.is_some_and(|key| bare_name(key) == known.name));
    if let Some(known) = known.filter(|known| known.example == known.name) {
        let advice = match allowed.has("message") && known.name != "transparent" {
            true => format!("write `{}, message = \"…\"`", known.name),
            false => "write it alone".to_owned(),
        };
        return input.error(format!("`{}` takes no value\n{advice}", known.name));
    }
    let (name, example) = known.map_or(("a key", ","), |known| (known.name, known.example));
    input.error(format!("the value of `{name}` ends before this\nwrite it as in `{example}`"))
}

fn parse_key(
    input: ParseStream,
    allowed: Allowed<'_>,
    seen: &mut Vec<Ident>,
    errors: &mut Errors,
    read: ReadValue<'_>,
) -> syn::Result<()> {
    if !input.peek(Ident::peek_any) {
        return Err(refuse_literal(input, allowed)
            .unwrap_or_else(|| input.error(format!("expected a key\n{}", allowed.advise("")))));
    }
    let key = input.call(Ident::parse_any)?;
    let name = bare_name(&key);
    let Some(known) = allowed.keys.iter().find(|key| key.name == name) else {
        if let Some(advice) = advise_foreign(&name, allowed) {
            return Err(Error::new(key.span(), format!("unknown key `{name}`\n{advice}")));
        }
        if let Some(error) = refuse_type(&key, allowed).filter(|_| seen.is_empty()) {
            return Err(error);
        }
        let meant = nearest(&name, allowed.keys.iter().map(|key| key.name));
        let list = seen.last().filter(|last| LISTS.iter().any(|list| last == list));
        if let (None, Some(list)) = (meant, list.filter(|_| !input.peek(Token![=]))) {
            let message = format!("several stand in brackets\nwrite `{list} = […, {name}]`");
            return Err(Error::new(key.span(), message));
        }
        let (meant, advice) = (Suggestion(meant), allowed.advise(&name));
        return Err(Error::new(key.span(), format!("unknown key `{name}`{meant}\n{advice}")));
    };
    if seen.contains(&key) {
        return Err(Error::new(key.span(), format!("`{name}` is given twice\nkeep one of them")));
    }
    seen.push(key.clone());
    if known.example[name.len()..].starts_with(" =") && !input.peek(Token![=]) {
        return Err(Error::new(
            key.span(),
            format!("`{name}` needs a value\nwrite `{}`", known.example),
        ));
    }
    read(&key, input, errors)
}

/// The examples of the keys, 6 on a line, or 4 if there are more than 6.
fn listed(keys: &[Key]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{}`", key.example)).collect();
    let width = if keys.len() > 6 { 4 } else { 6 };
    keys.chunks(width).map(|line| line.join(", ")).collect::<Vec<_>>().join(",\n             ")
}

fn consume_value(input: ParseStream) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}

/// Reads items separated by commas, between brackets or braces. After a mistake the rest is
/// skipped, so that it causes only one error.
pub(crate) fn parse_separated<T>(
    input: ParseStream,
    parse: impl Fn(ParseStream) -> syn::Result<T>,
) -> syn::Result<Vec<T>> {
    let mut items = Vec::new();
    let mut parse_next = || {
        while !input.is_empty() {
            items.push(parse(input)?);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    };
    if let Err(error) = parse_next() {
        input.parse::<proc_macro2::TokenStream>()?;
        return Err(error);
    }
    Ok(items)
}

/// The noun for a context in error messages.
pub(crate) const CONTEXT: &str = "a context";

/// The noun for a guard in error messages.
pub(crate) const GUARD: &str = "a guard";

/// The noun for a channel in error messages.
pub(crate) const CHANNEL: &str = "a channel";

/// Reads the path after `=`. The error of a name in quotes suggests the path.
pub(crate) fn parse_path(input: ParseStream, what: &str) -> syn::Result<Path> {
    if input.peek(LitStr) {
        let text: LitStr = input.parse()?;
        let advice = match syn::parse_str::<Ident>(&text.value()) {
            Ok(name) => {
                let context = heck::AsUpperCamelCase(name.to_string()).to_string();
                let may_be_read = ![CONTEXT, CHANNEL].contains(&what) && name != context;
                let function = may_be_read.then(|| format!(" or `{name}`"));
                format!("`{context}`{}", function.unwrap_or_default())
            }
            Err(_) => "its path".to_owned(),
        };
        return Err(Error::new(
            text.span(),
            format!(
                "{what} is named by its path, which the compiler checks, not by a text\n\
                 write {advice}"
            ),
        ));
    }
    if !(input.peek(Ident::peek_any) || input.peek(Token![::])) {
        let example = match what {
            GUARD => "may_edit",
            CHANNEL => "Chat",
            _ => "User",
        };
        return Err(input.error(format!(
            "expected the path of {what}\n\
             write it as in Rust: `{example}`, or `shop::{example}`"
        )));
    }
    Path::parse_mod_style(input)
}

/// The text of tokens with the usual spacing of `,`, `::`, `<` and `>`.
pub(crate) fn written(tokens: impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string();
    for (spaced, usual) in [(" ,", ","), (" :: ", "::"), (" < ", "<"), (" >", ">")] {
        text = text.replace(spaced, usual);
    }
    text
}

/// The text after `=`.
pub(crate) fn parse_text(key: &Ident, input: ParseStream) -> syn::Result<LitStr> {
    input.parse::<Token![=]>()?;
    match input.parse::<Expr>()? {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(text),
        other => {
            let meant = if key != "route" && matches!(other, Expr::Path(_)) {
                written(&other)
            } else {
                "…".to_owned()
            };
            let message =
                format!("`{key}` takes a text\nwrite it in quotes: `{key} = \"{meant}\"`");
            Err(Error::new_spanned(other, message))
        }
    }
}

/// Reads a name for the wire. It is valid as an identifier in every language, and in a URL without
/// escapes.
pub(crate) fn parse_wire_name(key: &Ident, input: ParseStream) -> syn::Result<String> {
    let text = parse_text(key, input)?;
    let name = text.value();
    if is_wire_name(&name) {
        return Ok(name);
    }
    Err(Error::new(text.span(), WIRE_NAME))
}

pub(crate) const WIRE_NAME: &str = "a name on the wire is in snake_case, and begins with a \
                                    letter\n\
                                    write it with letters, digits and `_`: `rename_user`";

pub(crate) fn is_wire_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|letter| letter.is_ascii_lowercase())
        && letters.all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '_'))
}

/// Reads a key without a value.
pub(crate) fn parse_flag(key: &Ident, input: ParseStream) -> syn::Result<bool> {
    match input.peek(Token![=]) {
        true => Err(Error::new(key.span(), format!("`{key}` takes no value\nwrite it alone"))),
        false => Ok(true),
    }
}
