//! The two clients: a method for each function, one class that waits and one that is awaited.

use mizan_ir::{Absence, Direction, Function, Parameter};

use super::{
    docs::docstring,
    emit::is_live,
    expression::{Expression, WIDTH, string},
    names::variable,
    rooms::Room,
    specs::{context_constant, function_constant},
    types::Types,
};
use crate::emit::model::{Bundle, Call, Model, Read};

/// The two ways in which a client waits for answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Waiting {
    Sync,
    Async,
}

impl Waiting {
    fn class(self, is_live: bool) -> (&'static str, &'static str) {
        match self {
            Self::Sync => (
                "Client(_SyncSender)",
                "The functions of the API, each of which waits for its answer.\n\nClose it, or use it in `with`.",
            ),
            Self::Async => (
                if is_live { "AsyncClient(_LiveSender)" } else { "AsyncClient(_AsyncSender)" },
                "The functions of the API, each of which is awaited.\n\nClose it, or use it in `async with`.",
            ),
        }
    }
}

/// The names of what stands before the clients.
pub(super) struct Names<'file, 'api> {
    /// The types of the contexts.
    pub(super) bundles: &'file [String],
    pub(super) rooms: &'file [Room<'api>],
}

/// Writes a client.
pub(super) fn emit_client(
    waiting: Waiting,
    model: &Model<'_>,
    types: &Types<'_>,
    names: &Names<'_, '_>,
) -> String {
    let (class, docs) = waiting.class(is_live(model));
    let writer = Writer { waiting, types, taken: taken(types) };
    let mut text = format!("class {class}:\n{}", docstring(docs, None, 4));
    for (bundle, name) in model.bundles.iter().zip(names.bundles) {
        text.push_str(&writer.context(bundle, name));
        text.push_str(&writer.watched_context(bundle, name));
        for read in &bundle.reads {
            text.push_str(&writer.read(bundle, read));
            text.push_str(&writer.pages(bundle, read));
            text.push_str(&writer.watched_read(bundle, read));
        }
    }
    for call in &model.calls {
        text.push_str(&writer.call(call));
    }
    if waiting == Waiting::Async {
        text.extend(names.rooms.iter().map(|room| writer.room(room)));
    }
    text
}

/// The names of the client itself, and of the types of Python.
const OWN: [&str; 11] = [
    "close",
    "live_status",
    "token",
    "bool",
    "dict",
    "float",
    "int",
    "list",
    "str",
    "tuple",
    "object",
];

/// The names that no method has: those of the client itself, and those of the types that the
/// annotations of other methods mention.
fn taken<'types>(types: &'types Types<'_>) -> Vec<&'types str> {
    OWN.into_iter().chain(types.names()).collect()
}

/// The names that the body of a method uses, which no argument has.
pub(super) const OPTIONS: [&str; 11] = [
    "self",
    "idempotency_key",
    "answer",
    "arguments",
    "item",
    "pages",
    "snapshots",
    "cast",
    "dict",
    "object",
    "str",
];

/// Writes the methods of a client.
pub(super) struct Writer<'types, 'api> {
    pub(super) waiting: Waiting,
    pub(super) types: &'types Types<'api>,
    taken: Vec<&'types str>,
}

/// A parameter of a method.
pub(super) struct Argument<'api> {
    parameter: &'api Parameter,
    /// The name in Python.
    name: String,
    ty: Expression,
    is_optional: bool,
}

impl Writer<'_, '_> {
    fn context(&self, bundle: &Bundle<'_>, name: &str) -> String {
        let arguments = self.arguments(&bundle.context.parameters);
        let result = Expression::Name(name.to_owned());
        let docs = docstring(&bundle.context.docs, bundle.context.deprecated.as_ref(), 8);
        let constant = context_constant(bundle.names.wire);
        self.method(bundle.names.wire, &arguments, &[], &result, &docs, |sent| {
            self.answer("_read", &[constant, sent], &result)
        })
    }

    fn read(&self, bundle: &Bundle<'_>, read: &Read<'_>) -> String {
        let parameters = all_parameters(bundle, read);
        let arguments = self.arguments(&parameters);
        let result = self.types.mention(&read.function.result, Direction::Output);
        let docs = function_docs(read.function);
        let constant = context_constant(bundle.names.wire);
        let member = string(read.names.wire);
        self.method(read.names.wire, &arguments, &[], &result, &docs, |sent| {
            self.answer("_read_member", &[constant, member, sent], &result)
        })
    }

