//! The entities, one file each.

pub mod address;
pub mod category;
pub mod customer;
pub mod line;
pub mod order;
pub mod order_tag;
pub mod parcel;
pub mod seat;
pub mod shift;
pub mod tag;
pub mod ticket;
