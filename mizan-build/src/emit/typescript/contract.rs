//! The file `contract.d.ts`: the parameters, data and arguments on which the backend and its clients
//! agree, and the client as an application sees it.

use mizan_ir::{Channel, Context, Direction, Function, Paging, Parameter, SourceLocation};

use super::{
    printer::{
        self, Expression, Member, Method, Text, import, interface, string, type_alias, used,
        with_deprecation,
    },
    specs::room_arguments,
    types::Types,
};
use crate::emit::{
    case::camel,
    model::{Bundle, Call, Model, Names, Read, Rooms, Speaker},
};

/// The file `contract.d.ts`.
pub(super) fn emit_contract(api: &Model<'_>, types: Types) -> Text {
    let mut body = Text::default();
    for bundle in &api.bundles {
        write_context(&mut body, bundle, types);
    }
    for call in &api.calls {
        write_arguments(&mut body, call, types);
    }
    for rooms in &api.channels {
        write_channel(&mut body, rooms, types);
    }
    let docs = "Drafts of the data on screen, for optimistic changes.";
    write_methods(&mut body, docs, "Drafts", drafts(api, types));
    body.push("\n");
    let docs = "A client with a method for every context and function of the application.";
    write_methods(&mut body, docs, "MizanClient extends Kernel<Drafts>", methods(api, types));
    let mut out = Text::default();
    out.push(SUBJECT);
    out.push(&emit_imports(api, body.as_str()));
    out.append(body);
    out
}

const SUBJECT: &str = "\
// The contract between the backend and its clients: parameters, data, arguments, and the client.

";

fn emit_imports(api: &Model<'_>, body: &str) -> String {
    let names = [
        ("CallOptions", api.has_functions()),
        ("Editable", api.has_edits()),
        ("Kernel", true),
        ("PagedDraft", api.has_pages()),
        ("PagedMethod", api.has_pages()),
        ("Room", !api.channels.is_empty()),
        ("Send", api.channels.iter().any(|rooms| !rooms.sends.is_empty())),
        ("Source", !api.bundles.is_empty()),
        ("Stream", api.has_streams()),
        ("StreamOptions", api.has_streams()),
    ];
    import("import type", &used(&names), "./kernel") + types_import(body) + "\n"
}

/// The import of the types, for a file that mentions any.
pub(super) fn types_import(body: &str) -> &'static str {
    if body.contains("types.") { "import type * as types from \"./types\";\n" } else { "" }
}

fn write_arguments(out: &mut Text, call: &Call<'_>, types: Types) {
    let Call { names: Names { camel: name, pascal: title, .. }, function, .. } = call;
    let docs = match function.arguments.is_empty() {
        true => format!("`{name}` takes no arguments."),
        false => format!("The arguments of `{name}`."),
    };
    let arguments = members(&function.arguments, types);
    write_object(out, &docs, &format!("{title}Args"), &function.location, &arguments);
}

/// The parameters that name a room, and the functions by which its members speak.
fn write_channel(out: &mut Text, rooms: &Rooms<'_>, types: Types) {
    let Rooms { names: Names { camel: name, pascal: title, .. }, channel, sends, .. } = rooms;
    let docs = match rooms.is_single() {
        true => format!("`{name}` has one room, and no parameters."),
        false => format!("The parameters that name a room of `{name}`."),
    };
    let location = &channel.location;
    let parameters = members(&channel.parameters, types);
    write_object(out, &docs, &format!("{title}Params"), location, &parameters);
    let mut functions = Vec::with_capacity(sends.len());
    for Speaker { names: Names { camel: name, pascal: title, .. }, function, own } in sends {
        let docs = match own.is_empty() {
            true => format!("`{name}` takes no arguments."),
            false => format!("The arguments of `{name}`, without those that name the room."),
        };
        let arguments = members(own.iter().copied(), types);
        write_object(out, &docs, &format!("{title}Args"), &function.location, &arguments);
        let message = types.expression(&channel.message, Direction::Output);
        let arguments = vec![Expression::atom(format!("{title}Args")), message];
        let ty = Expression::Generic("Send".to_owned(), arguments);
        let member = Member { docs: function_docs(function), ..Member::new(name, ty) };
        functions.push(member.at(&function.location));
    }
    let docs = format!("The functions by which the members of `{name}` speak.");
    write_object(out, &docs, &format!("{title}Sends"), location, &functions);
}

