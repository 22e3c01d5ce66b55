//! Instructions counted by callgrind for two numbers of calls: the difference contains neither the start
//! of the program nor the opening of the connection.

#[path = "../instructions/callgrind.rs"]
mod shared;

pub(crate) use shared::measure;
