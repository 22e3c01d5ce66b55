//! Types of every kind that may travel. Each module has a table, whose fields are the types under
//! test, and functions that send and receive it.

#![allow(missing_docs, reason = "the types speak for themselves")]

pub mod structs;
