//! The lengths of arrays: an array whose length the build did not compute is a list in the model.

use mizan_syntax::report::Item;
use mizan_syntax::text_of_length;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Generics;

/// The lengths of arrays that are part of the model of an item.
pub(crate) struct Lengths {
    /// The texts of the lengths that the build computed. `None` without a record of the build: the
    /// compiler knows every length.
    computed: Option<Vec<String>>,
    /// The names of the const parameters of the item.
    parameters: Vec<String>,
}

impl Lengths {
    pub(crate) fn new(scanned: Option<&Item>, generics: &Generics) -> Self {
        let parameters = generics.const_params().map(|parameter| parameter.ident.to_string());
        Self {
            computed: scanned.map(|scanned| scanned.lengths.clone()),
            parameters: parameters.collect(),
        }
    }

    /// Replaces each array whose length is not part of the model by a `Vec`.
    pub(crate) fn widen(&self, tokens: TokenStream) -> TokenStream {
        let widen_token = |token| match token {
            TokenTree::Group(group) => {
                let inside = self.widen(group.stream());
                match group.delimiter() {
                    Delimiter::Bracket => self.widen_array(inside),
                    delimiter => Group::new(delimiter, inside).into_token_stream(),
                }
            }
            token => token.into(),
        };
        tokens.into_iter().map(widen_token).collect()
    }

    fn widen_array(&self, inside: TokenStream) -> TokenStream {
        let is_end =
            |token: &TokenTree| matches!(token, TokenTree::Punct(end) if end.as_char() == ';');
        let tokens: Vec<TokenTree> = inside.clone().into_iter().collect();
        match tokens.iter().position(is_end).map(|end| (&tokens[..end], &tokens[end + 1..])) {
            None | Some((_, [TokenTree::Literal(_)])) => quote!([#inside]),
            Some((_, length)) if self.is_computed(quote!(#(#length)*)) => quote!([#inside]),
            Some((item, _)) => quote!(::std::vec::Vec<#(#item)*>),
        }
    }

    fn is_computed(&self, length: TokenStream) -> bool {
        if self.parameters.iter().any(|parameter| mentions(length.clone(), parameter)) {
            return false;
        }
        let computed = self.computed.as_ref();
        computed.is_none_or(|computed| computed.contains(&text_of_length(&length)))
    }
}

fn mentions(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