fn write_context(out: &mut Text, bundle: &Bundle<'_>, types: Types) {
    let Bundle { names: Names { camel: name, pascal: title, .. }, context, .. } = bundle;
    let docs = match bundle.is_single() {
        true => format!("`{name}` has one instance, and no parameters."),
        false => format!("The parameters that identify an instance of `{name}`."),
    };
    let parameters = members(&context.parameters, types);
    write_object(out, &docs, &format!("{title}Params"), &context.location, &parameters);
    let mut data = Vec::with_capacity(bundle.reads.len());
    for Read { names, function, .. } in &bundle.reads {
        let ty = types.expression(&function.result, Direction::Output);
        let docs = function_docs(function);
        data.push(Member { docs, ..Member::new(&names.camel, ty) }.at(&function.location));
    }
    write_object(out, &context_docs(context), &format!("{title}Data"), &context.location, &data);
    write_own(out, bundle, types);
    write_failures(out, bundle, types);
}

/// The interface of the members' own parameters, where any member has some, and for each such
/// member the type of all of its parameters.
fn write_own(out: &mut Text, bundle: &Bundle<'_>, types: Types) {
    if !bundle.has_own() {
        return;
    }
    let title = &bundle.names.pascal;
    let mut own_members = Vec::new();
    let mut aliases = Text::default();
    for Read { names, function, own, .. } in bundle.reads.iter().filter(|read| !read.own.is_empty())
    {
        let location = &function.location;
        let own = Expression::Object(members(own.iter().copied(), types));
        own_members.push(Member::new(&names.camel, own).at(location));
        let own = Expression::atom(format!("{title}Own[{}]", string(&names.camel)));
        let all = Expression::Intersection(vec![Expression::atom(format!("{title}Params")), own]);
        aliases.push("\n");
        type_alias(&mut aliases, "", &format!("{}Params", names.pascal), "", location, &all);
    }
    let docs = "The parameters of single members; a read with one of them reads that member alone.";
    let (name, location) = (format!("{title}Own"), &bundle.context.location);
    interface(out, docs, &name, "", location, &own_members);
    out.append(aliases);
    out.push("\n");
}

/// The interface of the members' declared errors, where any member declares one.
fn write_failures(out: &mut Text, bundle: &Bundle<'_>, types: Types) {
    let mut failures = Vec::new();
    for Read { names, function, .. } in &bundle.reads {
        if let Some(error) = &function.error {
            failures.push(Member::new(&names.camel, types.failure(error)).at(&function.location));
        }
    }
    if !failures.is_empty() {
        let docs = "The errors that the members declare.";
        let name = format!("{}Failures", bundle.names.pascal);
        write_object(out, docs, &name, &bundle.context.location, &failures);
    }
}

fn drafts(api: &Model<'_>, types: Types) -> Text {
    let mut out = Text::default();
    for bundle in &api.bundles {
        let Bundle { names: Names { camel: name, pascal: title, .. }, context, .. } = bundle;
        let parameters = parameters(!bundle.is_single(), || format!("params: {title}Params"));
        let result = Expression::atom(format!("{title}Data"));
        write_method(&mut out, "", name, &context.location, &parameters, result);
        for read in bundle.reads.iter().filter(|read| !read.own.is_empty()) {
            write_draft(&mut out, read, types);
        }
    }
    out
}

/// The draft of a member with parameters of its own; of a list in pages also that of all of them.
fn write_draft(out: &mut Text, read: &Read<'_>, types: Types) {
    let Read { names: Names { camel: name, pascal: title, .. }, function, paging, .. } = read;
    let result = types.expression(&function.result, Direction::Output);
    let Some(paging) = paging else {
        let parameters = [format!("params: {title}Params")];
        return write_method(out, "", name, &function.location, &parameters, result);
    };
    let page = string(&camel(&function.arguments[paging.argument].name));
    let arguments =
        vec![Expression::atom(format!("{title}Params")), Expression::atom(page), result];
    let ty = Expression::Generic("PagedDraft".to_owned(), arguments);
    printer::write_members(out, &[Member::new(name, ty).at(&function.location)], 2);
}

fn methods(api: &Model<'_>, types: Types) -> Text {
    let mut out = Text::default();
    for bundle in &api.bundles {
        write_sources(&mut out, bundle, types);
    }
    for call in &api.calls {
        write_call(&mut out, call, types);
    }
    for rooms in &api.channels {
        let Rooms { names: Names { camel: name, pascal: title, .. }, channel, .. } = rooms;
        let parameters = parameters(!rooms.is_single(), || format!("params: {title}Params"));
        let room = Expression::Generic("Room".to_owned(), room_arguments(rooms, "", types));
        let docs = channel_docs(channel);
        write_method(&mut out, &docs, name, &channel.location, &parameters, room);
    }
    out
}

/// The method that calls a function, or opens its stream.
fn write_call(out: &mut Text, call: &Call<'_>, types: Types) {
    let Call { names: Names { camel: name, pascal: title, .. }, function, .. } = call;
    let has_arguments = !function.arguments.is_empty();
    let mut parameters = parameters(has_arguments, || format!("args: {title}Args"));
    let (options, answer) = match function.stream {
        true => ("StreamOptions".to_owned(), "Stream"),
        false => (format!("CallOptions<Drafts, {title}Args>"), "Promise"),
    };
    parameters.push(format!("options?: {options}"));
    let result = types.expression(&function.result, Direction::Output);
    let result = Expression::Generic(answer.to_owned(), vec![result]);
    let docs = function_docs(function);
    write_method(out, &docs, name, &function.location, &parameters, result);
}

