//! The entities of a shop, of which the tests make shapes: a list of lists, a junction, a composite key, a key
//! that the client gives, a table that is related to itself, and two relations to one table.

pub mod entities;
pub mod tables;
