//! Channels, and the roles that functions have in them.

use serde::{Deserialize, Serialize};

use super::model::definitions::Types;
use super::scope::Scope;
use crate::arguments::written::WrittenValue;

/// A channel: rooms in which every member hears what each of them says.
///
/// The fields of the struct are the parameters of the channel; their values identify a room. A channel
/// without parameters is a unit struct, and has one room. The name on the wire is the name of the struct
/// in `snake_case`.
///
/// One function lets members in, any number of functions speak, and one says how a member appears to the
/// others, where the channel has a presence:
///
/// ```standalone_crate
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Serialize, Deserialize, mizan::Type)]
/// pub struct Line {
///     pub text: String,
/// }
///
/// /// A room to talk in.
/// #[derive(mizan::Channel)]
/// #[mizan(message = Line)]
/// pub struct Chat {
///     pub room: String,
/// }
///
/// #[mizan::client(join = Chat)]
/// fn enter(room: String) -> Vec<Line> {
///     vec![Line { text: format!("welcome to {room}") }]
/// }
///
/// #[mizan::client(send = Chat)]
/// fn say(room: String, text: String) -> Line {
///     Line { text }
/// }
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no channel",
    label = "no `mizan::Channel`",
    note = "a channel is a struct of its own: `#[derive(mizan::Channel)] #[mizan(message = Line)] pub struct Chat {{ pub room: String }}`"
)]
pub trait Channel {
    /// The type of a message.
    type Message: Serialize;
    /// The type that shows a member to the others, or [`NoPresence`].
    type Presence: Serialize;
    /// The name on the wire.
    const NAME: &'static str;
    /// The names of the parameters, in the order of their declaration.
    const PARAMETERS: &'static [&'static str];
    /// `true` if the members see each other: `#[mizan(presence = Visitor)]`.
    const HAS_PRESENCE: bool = false;

    /// [`Known`], or [`Unknown`] where the derive has an error of its own.
    #[doc(hidden)]
    type Types;

    #[doc(hidden)]
    fn scope(&self) -> Scope;

    /// The normal form of a parameter as JSON; `None` if the value has none, or does not fit.
    #[doc(hidden)]
    fn normalize(parameter: &str, written: WrittenValue<'_>) -> Option<String>;

    #[doc(hidden)]
    fn describe(types: &mut Types) -> mizan_ir::Channel;
}

/// The presence of a channel whose members do not see each other. It has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoPresence {}

/// The role of a function in a channel.
#[derive(Clone, Copy)]
pub struct Role {
    pub(crate) kind: RoleKind,
    pub(crate) channel: ChannelTarget,
}

/// What a function does in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleKind {
    /// It lets members in.
    Join,
    /// A member speaks by it.
    Send,
    /// It shows a member to the others.
    Present,
}

/// A channel as functions name it.
#[derive(Clone, Copy)]
pub(crate) struct ChannelTarget {
    pub(crate) name: &'static str,
    pub(crate) parameters: &'static [&'static str],
    pub(crate) has_presence: bool,
    /// The normal form of a parameter.
    pub(crate) normalize: fn(&str, WrittenValue<'_>) -> Option<String>,
    /// Describes the channel for the model.
    pub(crate) describe: fn(&mut Types) -> mizan_ir::Channel,
}

impl Role {
    /// A role in a channel.
    pub const fn of<C: Channel>(kind: RoleKind) -> Self {
        let channel = ChannelTarget {
            name: C::NAME,
            parameters: C::PARAMETERS,
            has_presence: C::HAS_PRESENCE,
            normalize: C::normalize,
            describe: C::describe,
        };
        Self { kind, channel }
    }
}

/// The types of a channel are those that it names.
pub enum Known {}

/// The types of a channel could not be read. It has an error of its own, so its functions need none.
pub enum Unknown {}

/// A message of the channel `C`, whose types are [`Known`] or not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no message of the channel `{C}`",
    label = "returned here, where the members wait for a message",
    note = "return the type after `message =` at the channel, or write another one there"
)]
pub trait MessageOf<C, Types> {}

impl<C: Channel<Message = M>, M> MessageOf<C, Known> for M {}

impl<C, M> MessageOf<C, Unknown> for M {}

/// A presence in the channel `C`, whose types are [`Known`] or not.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no presence of the channel `{C}`",
    label = "returned here, where the members wait for a presence",
    note = "return the type after `presence =` at the channel, or write another one there"
)]
pub trait PresenceOf<C, Types> {}

impl<C: Channel<Presence = P>, P> PresenceOf<C, Known> for P {}

impl<C, P> PresenceOf<C, Unknown> for P {}

/// Compiles if a success of the answer is a message of the channel.
pub const fn demand_message<C: Channel, A: super::answer::Answer<Value: MessageOf<C, C::Types>>>() {
}

/// Compiles if a success of the answer is a presence of the channel.
pub const fn demand_presence<
    C: Channel,
    A: super::answer::Answer<Value: PresenceOf<C, C::Types>>,
>() {
}