    fn call(&self, call: &Call<'_>) -> String {
        let function = call.function;
        let all = self.arguments(&function.arguments);
        let (files, arguments): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|argument| argument.parameter.ty.is_upload());
        let result = self.types.mention(&function.result, Direction::Output);
        let docs = function_docs(function);
        let constant = function_constant(call.names.wire);
        if function.stream {
            return self.stream(call.names.wire, &arguments, &result, &docs, &constant);
        }
        self.method(call.names.wire, &arguments, &files, &result, &docs, |sent| {
            let mut given = vec![constant, sent];
            if !files.is_empty() {
                given.push(file_table(&files));
            }
            given.push("idempotency_key=idempotency_key".to_owned());
            self.answer("_call", &given, &result)
        })
    }

    pub(super) fn arguments<'own>(&self, parameters: &'own [Parameter]) -> Vec<Argument<'own>> {
        parameters.iter().map(|parameter| Argument::new(self.types, parameter)).collect()
    }

    /// A method that returns what gives one thing after the other, of the kind `Iterator[…]`.
    pub(super) fn giver(
        &self,
        wire: &str,
        arguments: &[Argument<'_>],
        result: &Expression,
        docs: &str,
        body: impl FnOnce(String) -> String,
    ) -> String {
        let all: Vec<&Argument<'_>> = arguments.iter().collect();
        let (before, sent) = collect(arguments);
        let mut name = variable(wire, &self.taken);
        // A function may be called `watch_user` by itself.
        let api = self.types.api();
        while api.functions.get(&name).is_some_and(|function| function.channel.is_none())
            || api.contexts.contains_key(&name)
        {
            name.push('_');
        }
        let signature = signature("def", &name, &all, false, result);
        format!("\n{signature}{docs}{before}{}", body(sent))
    }

    /// A method. `body` gets the expression of the arguments that are sent.
    fn method(
        &self,
        wire: &str,
        arguments: &[Argument<'_>],
        files: &[Argument<'_>],
        result: &Expression,
        docs: &str,
        body: impl FnOnce(String) -> String,
    ) -> String {
        let all: Vec<&Argument<'_>> = arguments.iter().chain(files).collect();
        let (before, sent) = collect(arguments);
        let body = body(sent);
        let has_key = body.contains("idempotency_key");
        let head = if self.waiting == Waiting::Sync { "def" } else { "async def" };
        let name = variable(wire, &self.taken);
        let signature = signature(head, &name, &all, has_key, result);
        format!("\n{signature}{docs}{before}{body}")
    }

    fn stream(
        &self,
        wire: &str,
        arguments: &[Argument<'_>],
        item: &Expression,
        docs: &str,
        constant: &str,
    ) -> String {
        let all: Vec<&Argument<'_>> = arguments.iter().collect();
        let (before, sent) = collect(arguments);
        let (head, kind, each) = match self.waiting {
            Waiting::Sync => ("def", "Iterator", "for"),
            Waiting::Async => ("async def", "AsyncIterator", "async for"),
        };
        let result = Expression::Subscript(kind, vec![item.clone()]);
        let signature = signature(head, &variable(wire, &self.taken), &all, false, &result);
        let loop_head = fit(
            &format!("        {each} item in "),
            "self._stream",
            &[constant.to_owned(), sent],
            ":",
        );
        let given = [string(&item.to_line()), "item".to_owned()];
        let each = fit("            yield ", "cast", &given, "");
        format!("\n{signature}{docs}{before}{loop_head}{each}")
    }

    /// The statement that returns an answer.
    fn answer(&self, method: &str, given: &[String], result: &Expression) -> String {
        let wait = if self.waiting == Waiting::Sync { "" } else { "await " };
        if *result == Expression::known("None") {
            return fit(&format!("        {wait}"), &format!("self.{method}"), given, "");
        }
        let answer = fit(&format!("        answer = {wait}"), &format!("self.{method}"), given, "");
        let given = [string(&result.to_line()), "answer".to_owned()];
        answer + &fit("        return ", "cast", &given, "")
    }
}

impl<'api> Argument<'api> {
    pub(super) fn new(types: &Types<'_>, parameter: &'api Parameter) -> Self {
        let is_optional =
            parameter.optional || types.api().absence(&parameter.ty) == Absence::Allowed;
        let ty = types.mention(&parameter.ty, Direction::Input);
        let ty = if is_optional { ty.or_none() } else { ty };
        Argument { parameter, name: variable(&parameter.name, &OPTIONS), ty, is_optional }
    }
}

/// The parameters of the context, and those of the read alone.
pub(super) fn all_parameters(bundle: &Bundle<'_>, read: &Read<'_>) -> Vec<Parameter> {
    let own = &read.function.arguments;
    let shared = bundle.context.parameters.iter();
    let shared = shared.filter(|parameter| own.iter().all(|own| own.name != parameter.name));
    shared.chain(own).cloned().collect()
}

/// A call on one line, or with one argument a line.
pub(super) fn fit(before: &str, callee: &str, given: &[String], behind: &str) -> String {
    let line = format!("{before}{callee}({}){behind}", given.join(", "));
    if line.len() <= WIDTH && !line.contains('\n') {
        return line + "\n";
    }
    let outside = &before[..before.len() - before.trim_start().len()];
    let given = given.join(&format!(",\n{outside}    "));
    format!("{before}{callee}(\n{outside}    {given},\n{outside}){behind}\n")
}

/// The statements that collect the arguments, and the expression of all of them.
pub(super) fn collect(arguments: &[Argument<'_>]) -> (String, String) {
    if arguments.is_empty() {
        return (String::new(), "{}".to_owned());
    }
    let mut text = String::from("        arguments: dict[str, object] = {");
    let required: Vec<&Argument<'_>> =
        arguments.iter().filter(|argument| !argument.is_optional).collect();
    if required.is_empty() {
        text.push_str("}\n");
    } else {
        text.push('\n');
        for Argument { parameter, name, .. } in required {
            text.push_str(&format!("            {}: {name},\n", string(&parameter.name)));
        }
        text.push_str("        }\n");
    }
    for Argument { parameter, name, .. } in arguments.iter().filter(|argument| argument.is_optional)
    {
        text.push_str(&format!(
            "        if {name} is not None:\n            arguments[{}] = {name}\n",
            string(&parameter.name)
        ));
    }
    (text, "arguments".to_owned())
}

fn file_table(files: &[Argument<'_>]) -> String {
    let pairs: Vec<String> = files
        .iter()
        .map(|Argument { parameter, name, .. }| format!("{}: {name}", string(&parameter.name)))
        .collect();
    let line = format!("{{{}}}", pairs.join(", "));
    match line.len() + 13 <= WIDTH {
        true => line,
        false => {
            let pairs = pairs.join(",\n                ");
            format!("{{\n                {pairs},\n            }}")
        }
    }
}

pub(super) fn signature(
    head: &str,
    name: &str,
    arguments: &[&Argument<'_>],
    has_key: bool,
    result: &Expression,
) -> String {
    let mut parameters = vec!["self".to_owned()];
    if has_key || !arguments.is_empty() {
        parameters.push("*".to_owned());
    }
    for argument in arguments.iter().filter(|argument| !argument.is_optional) {
        let before = argument.name.len() + 2;
        parameters.push(format!("{}: {}", argument.name, argument.ty.annotation(8, before, 1)));
    }
    for argument in arguments.iter().filter(|argument| argument.is_optional) {
        let before = argument.name.len() + 2;
        let ty = argument.ty.annotation(8, before, 8);
        parameters.push(format!("{}: {ty} = None", argument.name));
    }
    if has_key {
        parameters.push("idempotency_key: str | None = None".to_owned());
    }
    let line = format!("    {head} {name}({}) -> {}:", parameters.join(", "), result.to_line());
    if line.len() <= WIDTH && !line.contains('\n') {
        return line + "\n";
    }
    let result = result.annotation(4, 5, 1);
    format!("    {head} {name}(\n        {},\n    ) -> {result}:\n", parameters.join(",\n        "))
}

pub(super) fn function_docs(function: &Function) -> String {
    docstring(&function.docs, function.deprecated.as_ref(), 8)
}
