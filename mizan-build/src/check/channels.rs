//! The rules of channels: one function lets members in, what is sent is a message, and members see each
//! other where there is a presence. A function of a channel takes the parameters of the channel.

use mizan_ir::{Channel, ChannelRole, Function, Part, Type, nearest};

use super::checker::{self, Checker, at, function};
use crate::emit::camel;

pub(super) fn check_channels(checker: &mut Checker<'_>) {
    for (name, channel) in &checker.api.channels {
        let roles: Vec<Member<'_>> = checker
            .api
            .roles(name)
            .map(|((name, function), role)| Member { name, function, role })
            .collect();
        check_join(checker, name, &roles);
        check_presence(checker, (name, channel), &roles);
        for member in &roles {
            check_parameters(checker, member, (name, channel));
            check_own(checker, member, (name, channel));
            check_result(checker, member, (name, channel));
            check_keys(checker, member);
            check_name(checker, member);
        }
    }
}

/// A function with a role in the channel.
struct Member<'draft> {
    name: &'draft str,
    function: &'draft Function,
    role: &'draft ChannelRole,
}

/// One function lets members in.
fn check_join(checker: &mut Checker<'_>, wire_name: &str, roles: &[Member<'_>]) {
    let joins: Vec<&Member<'_>> = roles.iter().filter(|member| member.role.is_join()).collect();
    let name = checker.channel_name(wire_name).to_owned();
    if let [first, others @ ..] = joins.as_slice() {
        for other in others {
            let message = format!(
                "two functions let members into the channel `{name}`: the other is `{}`{}",
                checker.function_name(first.name),
                at(&first.function.location),
            );
            let help = "let one function decide who may come in, and keep `join` there";
            checker.error(function(other.name).part(Part::Channel), message, help);
        }
        return;
    }
    // A function that the grammar refuses may be the one.
    if !checker.is_whole {
        return;
    }
    let message = format!("no function lets anybody into the channel `{name}`");
    let help = checker.advice(
        format!("write `#[mizan::client(join = {name})]` above a function"),
        format!("write `join \"{wire_name}\"` in a function"),
    );
    checker.error(checker::channel(wire_name), message, help);
}

