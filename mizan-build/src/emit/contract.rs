//! What the backend and its clients agree on, beside the types that travel: parameters, data and
//! arguments, and the client as an application sees it.

use mizan_ir::{Context, Function, Parameter, Place};

use super::{
    client::{calls, own_parameters},
    code,
    expression::{Expression, Member, Method, interface, type_alias},
    model::Model,
    names::{camel, pascal},
    text::{self, Text},
    types::{Direction, Types, with_deprecation},
};

/// The file `contract.d.ts`.
pub(crate) fn emit_contract(api: &Model<'_>, types: &Types) -> Text {
    let mut body = Text::default();
    for (name, context) in &api.contexts {
        write_context(&mut body, api, name, context, types);
    }
    for (name, function) in calls(api) {
        let docs = match function.arguments.is_empty() {
            true => format!("`{}` is called with nothing.", camel(name)),
            false => format!("What `{}` is called with.", camel(name)),
        };
        let arguments = members(&function.arguments, types);
        body.append(object(&docs, &format!("{}Args", pascal(name)), &function.place, &arguments));
        body.push("\n");
    }
    let docs = "Drafts of what is shown, for optimistic changes.";
    write_methods(&mut body, docs, "Drafts", drafts(api, types));
    body.push("\n");
    let docs = "A client with every context and function of the application on it.";
    write_methods(&mut body, docs, "MizanClient extends Kernel<Drafts>", methods(api, types));
    let mut out = Text::default();
    out.push(SUBJECT);
    out.push(&emit_imports(api, body.as_str()));
    out.append(body);
    out
}

const SUBJECT: &str = "\
// What the backend and its clients agree on: parameters, data, arguments, and the client itself.

";

fn emit_imports(api: &Model<'_>, body: &str) -> String {
    let has_calls = calls(api).next().is_some();
    let names =
        [("CallOptions", has_calls), ("Kernel", true), ("Source", !api.contexts.is_empty())];
    let names: Vec<String> =
        names.into_iter().filter(|(_, used)| *used).map(|(name, _)| name.to_owned()).collect();
    code::import("import type", &names, "./kernel") + types_import(body) + "\n"
}

/// The line that gives a file what it says of types.
pub(crate) fn types_import(body: &str) -> &'static str {
    if body.contains("types.") { "import type * as types from \"./types\";\n" } else { "" }
}

fn write_context(out: &mut Text, api: &Model<'_>, name: &str, context: &Context, types: &Types) {
    let title = pascal(name);
    let docs = match context.parameters.is_empty() {
        true => format!("`{}` has one instance, and no parameters.", camel(name)),
        false => format!("What tells the instances of `{}` apart.", camel(name)),
    };
    let parameters = members(&context.parameters, types);
    out.append(object(&docs, &format!("{title}Params"), &context.place, &parameters));
    out.push("\n");
    let data: Vec<Member> = api
        .members(name)
        .map(|(read, function)| {
            let ty = types.expression(&function.result, Direction::Output);
            let docs = function_docs(function);
            Member { docs, ..Member::new(&camel(read), ty) }.at(&function.place)
        })
        .collect();
    out.append(object(&context_docs(context), &format!("{title}Data"), &context.place, &data));
    out.push("\n");
    write_own(out, api, name, context, types);
    write_failures(out, api, name, context, types);
}

/// The interface of the members' own parameters, where any member has some, and for each such
/// member the type of all of its parameters.
fn write_own(out: &mut Text, api: &Model<'_>, name: &str, context: &Context, types: &Types) {
    let title = pascal(name);
    let mut own_members = Vec::new();
    let mut aliases = Text::default();
    for (read, function) in api.members(name) {
        let own = own_parameters(context, function);
        if own.is_empty() {
            continue;
        }
        let own = Expression::Object(members(own, types));
        own_members.push(Member::new(&camel(read), own).at(&function.place));
        let own = Expression::atom(format!("{title}Own[{}]", text::string(&camel(read))));
        let all = Expression::Intersection(vec![Expression::atom(format!("{title}Params")), own]);
        let alias = format!("{}Params", pascal(read));
        aliases.push("\n");
        aliases.append(type_alias("", &alias, "", &function.place, &all));
    }
    if !own_members.is_empty() {
        let docs = "The members' own parameters; giving one reads that member alone.";
        out.append(object(docs, &format!("{title}Own"), &context.place, &own_members));
        out.append(aliases);
        out.push("\n");
    }
}

/// The interface of the members' declared errors, where any member declares one.
fn write_failures(out: &mut Text, api: &Model<'_>, name: &str, context: &Context, types: &Types) {
    let failures: Vec<Member> = api
        .members(name)
        .filter_map(|(read, function)| {
            let error = types.failure(function.error.as_ref()?);
            Some(Member::new(&camel(read), error).at(&function.place))
        })
        .collect();
    if !failures.is_empty() {
        let docs = "The errors that the members declare.";
        out.append(object(docs, &format!("{}Failures", pascal(name)), &context.place, &failures));
        out.push("\n");
    }
}

