//! The decoders that the kernel needs for results: which field is the key of a list's elements, so
//! that a refetch keeps the identity of the unchanged ones, and which strings are big integers.

mod constants;
mod expressions;
mod graph;
mod key;
mod object;
mod type_objects;
mod undecodable;

pub(super) use expressions::{BIGINT, BY_TAG, Decoders, WITHOUT_PROTOTYPE};
pub(crate) use undecodable::{Undecodable, find_undecodable};
