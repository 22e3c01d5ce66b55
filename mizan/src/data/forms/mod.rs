//! Forms: what a caller sends, with rules that hold before a function runs.

pub(crate) mod checked;
pub(crate) mod form;
pub(crate) mod needs;
pub(crate) mod problems;
pub mod rules;
pub(crate) mod settle;
pub(crate) mod validator;