fn drafts(api: &Model<'_>, types: &Types) -> Text {
    let mut out = Text::default();
    for (name, context) in &api.contexts {
        let parameters = match context.parameters.is_empty() {
            true => Vec::new(),
            false => vec![format!("params: {}Params", pascal(name))],
        };
        let result = Expression::atom(format!("{}Data", pascal(name)));
        write_method(&mut out, "", name, &context.place, &parameters, result);
        for (read, function) in api.members(name) {
            if !own_parameters(context, function).is_empty() {
                let parameters = [format!("params: {}Params", pascal(read))];
                let result = types.expression(&function.result, Direction::Output);
                write_method(&mut out, "", read, &function.place, &parameters, result);
            }
        }
    }
    out
}

fn methods(api: &Model<'_>, types: &Types) -> Text {
    let mut out = Text::default();
    for (name, context) in &api.contexts {
        write_sources(&mut out, api, name, context, types);
    }
    for (name, function) in calls(api) {
        let args = format!("{}Args", pascal(name));
        let options = format!("options?: CallOptions<Drafts, {args}>");
        let parameters = match function.arguments.is_empty() {
            true => vec![options],
            false => vec![format!("args: {args}"), options],
        };
        let result = types.expression(&function.result, Direction::Output);
        let result = Expression::Generic("Promise".to_owned(), vec![result]);
        let docs = function_docs(function);
        write_method(&mut out, &docs, name, &function.place, &parameters, result);
    }
    out
}

/// The methods that read: a context whole, and each of its members.
fn write_sources(out: &mut Text, api: &Model<'_>, name: &str, context: &Context, types: &Types) {
    let title = pascal(name);
    let shared = (!context.parameters.is_empty()).then(|| format!("params: {title}Params"));
    let has_failures = api.members(name).any(|(_, read)| read.error.is_some());
    let kinds =
        has_failures.then(|| Expression::atom(format!("{title}Failures[keyof {title}Failures]")));
    let data = Expression::atom(format!("{title}Data"));
    let docs = context_docs(context);
    write_method(out, &docs, name, &context.place, shared.as_slice(), source(data, kinds));
    for (read, function) in api.members(name) {
        let own = !own_parameters(context, function).is_empty();
        let parameters = match (own, &shared) {
            (false, shared) => shared.clone(),
            (true, None) => Some(format!("params?: {}Params", pascal(read))),
            (true, Some(_)) => Some(format!("params: {}Params", pascal(read))),
        };
        let data = types.expression(&function.result, Direction::Output);
        let result = source(data, function.error.as_ref().map(|error| types.failure(error)));
        let docs = function_docs(function);
        write_method(out, &docs, read, &function.place, parameters.as_slice(), result);
    }
}

fn source(data: Expression, kinds: Option<Expression>) -> Expression {
    Expression::Generic("Source".to_owned(), [data].into_iter().chain(kinds).collect())
}

/// An interface of methods that stands nowhere in Rust.
fn write_methods(out: &mut Text, docs: &str, head: &str, methods: Text) {
    out.push(&text::docs(docs, 0));
    out.push("export interface ");
    let _ = out.declare(head, &Place::default());
    if methods.as_str().is_empty() {
        return out.push(" {}\n");
    }
    out.push(" {\n");
    out.append(methods);
    out.push("}\n");
}

fn write_method(
    out: &mut Text,
    docs: &str,
    name: &str,
    place: &Place,
    parameters: &[String],
    result: Expression,
) {
    Method { docs, name: &camel(name), place, parameters, result }.write(out);
}

/// An interface, or the type of an object without members.
fn object(docs: &str, name: &str, place: &Place, members: &[Member]) -> Text {
    match members {
        [] => type_alias(docs, name, "", place, &Expression::Object(Vec::new())),
        members => interface(docs, name, "", place, members),
    }
}

fn members<'api>(
    parameters: impl IntoIterator<Item = &'api Parameter>,
    types: &Types,
) -> Vec<Member> {
    let member = |parameter: &Parameter| {
        let ty = types.expression(&parameter.ty, Direction::Input);
        let (optional, docs) = (parameter.optional, parameter.docs.clone());
        Member { optional, docs, ..Member::new(&camel(&parameter.name), ty) }.at(&parameter.place)
    };
    parameters.into_iter().map(member).collect()
}

/// The documentation of a context, with its deprecation.
fn context_docs(context: &Context) -> String {
    with_deprecation(&context.docs, &context.deprecated)
}

/// The documentation of a function, with its deprecation.
fn function_docs(function: &Function) -> String {
    with_deprecation(&function.docs, &function.deprecated)
}
