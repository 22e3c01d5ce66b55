//! Rooms of channels: to be in one, and to hear what its members say.

use std::marker::PhantomData;

use super::super::runtime::channels::room::RoomWatch;
use super::super::runtime::spec::Channel as Spec;
use super::arguments::{Arguments, Collect};
use super::client::Client;
use super::failure::Error;

/// A channel of the API.
pub trait Channel: 'static {
    /// Its name on the wire.
    const SPEC: &'static Spec;
    /// What a room shows first.
    type First;
    /// What its members say.
    type Message;
    /// How a member is shown to the others.
    type Presence;
}

/// A watch of a room of a channel.
pub type Watched<C> =
    RoomWatch<<C as Channel>::First, <C as Channel>::Message, <C as Channel>::Presence>;

/// A room of a channel. Nothing is sent before it is watched.
#[must_use = "nobody is in a room before it is watched"]
pub struct Room<C> {
    client: Client,
    arguments: Arguments,
    channel: PhantomData<fn() -> C>,
}

impl<C: Channel> Collect for Room<C> {
    fn with_client(client: &Client) -> Self {
        let client = client.clone();
        Self { client, arguments: Arguments::default(), channel: PhantomData }
    }

    fn arguments_mut(&mut self) -> &mut Arguments {
        &mut self.arguments
    }
}

impl<C: Channel> Room<C> {
    /// Is in the room until the watch is dropped, and tells of every change.
    ///
    /// # Errors
    ///
    /// Where a parameter has no JSON.
    pub fn watch(self) -> Result<Watched<C>, Error> {
        let (params, _) = self.arguments.take()?;
        Ok(self.client.store.room(C::SPEC, params).watch())
    }
}
