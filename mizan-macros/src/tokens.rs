//! The tokens of an item by the locations where they stand.

use mizan_syntax::report::{Finding, Item, Level};
use proc_macro2::{LineColumn, Span, TokenStream, TokenTree};
use quote::quote;
use syn::{Error, Ident};

/// The errors that the build found in an item, each at its own tokens.
pub(crate) fn errors(item: &Item, tokens: TokenStream) -> Option<Error> {
    let tokens = flatten(tokens);
    of_level(item, Level::Error)
        .map(|finding| Error::new_spanned(locate(finding, &tokens), &finding.message))
        .reduce(|mut all, error| {
            all.combine(error);
            all
        })
}

/// An error, raised in an expression: beside one among the items the compiler would not tell of
/// unknown names anywhere in the crate, since a macro that failed might have made them.
pub(crate) fn raise(error: &Error) -> TokenStream {
    let error = error.to_compile_error();
    quote!(const _: () = { #error };)
}

/// The warnings that the build found in an item, each at its own token. A macro has no other way
/// to a warning of the compiler than to use something deprecated.
pub(crate) fn warnings(item: Option<&Item>, tokens: TokenStream) -> Option<TokenStream> {
    let item = item.filter(|item| of_level(item, Level::Warning).next().is_some())?;
    let tokens = flatten(tokens);
    let warn = |finding: &Finding| {
        let span = locate(finding, &tokens).into_iter().next().map(|token| token.span());
        let message = &finding.message;
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

fn of_level(item: &Item, level: Level) -> impl Iterator<Item = &Finding> {
    item.findings.iter().filter(move |finding| finding.level == level)
}

/// The first and the last token that a finding is about; none where they are not there.
fn locate(finding: &Finding, tokens: &[TokenTree]) -> TokenStream {
    let start = LineColumn { line: finding.line, column: finding.column - 1 };
    let end = LineColumn { line: finding.end_line, column: finding.end_column - 1 };
    let Some(first) = tokens.iter().find(|token| token.span().start() == start) else {
        return TokenStream::new();
    };
    let last = tokens.iter().find(|token| token.span().end() == end).unwrap_or(first);
    quote!(#first #last)
}

/// The tokens from the first to the last, groups before what they hold.
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
