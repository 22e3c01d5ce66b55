//! The contradictions of `#[mizan::client]`: keys that exclude or need each other, or do not fit
//! the function.

use heck::ToSnakeCase;
use syn::Ident;

use super::{Client, affects::RESULT, role::refuse_beside_role};
use crate::{Parameter, bare_name, errors::Errors, keys::is_wire_name};

/// The keys of the attribute, at whose tokens a contradiction is reported.
#[derive(Default)]
pub(super) struct Written {
    /// With the names that they are looked up by.
    keys: Vec<(String, Ident)>,
    /// True if no parameter of the function was refused.
    pub(super) is_whole: bool,
    /// True if nothing is written behind the parameters.
    pub(super) is_silent: bool,
}

impl Written {
    pub(super) fn push(&mut self, key: &Ident) {
        self.keys.push((bare_name(key), key.clone()));
    }

    pub(super) fn find(&self, name: &str) -> Option<&Ident> {
        self.keys.iter().find(|(known, _)| known == name).map(|(_, key)| key)
    }

    /// Reports at the second of two keys that the first excludes it.
    fn refuse(&self, [first, second]: [&str; 2], message: &str, errors: &mut Errors) {
        if self.find(first).is_some()
            && let Some(second) = self.find(second)
        {
            errors.at(second, message);
        }
    }

    /// Reports at a key that it needs another.
    fn demand(&self, [key, other]: [&str; 2], message: &str, errors: &mut Errors) {
        if self.find(other).is_none()
            && let Some(key) = self.find(key)
        {
            errors.at(key, message);
        }
    }
}

pub(super) fn refuse_contradictions(client: &Client, written: &Written, errors: &mut Errors) {
    refuse_changing_read(client, errors);
    for (keys, message) in TOGETHER {
        written.refuse(keys, message, errors);
    }
    for (keys, message) in ALONE {
        written.demand(keys, message, errors);
    }
    refuse_beside_stream(client, written, errors);
    refuse_beside_role(client, written, errors);
    refuse_name(client, written, errors);
    refuse_changing_get(client, errors);
    refuse_blocking(client, written, errors);
    if written.is_whole {
        refuse_parameters(client, errors);
    }
    refuse_late_values(client, errors);
    refuse_files(client, errors);
    refuse_replaced_nothing(written, errors);
}

const TOGETHER: [([&str; 2], &str); 10] = [
    (
        ["private", "auth"],
        "no client reaches a private function, so there is nobody to ask who they are\n\
         keep one of the two",
    ),
    (
        ["private", "merge"],
        "no client gets the answer of a private function\nwrite `affects`, which tells those who \
         show it",
    ),
    (
        ["private", "websocket"],
        "no client reaches a private function, by a socket no more than otherwise\n\
         keep one of the two",
    ),
    (
        ["private", "limits"],
        "no client reaches a private function, so there is nothing to limit\n\
         keep one of the two",
    ),
    (
        ["context", "body"],
        "a read has no body of its own, for it is read together with the others of its context\n\
         leave `body` out",
    ),
    (
        ["route", "private"],
        "a browser reaches a route, and no client has it\n\
                            leave `private` out",
    ),
    (["route", "websocket"], "a route is answered over HTTP\nkeep one of the two"),
    (
        ["route", "merge"],
        "a page is no data that could be merged\n\
         write `affects`, which tells those who show it",
    ),
    (
        ["route", "name"],
        "a page has no name on the wire: a browser finds it by its route\n\
         leave `name` out",
    ),
    (["route", "as"], "a page answers a response, which has no type in a client\nleave `as` out"),
];

const ALONE: [([&str; 2], &str); 3] = [
    (
        ["methods", "route"],
        "only a page has methods\nwrite `route = \"/path\"` beside them, or leave them out",
    ),
    (
        ["rev", "context"],
        "only what is read is cached, and what is read belongs to a context\n\
         leave `rev` out, or write `context = …`",
    ),
    (
        ["cache", "context"],
        "only what is read is cached, and what is read belongs to a context\n\
         leave `cache` out, or write `context = …`",
    ),
];

/// A stream is an answer to its caller that has no certain end.
const BESIDE_STREAM: [(&str, &str); 5] = [
    (
        "context",
        "a stream belongs to no context, whose reads answer at once and together\n\
         leave `context` out, or answer `Vec<T>`, which is read again when it changes",
    ),
    (
        "affects",
        "a stream ends where its caller leaves, so there is no success that changes something\n\
         leave `affects` out, and call `request.invalidate(&…)` on a `request: &mizan::Request` \
         where something has changed",
    ),
    (
        "merge",
        "a stream answers no single value that could be merged\n\
         leave `merge` out, and call `request.invalidate(&…)` on a `request: &mizan::Request` \
         where something has changed",
    ),
    (
        "private",
        "a stream goes to the client that called for it, and no client reaches a private \
         function\nleave `private` out",
    ),
    ("route", "a page answers a response, not a stream of items\nleave `route` out"),
];

fn refuse_beside_stream(client: &Client, written: &Written, errors: &mut Errors) {
    if client.stream.is_none() {
        return;
    }
    for (key, message) in BESIDE_STREAM {
        if let Some(key) = written.find(key) {
            errors.at(key, message);
        }
    }
}

