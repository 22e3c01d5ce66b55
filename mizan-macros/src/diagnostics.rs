//! The diagnostics of an item, raised at its own tokens.

use mizan_ir::Level;
use mizan_syntax::report::{Diagnostic, Item, Tokens};
use proc_macro2::{LineColumn, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Error, Ident};

/// The errors that the build found in an item, each at its own tokens.
pub(crate) fn errors(item: &Item, tokens: TokenStream) -> Option<Error> {
    let tokens = flatten(tokens);
    of_level(item, Level::Error)
        .map(|diagnostic| {
            Error::new_spanned(locate(&diagnostic.span, &tokens), full_message(diagnostic))
        })
        .reduce(|mut all, error| {
            all.combine(error);
            all
        })
}

/// An error, raised inside a constant. After `compile_error!` among the items, the compiler reports
/// no unknown names in the whole crate, because the failed macro might have defined them.
pub(crate) fn raise(error: &Error) -> TokenStream {
    let error = error.to_compile_error();
    quote!(const _: () = { #error };)
}

/// The warnings that the build found in an item, each at its own token. A procedural macro on
/// stable Rust can only warn by using a deprecated item.
pub(crate) fn warnings(item: Option<&Item>, tokens: TokenStream) -> Option<TokenStream> {
    let item = item.filter(|item| of_level(item, Level::Warning).next().is_some())?;
    let tokens = flatten(tokens);
    let warn = |diagnostic: &Diagnostic| {
        let span = locate(&diagnostic.span, &tokens).into_iter().next().map(|token| token.span());
        let message = full_message(diagnostic);
        let warning = Ident::new("WARNING", span.unwrap_or_else(Span::call_site));
        quote! {
            const _: () = {
                #[deprecated = #message]
                const WARNING: () = ();
                #warning
            };
        }
    };
    Some(of_level(item, Level::Warning).map(warn).collect())
}

fn of_level(item: &Item, level: Level) -> impl Iterator<Item = &Diagnostic> {
    item.diagnostics.iter().filter(move |diagnostic| diagnostic.level == level)
}

/// The message of a diagnostic, with its help text on a line of its own.
fn full_message(Diagnostic { message, help, .. }: &Diagnostic) -> String {
    if help.is_empty() { message.clone() } else { format!("{message}\n{help}") }
}

/// The first and the last token of a diagnostic's span; empty if the item has no token there.
fn locate(span: &Tokens, tokens: &[TokenTree]) -> TokenStream {
    let start = LineColumn { line: span.line, column: span.column - 1 };
    let end = LineColumn { line: span.end_line, column: span.end_column - 1 };
    let Some(first) = tokens.iter().find(|token| token.span().start() == start) else {
        return TokenStream::new();
    };
    let last = tokens.iter().find(|token| token.span().end() == end).unwrap_or(first);
    quote!(#first #last)
}

/// All tokens in source order, each group before its content.
fn flatten(tokens: TokenStream) -> Vec<TokenTree> {
    let mut flat = Vec::new();
    for token in tokens {
        let inside = match &token {
            TokenTree::Group(group) => group.stream(),
            _ => TokenStream::new(),
        };
        flat.push(token);
        flat.extend(flatten(inside));
    }
    flat
}
