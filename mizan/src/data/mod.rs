//! The data of an application: what of its tables a page needs, how it comes back, and the rules of what a
//! caller sends.

#[cfg(feature = "forms")]
pub(crate) mod forms;
#[cfg(feature = "sea-orm")]
pub mod shapes;
