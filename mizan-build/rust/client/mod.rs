//! The part of a client that gives the plain JSON of the runtime its types, and carries it over HTTP.
//!
//! A generated client embeds these files as they are, beside those of the runtime.

pub mod fields;

mod address;
mod answer;
mod arguments;
mod big;
mod body;
mod call;
mod client;
mod decode;
mod failure;
mod headers;
mod http;
mod read;
mod room;
mod session;
mod stream;
mod turns;
mod upload;

pub use arguments::Collect;
pub use big::Big;
pub use call::{Call, Function};
pub use client::{Client, Options};
pub use decode::{declared, member_failure};
pub use failure::{Error, Failure, Never};
pub use http::Http;
pub use read::{Context, Instance, Member, Read};
pub use room::{Channel, Room, Watched};
pub use stream::Results;
pub use upload::Upload;
