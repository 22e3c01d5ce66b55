//! A channel, and the roles that functions have in it.

use super::Parameter;
use crate::{SourceLocation, Type};

/// A kind of rooms in which members hear what each of them says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Channel {
    /// The parameters that distinguish the rooms, in the order of their declaration.
    pub parameters: Vec<Parameter>,
    /// The type of a message.
    pub message: Type,
    /// The type that shows a member to the others, if they see each other.
    pub presence: Option<Type>,
    /// The documentation, lines joined by `\n`; empty if there is none.
    pub docs: String,
    /// The note of the deprecation, which may be empty; `None` if the channel is not deprecated.
    pub deprecated: Option<String>,
    /// The location of the declaration.
    pub location: SourceLocation,
}

impl Channel {
    /// The types that the server writes: that of a message, and that of a presence.
    ///
    /// ```
    /// use mizan_ir::{Channel, Type};
    ///
    /// let channel = Channel { message: Type::String, ..Channel::default() };
    /// assert!(channel.written().eq([&Type::String]));
    /// ```
    pub fn written(&self) -> impl Iterator<Item = &Type> {
        [&self.message].into_iter().chain(&self.presence)
    }
}

/// The role that a function has in a channel, with the wire name of the channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChannelRole {
    /// It lets members in. Its result is shown to a newcomer first.
    Join(String),
    /// A member speaks by it. Its result is the message.
    Send(String),
    /// Its result shows a member to the others.
    Present(String),
}

impl ChannelRole {
    /// The wire name of the channel.
    ///
    /// ```
    /// assert_eq!(mizan_ir::ChannelRole::Send("chat".to_owned()).channel(), "chat");
    /// ```
    pub fn channel(&self) -> &str {
        match self {
            Self::Join(channel) | Self::Send(channel) | Self::Present(channel) => channel,
        }
    }

    /// The key of the attribute, which is the name of the node in KDL too.
    ///
    /// ```
    /// assert_eq!(mizan_ir::ChannelRole::Send("chat".to_owned()).key(), "send");
    /// ```
    pub fn key(&self) -> &'static str {
        match self {
            Self::Join(_) => "join",
            Self::Send(_) => "send",
            Self::Present(_) => "present",
        }
    }

    /// `true` for the function that lets members in.
    ///
    /// ```
    /// assert!(mizan_ir::ChannelRole::Join("chat".to_owned()).is_join());
    /// ```
    pub fn is_join(&self) -> bool {
        matches!(self, Self::Join(_))
    }

    /// `true` for a function by which members speak.
    ///
    /// ```
    /// assert!(mizan_ir::ChannelRole::Send("chat".to_owned()).is_send());
    /// ```
    pub fn is_send(&self) -> bool {
        matches!(self, Self::Send(_))
    }
}