/// The methods that read a context whole, and each of its members.
fn write_sources(out: &mut Text, bundle: &Bundle<'_>, types: Types) {
    let Bundle { names: Names { camel: name, pascal: title, .. }, context, .. } = bundle;
    let shared = parameters(!bundle.is_single(), || format!("params: {title}Params"));
    let kinds = bundle
        .has_failures()
        .then(|| Expression::atom(format!("{title}Failures[keyof {title}Failures]")));
    let data = Expression::atom(format!("{title}Data"));
    write_method(
        out,
        &context_docs(context),
        name,
        &context.location,
        &shared,
        source(data, kinds),
    );
    for read in &bundle.reads {
        let Read { names: Names { camel: name, pascal: title, .. }, function, own, .. } = read;
        if let Some(paging) = &read.paging {
            write_paged(out, read, paging, types);
            continue;
        }
        let optional = if bundle.is_single() { "?" } else { "" };
        let own = parameters(!own.is_empty(), || format!("params{optional}: {title}Params"));
        let parameters = if own.is_empty() { &shared } else { &own };
        let data = types.expression(&function.result, Direction::Output);
        let opened = if read.is_editable { "Editable" } else { "Source" };
        let kinds = function.error.as_ref().map(|error| types.failure(error));
        let result = opened_by(opened, data, kinds);
        let docs = function_docs(function);
        write_method(out, &docs, name, &function.location, parameters, result);
    }
}

/// The method that reads a member whose list comes in pages, with the method for all of them.
fn write_paged(out: &mut Text, read: &Read<'_>, paging: &Paging, types: Types) {
    let Read { names: Names { camel: name, pascal: title, .. }, function, .. } = read;
    let mut arguments = vec![
        Expression::atom(format!("{title}Params")),
        Expression::atom(string(&camel(&function.arguments[paging.argument].name))),
        types.expression(&function.result, Direction::Output),
        types.expression(&paging.element, Direction::Output),
    ];
    arguments.extend(function.error.as_ref().map(|error| types.failure(error)));
    let ty = Expression::Generic("PagedMethod".to_owned(), arguments);
    let member = Member { docs: function_docs(function), ..Member::new(name, ty) };
    printer::write_members(out, &[member.at(&function.location)], 2);
}

/// The parameter of a method, where it has one.
fn parameters(has_parameter: bool, parameter: impl Fn() -> String) -> Vec<String> {
    if has_parameter { vec![parameter()] } else { Vec::new() }
}

fn source(data: Expression, kinds: Option<Expression>) -> Expression {
    opened_by("Source", data, kinds)
}

fn opened_by(name: &str, data: Expression, kinds: Option<Expression>) -> Expression {
    let mut arguments = vec![data];
    arguments.extend(kinds);
    Expression::Generic(name.to_owned(), arguments)
}

/// An interface of methods, which has no source location of its own.
fn write_methods(out: &mut Text, docs: &str, head: &str, methods: Text) {
    out.push(&printer::docs(docs, 0));
    out.push("export interface ");
    let _ = out.declare(head, &SourceLocation::default());
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
    location: &SourceLocation,
    parameters: &[String],
    result: Expression,
) {
    Method { docs, name, location, parameters, result }.write(out);
}

/// An interface, or an alias of an object without members, and an empty line.
fn write_object(
    out: &mut Text,
    docs: &str,
    name: &str,
    location: &SourceLocation,
    members: &[Member],
) {
    match members {
        [] => type_alias(out, docs, name, "", location, &Expression::Object(Vec::new())),
        members => interface(out, docs, name, "", location, members),
    }
    out.push("\n");
}

fn members<'api>(
    parameters: impl IntoIterator<Item = &'api Parameter>,
    types: Types,
) -> Vec<Member> {
    let mut members = Vec::new();
    for parameter in parameters {
        let ty = types.expression(&parameter.ty, Direction::Input);
        let (optional, docs) = (parameter.optional, parameter.docs.clone());
        let member = Member { optional, docs, ..Member::new(&camel(&parameter.name), ty) };
        members.push(member.at(&parameter.location));
    }
    members
}

/// The documentation of a context, with its deprecation.
fn context_docs(context: &Context) -> String {
    with_deprecation(&context.docs, &context.deprecated)
}

/// The documentation of a channel, with its deprecation.
fn channel_docs(channel: &Channel) -> String {
    with_deprecation(&channel.docs, &channel.deprecated)
}

/// The documentation of a function, with its deprecation.
fn function_docs(function: &Function) -> String {
    with_deprecation(&function.docs, &function.deprecated)
}
