//! A call, its guess and drafts, and the landing of its answer.

pub mod call;
pub mod drafts;
pub(crate) mod reply;
