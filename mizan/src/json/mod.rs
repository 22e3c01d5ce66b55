//! JSON as Mizan writes it: values behind the bytes of a body, and their canonical text.

pub(crate) mod canonical;
pub(crate) mod error;
pub(crate) mod write;
mod writer;
