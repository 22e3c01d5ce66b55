//! A channel with its functions.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::arguments::object::Members;
use crate::arguments::written::WrittenValue;
use crate::declared::channel::{Channel as Declared, ChannelTarget, RoleKind};
use crate::json::canonical::canonical;
use crate::json::write::write_text;
use crate::server::errors::WiringError;
use crate::server::member::Member;

/// A channel with everything that the server found out about it when it was built.
pub(crate) struct Channel {
    pub(crate) target: ChannelTarget,
    /// The function that lets members in.
    pub(crate) join: Arc<Member>,
    /// The function that shows a member to the others.
    pub(crate) present: Option<Arc<Member>>,
}

/// The functions of a channel while they are collected.
#[derive(Default)]
struct Found {
    joins: Vec<Arc<Member>>,
    presents: Vec<Arc<Member>>,
}

/// Groups the functions of channels, and finds the channels that lack one or have two.
pub(in crate::server) fn group<'member>(
    functions: impl Iterator<Item = &'member Arc<Member>>,
    errors: &mut Vec<WiringError>,
) -> BTreeMap<&'static str, Arc<Channel>> {
    let mut found: BTreeMap<&'static str, (ChannelTarget, Found)> = BTreeMap::new();
    for member in functions {
        let Some(role) = &member.function.role else { continue };
        let (_, found) =
            found.entry(role.channel.name).or_insert_with(|| (role.channel, Found::default()));
        match role.kind {
            RoleKind::Join => found.joins.push(Arc::clone(member)),
            RoleKind::Present => found.presents.push(Arc::clone(member)),
            RoleKind::Send => {}
        }
    }
    let mut channels = BTreeMap::new();
    for (name, (target, Found { mut joins, mut presents })) in found {
        if joins.len() != 1 || presents.len() != usize::from(target.has_presence) {
            let functions =
                |members: &[Arc<Member>]| members.iter().map(|it| it.function.name).collect();
            errors.push(WiringError::BrokenChannel {
                channel: name,
                joins: functions(&joins),
                presents: functions(&presents),
                has_presence: target.has_presence,
            });
            continue;
        }
        let (join, present) = (joins.swap_remove(0), presents.pop());
        channels.insert(name, Arc::new(Channel { target, join, present }));
    }
    channels
}

impl Channel {
    /// `true` if being a member depends on who is asking.
    pub(crate) fn is_guarded(&self) -> bool {
        !self.join.policy.ignores_identity || self.present.is_some()
    }

    /// The name of the room that parameters name, the same on every node.
    pub(crate) fn room_of(&self, params: &Members<'_>) -> String {
        let named = self.target.parameters.iter().filter_map(|name| {
            let written = params.get(name)?;
            let normal = (self.target.normalize)(name, WrittenValue::Json(written));
            Some((*name, normal.unwrap_or_else(|| written.to_owned())))
        });
        room_name(self.target.name, named)
    }
}

/// The name of a room as the server itself names it.
pub(crate) fn room_named<C: Declared>(room: &C) -> String {
    let scope = room.scope();
    let named = scope.parameters(|_, _| true).map(|(name, json)| (name, json.to_owned()));
    room_name(C::NAME, named)
}

/// The name of a channel and its parameters as JSON, sorted by name. A parameter that is null is as good
/// as none.
fn room_name(channel: &str, parameters: impl Iterator<Item = (&'static str, String)>) -> String {
    let mut parameters: Vec<(&str, String)> =
        parameters.map(|(name, json)| (name, normal(&json))).collect();
    parameters.retain(|(_, json)| json != "null");
    parameters.sort_unstable();
    let mut name = channel.as_bytes().to_vec();
    name.push(b'{');
    for (index, (parameter, json)) in parameters.iter().enumerate() {
        if index > 0 {
            name.push(b',');
        }
        write_text(parameter, &mut name);
        name.push(b':');
        name.extend_from_slice(json.as_bytes());
    }
    name.push(b'}');
    String::from_utf8(name).unwrap_or_default()
}

/// One JSON text for all spellings of a value. A string keeps its quotes, so that it is no other value.
fn normal(json: &str) -> String {
    let Ok(text) = canonical(json) else { return json.to_owned() };
    if !json.trim_start().starts_with('"') {
        return text.into_owned();
    }
    let mut quoted = Vec::new();
    write_text(&text, &mut quoted);
    String::from_utf8(quoted).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(parameters: &[(&'static str, &str)]) -> String {
        room_name("chat", parameters.iter().map(|(name, json)| (*name, (*json).to_owned())))
    }

    #[test]
    fn one_room_has_one_name() {
        assert_eq!(name(&[]), "chat{}");
        let one = name(&[("room", r#""a\u0062""#), ("floor", "1.0")]);
        assert_eq!(one, r#"chat{"floor":1,"room":"ab"}"#);
        assert_eq!(one, name(&[("floor", "1"), ("room", r#" "ab""#)]));
        assert_eq!(name(&[("topic", "null")]), "chat{}");
        assert_ne!(name(&[("topic", r#""null""#)]), "chat{}");
        assert_ne!(name(&[("room", "5")]), name(&[("room", r#""5""#)]));
    }
}
