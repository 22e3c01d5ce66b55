//! The model of the API as the linked program describes it.

pub(crate) mod api;
pub(crate) mod assert_ir;
pub(crate) mod definitions;
pub(crate) mod description;
pub(crate) mod slots;
