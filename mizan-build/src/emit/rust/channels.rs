//! Channels: a room to watch, and the functions by which its members speak.

use mizan_ir::{Direction, Type};

use super::{
    arguments::arguments,
    client::{Writer, about, about_marker, function_docs},
    docs::docs,
    names::type_name,
};
use crate::emit::model::{Rooms, Speaker};

impl Writer<'_, '_> {
    pub(super) fn channel(&mut self, rooms: &Rooms<'_>) {
        let (wire, channel) = (rooms.names.wire, rooms.channel);
        let marker = self.channels.name(type_name(wire));
        let text = docs(&channel.docs, &about("channel", wire), channel.deprecated.as_ref());
        let arguments = arguments(self.types, &channel.parameters);
        let ty = format!("client::Room<channels::{marker}>");
        self.method(wire, &text, &arguments, &ty, "client::Room::with_client(self)", "");
        self.options(&ty, &arguments);
        self.written.channels.push_str(&format!("{}pub enum {marker} {{}}\n", about_marker(wire)));
        let output = |ty: &Type| self.types.mention(ty, Direction::Output);
        let presence = channel.presence.as_ref().map_or_else(|| "()".to_owned(), output);
        self.written.answers.push_str(&format!(
            "impl client::Channel for channels::{marker} {{\n\
             const SPEC: &'static runtime::spec::Channel = {};\n\
             type First = {};\ntype Message = {};\ntype Presence = {presence};\n}}\n",
            self.channel_spec(rooms),
            output(&rooms.join.result),
            output(&channel.message),
        ));
    }

    /// What the store knows about a channel.
    fn channel_spec(&self, rooms: &Rooms<'_>) -> String {
        let key = self.types.key_of_item(&rooms.channel.message);
        format!("&runtime::spec::Channel {{ name: {:?}, key: {key:?} }}", rooms.names.wire)
    }

    /// A function by which members of a channel speak.
    pub(super) fn speaker(&mut self, rooms: &Rooms<'_>, speaker: &Speaker<'_>, affects: &[&str]) {
        let (wire, function) = (speaker.names.wire, speaker.function);
        let arguments = arguments(self.types, &function.arguments);
        let names: Vec<&str> =
            rooms.channel.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let channel = format!("Some(({}, &{names:?}))", self.channel_spec(rooms));
        let marker = self.marker(wire, function, affects, Some(&channel));
        let ty = format!("client::Call<functions::{marker}>");
        let text = function_docs(wire, function);
        self.method(wire, &text, &arguments, &ty, "client::Call::with_client(self)", "");
        self.options(&ty, &arguments);
    }
}
