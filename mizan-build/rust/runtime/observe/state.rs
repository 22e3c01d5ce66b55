//! The state of an instance, or of one member of it, as an application sees it.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::de::value::MapDeserializer;

use super::super::error::{Code, Error};
use super::super::store::entry::{Slots, View};

/// The state of an instance, or of one member of it.
#[derive(Debug)]
pub struct State<T> {
    /// The data; none before the first answer. Data that have not changed are the same `Arc`.
    pub data: Option<Arc<T>>,
    /// There are no data yet. With an `error` the last attempt failed.
    pub pending: bool,
    /// There are data, and a read in the background has not been answered yet.
    pub refreshing: bool,
    /// Why the last read failed; the data are those of the one before.
    pub error: Option<Arc<Error>>,
    /// Why the read that is under way has failed so far: another attempt follows.
    pub retrying: Option<Arc<Error>>,
}

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        Self {
            data: self.data.clone(),
            pending: self.pending,
            refreshing: self.refreshing,
            error: self.error.clone(),
            retrying: self.retrying.clone(),
        }
    }
}

impl<T> State<T> {
    /// The state of a view whose data have been decoded. Data that cannot be read are an error.
    pub(crate) fn new(view: &View, decoded: Option<Result<Arc<T>, Arc<Error>>>) -> Self {
        let (data, failed) = match decoded {
            Some(Ok(data)) => (Some(data), None),
            Some(Err(error)) => (None, Some(error)),
            None => (None, None),
        };
        Self {
            pending: data.is_none(),
            refreshing: view.refreshing && data.is_some(),
            data,
            error: view.error.clone().or(failed),
            retrying: view.retrying.clone(),
        }
    }
}

/// Decodes the data of a view: those of one member, or a bundle of all of them.
pub(crate) fn decode<T: DeserializeOwned>(
    data: &Slots,
    member: Option<&'static str>,
) -> Result<T, Arc<Error>> {
    let decoded = match member {
        Some(member) => match data.get(member) {
            Some(value) => T::deserialize(&**value),
            None => return Err(Arc::new(undecodable("it is not there"))),
        },
        None => {
            let members = data.iter().map(|(name, value)| (*name, &**value));
            T::deserialize(MapDeserializer::new(members))
        }
    };
    decoded.map_err(|error| Arc::new(undecodable(error)))
}

pub(crate) fn undecodable(why: impl std::fmt::Display) -> Error {
    Error::new(
        Code::InternalError,
        format!(
            "The answer is not what this client was built for: {why}. Build the client anew from the \
             server's source."
        ),
    )
}
