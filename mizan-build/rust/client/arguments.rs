//! Arguments as they are collected, before a request is sent.

use serde::Serialize;

use super::super::runtime::carrier::{File, Params};
use super::super::runtime::error::Error;
use super::client::Client;
use super::decode::encode;
use super::upload::Upload;

/// A request that collects its arguments, before it is sent.
pub trait Collect: Sized {
    /// A request without arguments yet.
    fn with_client(client: &Client) -> Self;

    /// The arguments so far.
    fn arguments_mut(&mut self) -> &mut Arguments;

    /// The same request with one argument more.
    fn with_argument<T: Serialize>(mut self, name: &'static str, value: T) -> Self {
        self.arguments_mut().add(name, value);
        self
    }
}

/// The arguments of a request, and the first of them that could not be written.
#[derive(Debug, Clone, Default)]
pub struct Arguments {
    params: Params,
    files: Vec<File>,
    failed: Option<Error>,
}

impl Arguments {
    pub(super) fn add<T: Serialize>(&mut self, name: &'static str, value: T) {
        match encode(name, value) {
            Ok(value) => drop(self.params.insert(name.to_owned(), value)),
            Err(error) => drop(self.failed.get_or_insert(error)),
        }
    }

    pub(super) fn add_file(&mut self, name: &'static str, file: Upload) {
        self.files.push(file.into_file(name));
    }

    pub(super) fn take(self) -> Result<(Params, Vec<File>), Error> {
        match self.failed {
            Some(error) => Err(error),
            None => Ok((self.params, self.files)),
        }
    }
}
