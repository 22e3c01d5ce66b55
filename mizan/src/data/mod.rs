//! The data of an application: what of its tables a page needs, and how it comes back.

pub mod shapes;
