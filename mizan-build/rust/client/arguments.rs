//! Arguments as they are collected, before a request is sent.

use serde::Serialize;

use super::super::runtime::carrier::{File, Params};
use super::super::runtime::error::Error;
use super::decode::encode;
use super::upload::Upload;

/// The arguments of a request, and the first of them that could not be written.
#[derive(Debug, Clone, Default)]
pub(super) struct Arguments {
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
