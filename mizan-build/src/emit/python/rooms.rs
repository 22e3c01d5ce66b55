//! Rooms of channels: a class for each channel, with the functions by which its members speak.

use mizan_ir::{Direction, Parameter, Type};

use super::{
    client::{Argument, Writer, collect, fit, function_docs, signature},
    docs::docstring,
    expression::{Expression, string},
    failures::Failures,
    names::variable,
    specs::{constant, emit_function, function_constant, spec_arguments},
    types::Types,
};
use crate::emit::model::{Rooms, Speaker};

/// The names that a room has by itself.
const OWN: [&str; 3] = ["first", "present", "watch_present"];

/// A channel, and the names of its parts.
pub(super) struct Room<'api> {
    rooms: &'api Rooms<'api>,
    class: String,
    constant: String,
}

impl<'api> Room<'api> {
    pub(super) fn new(types: &Types<'_>, rooms: &'api Rooms<'api>) -> Self {
        let class = types.unused_name(&format!("{}Room", rooms.names.pascal));
        Self { rooms, class, constant: format!("{}_CHANNEL", constant(rooms.names.wire)) }
    }

    /// The constants of the channel and of its functions, and the class of its rooms.
    pub(super) fn texts(&self, types: &Types<'_>, failures: &Failures) -> Vec<String> {
        let sends = self.rooms.sends.iter();
        let mut texts: Vec<String> = sends
            .map(|send| emit_function(send.names.wire, send.function, &send.own, (types, failures)))
            .collect();
        texts.push(self.spec(types, failures));
        texts.push(self.class(types));
        texts
    }

    /// The types of what is shown first, of a message, and of a member.
    fn shown(&self, types: &Types<'_>) -> [Expression; 3] {
        let Rooms { channel, join, present, .. } = self.rooms;
        let unit = Type::Unit;
        let present = present.map_or(&unit, |present| &present.result);
        [&join.result, &channel.message, present].map(|ty| types.mention(ty, Direction::Output))
    }

    fn spec(&self, types: &Types<'_>, failures: &Failures) -> String {
        let Rooms { channel, join, .. } = self.rooms;
        let mut lines = vec![string(self.rooms.names.wire)];
        let parameters: Vec<&Parameter> = channel.parameters.iter().collect();
        lines.extend(spec_arguments("parameters", &parameters, types, "    "));
        for (name, ty) in ["first", "message", "presence"].iter().zip(self.shown(types)) {
            lines.push(format!("{name}={}", string(&ty.to_line())));
        }
        if let Type::Named(path, _) = &channel.message
            && let Some(key) = &types.api().types[path.as_str()].key
        {
            lines.push(format!("key={}", string(key)));
        }
        if let Some(kinds) = join.error.as_ref().and_then(|error| failures.constant(error)) {
            lines.push(format!("kinds={kinds}"));
        }
        format!("{}: Final = _Channel(\n    {},\n)\n", self.constant, lines.join(",\n    "))
    }

    fn class(&self, types: &Types<'_>) -> String {
        let shown = self.shown(types).map(|ty| string(&ty.to_line()));
        let head = format!("class {}(_Room[{}]):\n", self.class, shown.join(", "));
        let head = match head.len() <= super::expression::WIDTH + 1 {
            true => head,
            false => format!(
                "class {}(\n    _Room[\n        {},\n    ]\n):\n",
                self.class,
                shown.join(",\n        ")
            ),
        };
        let channel = self.rooms.channel;
        let docs = docstring(&channel.docs, channel.deprecated.as_ref(), 4);
        let sends: String = self.rooms.sends.iter().map(|send| self.send(types, send)).collect();
        match docs.is_empty() && sends.is_empty() {
            true => head + "    pass\n",
            false if docs.is_empty() => head + sends.trim_start_matches('\n'),
            false => head + &docs + &sends,
        }
    }

    /// The method by which a member speaks.
    fn send(&self, types: &Types<'_>, send: &Speaker<'_>) -> String {
        let own = send.own.iter().copied();
        let arguments: Vec<Argument<'_>> = own.map(|own| Argument::new(types, own)).collect();
        let all: Vec<&Argument<'_>> = arguments.iter().collect();
        let (before, sent) = collect(&arguments);
        let taken: Vec<&str> = OWN.into_iter().chain(types.names()).collect();
        let name = variable(send.names.wire, &taken);
        let result = types.mention(&send.function.result, Direction::Output);
        let signature = signature("async def", &name, &all, true, &result);
        let docs = function_docs(send.function);
        let given = [function_constant(send.names.wire), sent, "idempotency_key".to_owned()];
        let answer = fit("        answer = await ", "self._say", &given, "");
        let given = [string(&result.to_line()), "answer".to_owned()];
        let result = fit("        return ", "cast", &given, "");
        format!("\n{signature}{docs}{before}{answer}{result}")
    }
}

impl Writer<'_, '_> {
    /// The method that makes a room.
    pub(super) fn room(&self, room: &Room<'_>) -> String {
        let channel = room.rooms.channel;
        let arguments = self.arguments(&channel.parameters);
        let result = Expression::Name(room.class.clone());
        let docs = docstring(&channel.docs, channel.deprecated.as_ref(), 8);
        self.giver(room.rooms.names.wire, &arguments, &result, &docs, |sent| {
            let given = ["self._rooms".to_owned(), room.constant.clone(), sent];
            fit("        return ", &room.class, &given, "")
        })
    }
}
