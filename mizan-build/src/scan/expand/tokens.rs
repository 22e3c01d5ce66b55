//! Tokens that are taken one by one.

use std::iter::Peekable;

use proc_macro2::{TokenStream, TokenTree, token_stream};

pub(super) struct Tokens(Peekable<token_stream::IntoIter>);

impl Tokens {
    pub(super) fn new(tokens: TokenStream) -> Self {
        Self(tokens.into_iter().peekable())
    }

    pub(super) fn next(&mut self) -> Option<TokenTree> {
        self.0.next()
    }

    pub(super) fn peek(&mut self) -> Option<&TokenTree> {
        self.0.peek()
    }

    /// Takes the next token if it is that sign.
    pub(super) fn take_punct(&mut self, sign: char) -> Option<()> {
        match self.next()? {
            TokenTree::Punct(punct) if punct.as_char() == sign => Some(()),
            _ => None,
        }
    }
}
