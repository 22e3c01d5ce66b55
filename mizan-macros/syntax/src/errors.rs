//! The errors of an item, collected, so that its author sees all of them at once.

use quote::ToTokens;
use syn::Error;

/// The errors found so far, combined into one `syn::Error`.
#[derive(Default)]
pub(crate) struct Errors(Option<Error>);

impl Errors {
    /// Adds an error that spans all of these tokens.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl AsRef<str>) {
        self.push(Error::new_spanned(tokens.into_token_stream(), message.as_ref()));
    }

    pub(crate) fn push(&mut self, error: Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// The value of an `Ok`; an `Err` is added to the errors.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// True if there is none so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The value if there is no error, else all errors.
    pub(crate) fn finish<T>(self, value: T) -> syn::Result<T> {
        match self.0 {
            Some(error) => Err(error),
            None => Ok(value),
        }
    }
}
