//! The tokens of an item by the places where they stand.

use mizan_syntax::report::{Finding, Item, Level};
use proc_macro2::{LineColumn, Span, TokenStream, TokenTree};
use quote::quote;
use syn::Error;

/// The errors that the build found in an item, each at its own tokens.
pub(crate) fn findings(item: &Item, tokens: TokenStream) -> Option<Error> {
    let tokens = flatten(tokens);
    item.findings
        .iter()
        .filter(|finding| finding.level == Level::Error)
        .map(|finding| locate(finding, &tokens))
        .reduce(|mut all, error| {
            all.combine(error);
            all
        })
}

fn locate(finding: &Finding, tokens: &[TokenTree]) -> Error {
    let start = LineColumn { line: finding.line, column: finding.column - 1 };
    let end = LineColumn { line: finding.end_line, column: finding.end_column - 1 };
    let Some(first) = tokens.iter().find(|token| token.span().start() == start) else {
        return Error::new(Span::call_site(), &finding.message);
    };
    let last = tokens.iter().find(|token| token.span().end() == end).unwrap_or(first);
    Error::new_spanned(quote!(#first #last), &finding.message)
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