fn refuse_changing_read(client: &Client, errors: &mut Errors) {
    let affected = client.affects.first().map(|affects| &affects.target);
    let changed = affected.or(client.merge.first());
    if let (Some(_), None, Some(target)) = (&client.context, &client.route, changed) {
        errors.at(
            target,
            "a read of a context changes nothing\n\
             keep `context` for a read, or `affects` and `merge` for a mutation, and write two \
             functions if both are wanted",
        );
    }
}

/// Refuses a function name that is no name for the wire, unless `name` gives another or the
/// function is a page.
fn refuse_name(client: &Client, written: &Written, errors: &mut Errors) {
    if ["name", "route"].iter().any(|key| written.find(key).is_some())
        || is_wire_name(&client.wire_name)
    {
        return;
    }
    let advice = match client.wire_name.to_snake_case() {
        name if is_wire_name(&name) => name,
        _ => "…".to_owned(),
    };
    let message = format!(
        "a name on the wire is in snake_case, and begins with a letter\n\
         rename the function, or write `name = \"{advice}\"`"
    );
    errors.at(&client.name, message);
}

/// Refuses `affects` on a page that answers only `GET`: browsers and crawlers fetch links on their
/// own.
fn refuse_changing_get(client: &Client, errors: &mut Errors) {
    if client.route.is_some()
        && let Some(target) = client.affects.first()
        && client.methods.iter().all(|method| method == "GET")
    {
        errors.at(
            &target.target,
            "a `GET` changes nothing, for browsers and crawlers repeat it as they like\n\
             write `methods = [POST]`",
        );
    }
}

/// Refuses `blocking` on a function that is `async` or streams: those wait without a thread.
fn refuse_blocking(client: &Client, written: &Written, errors: &mut Errors) {
    let Some(key) = written.find("blocking") else { return };
    if client.is_async {
        errors.at(
            key,
            "`blocking` moves a function that blocks to a thread for that, and an `async fn` \
             waits without one\n\
             leave `blocking` out, or write `fn` instead of `async fn`",
        );
    } else if client.stream.is_some() {
        errors.at(
            key,
            "a stream waits for its items without a thread\n\
             leave `blocking` out, and let a thread of your own send the items",
        );
    }
}

/// Refuses names in a route that are not parameters of its function.
fn refuse_parameters(client: &Client, errors: &mut Errors) {
    let Some(route) = &client.route else { return };
    let names: Vec<&str> = client.arguments().map(|argument| argument.wire_name.as_str()).collect();
    for parameter in &route.parameters {
        if !names.contains(&parameter.as_str()) {
            let meant = crate::Suggestion(crate::nearest(parameter, names.iter().copied()));
            errors.at(
                &route.path,
                format!(
                    "`{{{parameter}}}` is no parameter of this function{meant}\n\
                     write a parameter that the function owns: `{parameter}: i64`"
                ),
            );
        }
    }
}

/// Refuses scopes over the `result` that cannot be evaluated. They run after the function, which
/// has consumed its arguments by then.
fn refuse_late_values(client: &Client, errors: &mut Errors) {
    let fields = client.affects.iter().filter_map(|affects| affects.scope.as_ref()).flatten();
    let named = client.parameters.iter().map(Parameter::name).find(|name| *name == RESULT);
    if let Some(name) = named
        && fields.clone().any(|field| client.needs_result(field))
    {
        errors.at(
            name,
            "in a scope, `result` is what the function answers\n\
             give this parameter another name",
        );
        return;
    }
    for field in fields.filter(|field| client.needs_result(field)) {
        let result = field.mentions(RESULT);
        if client.route.is_some() {
            errors.at(result, "a page answers no data\nsay it by its parameters");
        } else if client.output.is_none() {
            errors.at(
                result,
                "this function answers nothing, so there is no `result`\n\
                 write an expression over the parameters, or return a value",
            );
        }
        for argument in client.arguments() {
            if let Some(argument) = field.mentions(&bare_name(&argument.name)) {
                errors.at(
                    &argument,
                    format!(
                        "`{argument}` was given to the function when its result is there\n\
                         use one of the two here"
                    ),
                );
            }
        }
    }
}

/// Refuses `as` on a function without a result.
fn refuse_replaced_nothing(written: &Written, errors: &mut Errors) {
    if let Some(key) = written.find("as")
        && written.is_silent
    {
        errors.at(key, "this function answers nothing, whose JSON is `null`\nleave `as` out");
    }
}

/// Refuses files on a page or a read: only the call of a mutation can send them.
fn refuse_files(client: &Client, errors: &mut Errors) {
    let message = match (&client.route, &client.context) {
        (None, None) => return,
        (Some(_), _) => {
            "a page takes no files\n\
             let a function without a route take them, and call it from the page"
        }
        (None, Some(_)) => {
            "a read brings no files\n\
             let a mutation take them, and a read tell what became of them"
        }
    };
    for argument in client.arguments().filter(|argument| argument.upload.is_some()) {
        errors.at(&argument.ty, message);
    }
}
