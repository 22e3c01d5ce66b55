//! The role of a function in a channel: `join = Chat`, `send = Chat`, `present = Chat`.

use syn::{
    Error, Ident, Path, Token,
    parse::ParseStream,
    token::{Brace, Bracket, Paren},
};

use super::{Client, contradictions::Written};
use crate::{
    bare_name,
    errors::Errors,
    keys::{CHANNEL, parse_path},
};

/// The role of a function in a channel.
#[derive(Clone)]
pub struct Role {
    /// The role.
    pub kind: RoleKind,
    /// The channel.
    pub channel: Path,
}

/// What a function does in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleKind {
    /// It lets members in. Its result is shown to a newcomer first.
    Join,
    /// A member speaks by it. Its result is the message.
    Send,
    /// Its result shows a member to the others.
    Present,
}

impl RoleKind {
    /// The key of the attribute.
    pub fn key(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Send => "send",
            Self::Present => "present",
        }
    }

    fn of(key: &str) -> Self {
        match key {
            "join" => Self::Join,
            "send" => Self::Send,
            _ => Self::Present,
        }
    }
}

/// Reads the path of the channel in which a function has a role.
pub(super) fn parse_role(key: &Ident, input: ParseStream) -> syn::Result<Role> {
    let key_name = bare_name(key);
    let kind = RoleKind::of(&key_name);
    input.parse::<Token![=]>()?;
    if input.peek(Bracket) {
        let message = "a function has one role in one channel\n\
                       name that, and write a function for each of the others";
        return Err(input.error(message));
    }
    let channel = parse_path(input, CHANNEL)?;
    if input.peek(Brace) || input.peek(Paren) {
        let message = format!(
            "the room is given by the caller\n\
             write `{key_name} = …` with the channel alone, and take what tells its rooms apart as a \
             parameter"
        );
        return Err(Error::new(input.span(), message));
    }
    Ok(Role { kind, channel })
}

/// The keys that contradict a role, each with the reason and what to write.
const BESIDE_ROLE: [(&str, &str); 4] = [
    (
        "context",
        "a function of a channel belongs to no context, whose reads are fetched\n\
         leave `context` out, or write a second function",
    ),
    ("route", "a browser that follows a route is in no room\nleave `route` out"),
    (
        "private",
        "no client reaches a private function, so no member could use it\nleave `private` out",
    ),
    ("websocket", "a channel is spoken over a socket anyway\nleave `websocket` out"),
];

/// The keys that change something, which only speaking may.
const BESIDE_JOIN: [&str; 2] = ["affects", "merge"];

/// Refuses what contradicts the role of a function in a channel.
pub(super) fn refuse_beside_role(client: &Client, written: &Written, errors: &mut Errors) {
    let roles = ["join", "send", "present"].into_iter().filter_map(|key| written.find(key));
    for second in roles.skip(1) {
        errors.at(
            second,
            "a function has one role in one channel\nkeep one of them, and write a function for each",
        );
    }
    let Some(role) = &client.role else { return };
    for (key, message) in BESIDE_ROLE {
        if let Some(key) = written.find(key) {
            errors.at(key, message);
        }
    }
    if role.kind != RoleKind::Send {
        for key in BESIDE_JOIN {
            if let Some(key) = written.find(key) {
                let message = format!(
                    "a client joins again whenever its connection was lost, so `{}` changes nothing\n\
                     leave `{key}` out, or write it at a function that members call",
                    role.kind.key()
                );
                errors.at(key, message);
            }
        }
    }
    if client.stream.is_some() {
        errors.at(
            &client.output,
            "a channel is the stream: its messages come one by one to every member\n\
             return one value",
        );
    }
    for argument in client.arguments() {
        if argument.upload.is_some() {
            errors.at(
                &argument.ty,
                "a message brings no files\n\
                 let a mutation take them, and send what became of them",
            );
        }
    }
}
