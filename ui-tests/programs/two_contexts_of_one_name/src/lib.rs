pub mod billing;
pub mod shop;
