//! The rule that every context and function has a name of its own in the client.

use mizan_ir::{Item, Parameter, SourceLocation, Subject, Type};

use crate::{
    check::checker::Checker,
    emit::{CLIENT, THENABLE, camel, frameworks::FRAMEWORKS, pascal},
    index::Index,
};

/// A context, a channel or a function.
struct Named<'draft> {
    kind: &'static str,
    wire_name: &'draft str,
    location: &'draft SourceLocation,
    /// True if it has a hook.
    is_shown: bool,
    /// True for a function of a channel, which is a method of the channel's rooms.
    is_in_room: bool,
}

/// Contexts and functions are methods of one client, and hooks beside each other.
pub(in crate::check) fn check_client_names(checker: &mut Checker<'_>) {
    let items = list_items(checker);
    let names: Vec<String> = items.iter().map(|item| camel(item.wire_name)).collect();
    let mut taken = Vec::with_capacity(items.len());
    for (number, item) in items.iter().enumerate() {
        if !is_wire_name(item.wire_name) {
            refuse_wire_name(checker, item);
        } else if item.is_in_room {
            continue;
        } else if names[number] == CLIENT {
            refuse_client(checker, item);
        } else if names[number] == THENABLE {
            refuse_thenable(checker, item);
        } else {
            taken.push((names[number].as_str(), number));
            warn_of_own_hook(checker, item);
        }
    }
    for group in Index::new(taken).shared() {
        for (nth, (name, number)) in group.iter().enumerate() {
            let (_, other) = group[(nth + 1) % group.len()];
            refuse_shared(checker, name, &items[*number], &items[other]);
        }
    }
    refuse_hooks_of_forms(checker, &items, &names);
}

/// The hook that fills in the form of a function `order` is called as that of a function `order_form`.
fn refuse_hooks_of_forms(checker: &mut Checker<'_>, items: &[Named<'_>], names: &[String]) {
    let has_hook = |item: &&Named<'_>| item.is_shown && has_form(checker, item);
    let forms: Vec<&Named<'_>> = items.iter().filter(has_hook).collect();
    for form in forms {
        let hook = format!("{}Form", camel(form.wire_name));
        for (item, _) in items.iter().zip(names).filter(|(it, name)| it.is_shown && **name == hook)
        {
            let message = format!(
                "the hook of this {} would be `use{}`, which fills in the form of the {}",
                item.kind,
                pascal(item.wire_name),
                form.describe(),
            );
            let help = item.way_out(checker);
            checker.error(item.subject(), message, help);
        }
    }
}

/// True for a function with exactly one argument that is a form.
fn has_form(checker: &Checker<'_>, item: &Named<'_>) -> bool {
    let function = checker.api.functions.get(item.wire_name).filter(|it| !it.stream);
    let Some(function) = function.filter(|_| item.kind == "function") else { return false };
    let is_form = |argument: &&Parameter| match &argument.ty {
        Type::Named(path, _) => checker.api.types.get(path).is_some_and(|it| it.form.is_some()),
        _ => false,
    };
    function.arguments.iter().filter(is_form).count() == 1
}

fn list_items<'draft>(checker: &Checker<'draft>) -> Vec<Named<'draft>> {
    let mut items = Vec::new();
    for (wire_name, context) in &checker.api.contexts {
        items.push(Named {
            kind: "context",
            wire_name,
            location: &context.location,
            is_shown: true,
            is_in_room: false,
        });
    }
    for (wire_name, channel) in &checker.api.channels {
        items.push(Named {
            kind: "channel",
            wire_name,
            location: &channel.location,
            is_shown: true,
            is_in_room: false,
        });
    }
    for (wire_name, function) in &checker.api.functions {
        let is_in_room = function.channel.is_some();
        let is_shown = !function.private && function.route.is_none() && !is_in_room;
        let location = &function.location;
        items.push(Named { kind: "function", wire_name, location, is_shown, is_in_room });
    }
    items
}

fn is_wire_name(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '_'))
}

fn refuse_wire_name(checker: &mut Checker<'_>, item: &Named<'_>) {
    let message = format!("`{}` is no name on the wire", item.wire_name);
    let help = "write it in snake_case: a letter, then letters, digits and `_`";
    checker.error(item.subject(), message, help);
}

fn refuse_client(checker: &mut Checker<'_>, item: &Named<'_>) {
    let message = format!(
        "`{CLIENT}` is the client itself, and `useMizan` its hook: a {} cannot be called that",
        item.kind
    );
    let help = item.way_out(checker);
    checker.error(item.subject(), message, help);
}

fn refuse_thenable(checker: &mut Checker<'_>, item: &Named<'_>) {
    let message = format!(
        "JavaScript takes an object with a method `{THENABLE}` for a promise, and `await` would \
         wait for the client for ever: a {} cannot be called that",
        item.kind
    );
    let help = item.way_out(checker);
    checker.error(item.subject(), message, help);
}

/// Warns of a hook with the name of one that a framework has: an import of both hides one.
fn warn_of_own_hook(checker: &mut Checker<'_>, item: &Named<'_>) {
    let hook = format!("use{}", pascal(item.wire_name));
    let owner = FRAMEWORKS.iter().find(|framework| framework.own_hooks().contains(&hook.as_str()));
    let Some(owner) = owner.filter(|_| item.is_shown) else { return };
    let message = format!(
        "the hook of this {} is `{hook}`, and {} has a hook of that name",
        item.kind,
        pascal(owner.name()),
    );
    let help = item.way_out(checker);
    checker.warn(item.subject(), message, help);
}

fn refuse_shared(checker: &mut Checker<'_>, name: &str, item: &Named<'_>, other: &Named<'_>) {
    let message = format!(
        "in the client this {} and the {} would both be `{name}`, and both hooks `use{}`",
        item.kind,
        other.describe(),
        pascal(name),
    );
    let help = item.way_out(checker);
    checker.error(item.subject(), message, help);
}

impl Named<'_> {
    fn subject(&self) -> Subject {
        let name = self.wire_name.to_owned();
        Subject::new(match self.kind {
            "context" => Item::Context(name),
            "channel" => Item::Channel(name),
            _ => Item::Function(name),
        })
    }

    fn describe(&self) -> String {
        match self.location.file.is_empty() {
            true => format!("{} `{}`", self.kind, self.wire_name),
            false => format!("{} at {}", self.kind, self.location),
        }
    }

    fn way_out(&self, checker: &Checker<'_>) -> String {
        let attribute = match self.kind {
            "context" | "channel" => "#[mizan(name = \"…\")]",
            _ => "name = \"…\"",
        };
        checker.advice(format!("rename it, or give it `{attribute}`"), "rename it")
    }
}