/// A channel with a presence has one function that shows a member, and one without has none.
fn check_presence(
    checker: &mut Checker<'_>,
    (wire_name, channel): (&str, &Channel),
    roles: &[Member<'_>],
) {
    let is_present = |member: &&Member<'_>| matches!(member.role, ChannelRole::Present(_));
    let shown: Vec<&Member<'_>> = roles.iter().filter(is_present).collect();
    let name = checker.channel_name(wire_name).to_owned();
    match (&channel.presence, shown.as_slice()) {
        (Some(_), []) if checker.is_whole => {
            let message = format!(
                "the channel `{name}` has a presence, and no function says how a member appears to \
                 the others"
            );
            let help = checker.advice(
                format!(
                    "write `#[mizan::client(present = {name})]` above a function, or leave \
                     `presence` out"
                ),
                format!("write `present \"{wire_name}\"` in a function, or leave `presence` out"),
            );
            checker.error(checker::channel(wire_name).part(Part::Presence), message, help);
        }
        (None, shown) => {
            for member in shown {
                let ty = checker.show(&member.function.result);
                let message = format!(
                    "the channel `{name}`{} has no presence, so its members do not see each other",
                    inserted(&at(&channel.location)),
                );
                let help = checker.advice(
                    format!("write `presence = {ty}` beside its `message`, or leave this out"),
                    format!("write `presence type=\"{ty}\"` in it, or leave this out"),
                );
                checker.error(function(member.name).part(Part::Channel), message, help);
            }
        }
        (Some(_), [first, others @ ..]) => {
            for other in others {
                let message = format!(
                    "two functions say how a member of `{name}` appears: the other is `{}`{}",
                    checker.function_name(first.name),
                    at(&first.function.location),
                );
                checker.error(
                    function(other.name).part(Part::Channel),
                    message,
                    "keep one of them",
                );
            }
        }
        (Some(_), []) => {}
    }
}

/// The parameters of the channel are arguments of the function, with the same types.
fn check_parameters(
    checker: &mut Checker<'_>,
    Member { name, function: caller, role }: &Member<'_>,
    (channel_name, channel): (&str, &Channel),
) {
    for parameter in &channel.parameters {
        let shown = checker.show(&parameter.ty);
        let found = caller.arguments.iter().position(|it| it.name == parameter.name);
        let Some(index) = found else {
            let message = format!(
                "`{}` does not take `{}`, which tells the rooms of `{}`{} apart",
                checker.function_name(name),
                parameter.name,
                checker.channel_name(channel_name),
                inserted(&at(&parameter.location)),
            );
            let help = checker.advice(
                format!("write a parameter `{}: {shown}`", parameter.name),
                format!("write `argument \"{}\" type=\"{shown}\"`", parameter.name),
            );
            checker.error(function(name).part(Part::Channel), message, help);
            continue;
        };
        let argument = &caller.arguments[index];
        if differ(&argument.ty, &parameter.ty) {
            let message = format!(
                "`{}` is `{shown}` in the channel `{}`{} and `{}` here: {} the room that it means",
                parameter.name,
                checker.channel_name(channel_name),
                inserted(&at(&parameter.location)),
                checker.show(&argument.ty),
                match role {
                    ChannelRole::Send(_) => "a member speaks in",
                    _ => "a member comes into",
                },
            );
            let help = checker.advice(
                format!("write `{}: {shown}`", parameter.name),
                format!("write `type=\"{shown}\"`"),
            );
            checker.error(function(name).part(Part::ArgumentType(index)), message, help);
        }
    }
}

/// Whoever comes in sends the parameters of the channel and nothing else.
fn check_own(
    checker: &mut Checker<'_>,
    Member { name, function: caller, role }: &Member<'_>,
    (channel_name, channel): (&str, &Channel),
) {
    if role.is_send() {
        return;
    }
    let names: Vec<&str> = channel.parameters.iter().map(|it| it.name.as_str()).collect();
    for (index, argument) in caller.arguments.iter().enumerate() {
        if names.contains(&argument.name.as_str()) {
            continue;
        }
        let channel = checker.channel_name(channel_name);
        let message = format!(
            "`{}` is no parameter of the channel `{channel}`: whoever comes in names the room and \
             sends nothing else",
            argument.name,
        );
        let meant = nearest(&argument.name, names.iter().copied())
            .map_or(String::new(), |meant| format!("did you mean `{meant}`? else "));
        let help = format!("{meant}make it a parameter of `{channel}`, or leave it out");
        checker.error(function(name).part(Part::Argument(index)), message, help);
    }
}

/// What is sent is a message, and what shows a member is a presence.
fn check_result(
    checker: &mut Checker<'_>,
    Member { name, function: caller, role }: &Member<'_>,
    (channel_name, channel): (&str, &Channel),
) {
    let (expected, noun) = match (role, &channel.presence) {
        (ChannelRole::Send(_), _) => (&channel.message, "message"),
        (ChannelRole::Present(_), Some(presence)) => (presence, "presence"),
        _ => return,
    };
    if !differ(&caller.result, expected) {
        return;
    }
    let shown = checker.show(expected);
    let message = format!(
        "`{}` answers `{}`, and a {noun} of the channel `{}`{} is `{shown}`",
        checker.function_name(name),
        checker.show(&caller.result),
        checker.channel_name(channel_name),
        inserted(&at(&channel.location)),
    );
    let help = checker.advice(
        format!("return `{shown}`, or write another type after `{noun} =` at the channel"),
        format!("write `result type=\"{shown}\"`, or another `{noun}` in the channel"),
    );
    checker.error(function(name).part(Part::Result), message, help);
}

/// The keys that contradict a role. The grammar of Rust refuses them before.
fn check_keys(checker: &mut Checker<'_>, Member { name, function: caller, role }: &Member<'_>) {
    let is_changed = !caller.affects.is_empty() || !caller.merge.is_empty();
    let rules = [
        (caller.context.is_some(), "it belongs to no context", "leave `context` out"),
        (
            caller.route.is_some(),
            "a browser that follows a route is in no room",
            "leave `route` out",
        ),
        (caller.private, "no member could use a private function", "leave `private` out"),
        (caller.stream, "the channel is the stream", "leave `stream` out"),
        (
            is_changed && !role.is_send(),
            "a client joins again whenever its connection was lost, so this changes nothing",
            "leave `affects` and `merge` out",
        ),
    ];
    for (_, reason, help) in rules.into_iter().filter(|(holds, ..)| *holds) {
        let message = format!(
            "`{}` has a role in the channel `{}`: {reason}",
            checker.function_name(name),
            checker.channel_name(role.channel()),
        );
        checker.error(function(name).part(Part::Channel), message, help);
    }
}

/// The fields of a room in a client, which the functions of its members stand beside.
const FIELDS: [&str; 7] =
    ["current", "subscribe", "status", "first", "messages", "present", "error"];

fn check_name(checker: &mut Checker<'_>, Member { name, role, .. }: &Member<'_>) {
    if !role.is_send() || !FIELDS.contains(&camel(name).as_str()) {
        return;
    }
    let message = format!(
        "`{}` is a field of every room in the client, and so no name of a function there",
        camel(name)
    );
    let help = checker.advice("rename it, or give it `name = \"…\"`", "rename it");
    checker.error(function(name), message, help);
}

fn differ(one: &Type, other: &Type) -> bool {
    one != other && !matches!((one, other), (Type::Unknown, _) | (_, Type::Unknown))
}

/// An insertion in a sentence, with the comma that ends it.
fn inserted(at: &str) -> String {
    if at.is_empty() { String::new() } else { format!("{at},") }
}
