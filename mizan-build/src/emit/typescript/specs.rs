//! The file `specs.ts`: the specs of contexts and functions that the kernel reads, each a constant
//! without side effects.

use mizan_ir::{Api, Direction, Function, Next, Paging, Parameter, Type};

use super::{
    containers::find_container,
    contract::types_import,
    decoders::{BIGINT, BY_TAG, Decoders, WITHOUT_PROTOTYPE},
    edits::write_edits,
    printer::{Expression, Renaming, Text, WIDTH, fits, import, property, renaming, string, used},
    spec_names::{channel_constant, context_constant, function_constant, pages_constant},
    types::Types,
};
use crate::emit::{
    case::camel,
    model::{Bundle, Call, Model, Read, Rooms, Speaker},
};

/// The kernel's functions that wrap files, by names that no argument has: for HTTP, and for a socket.
const UPLOAD: &str = "asUpload";
const SOCKET_UPLOAD: &str = "asSocketUpload";

/// The line of what travels over a socket.
const OVER_SOCKET: &str = "  over: asSocket,\n";

/// The file `specs.ts`.
pub(super) fn emit_specs(api: &Model<'_>, types: Types) -> String {
    if api.bundles.is_empty() && api.calls.is_empty() && api.channels.is_empty() {
        return "export {};\n".to_owned();
    }
    let decoders = Decoders::new(api, types.names());
    let mut specs = String::new();
    for bundle in &api.bundles {
        write_context(&mut specs, api, bundle, &decoders);
    }
    let mut rows = Vec::new();
    for call in &api.calls {
        write_function(&mut specs, api, call, types, &decoders);
        write_edits(&mut specs, api, call, types, &mut rows);
    }
    for rooms in &api.channels {
        write_channel(&mut specs, api, rooms, types, &decoders);
    }
    let mut constants = decoders.constants();
    constants.push_str(if constants.is_empty() { "" } else { "\n" });
    let imports = emit_imports(api, types, &constants, &specs);
    // The last spec has no empty line behind it.
    format!("{imports}\n{constants}{}\n", specs.trim_end())
}

/// The imports, without unused names, which `noUnusedLocals` refuses.
fn emit_imports(api: &Model<'_>, types: Types, decoders: &str, specs: &str) -> String {
    // A search through the whole text takes long in an unoptimised build script, so it is made only
    // where something may be found.
    let decodes =
        |name: &str| types.has_big_integers() && (decoders.contains(name) || specs.contains(name));
    let names = [
        ("type ChannelSpec", !api.channels.is_empty()),
        ("type ContextSpec", !api.contexts.is_empty()),
        ("type Decoder", !decoders.is_empty()),
        ("type EditSpec", api.has_edits()),
        ("type FunctionSpec", api.has_functions()),
        ("type RowsSpec", api.has_edits()),
        ("type StreamSpec", api.has_streams()),
        ("bigint as asBigInt", decodes(BIGINT)),
        (BY_TAG, decodes("byTag(")),
        ("live as asLive", api.bundles.iter().any(|bundle| bundle.context.live)),
        ("overSocket as asSocket", api.has_sockets() && specs.contains(OVER_SOCKET)),
        ("socketUpload as asSocketUpload", wraps(api, SOCKET_UPLOAD)),
        ("upload as asUpload", wraps(api, UPLOAD)),
        (WITHOUT_PROTOTYPE, decodes("withoutPrototype(")),
    ];
    let names = used(&names);
    let values = names.iter().any(|name| !name.starts_with("type "));
    let (keyword, names) = match values {
        true => ("import", names),
        false => {
            ("import type", names.iter().map(|name| name["type ".len()..].to_owned()).collect())
        }
    };
    "import type * as contract from \"./contract\";\n".to_owned()
        + &import(keyword, &names, "./kernel")
        + types_import(specs)
}

fn write_context(out: &mut String, api: &Api, bundle: &Bundle<'_>, decoders: &Decoders) {
    let Bundle { names, context, .. } = bundle;
    let head = emit_head(&context_constant(names), &context_type(bundle));
    let params = renaming(&Renaming {
        indent: 2,
        name: "params",
        callee: "",
        wire_names: &wire_names(&context.parameters),
        // A hook takes parameters for optional where the function has none without a default.
        is_optional: context.parameters.iter().all(|parameter| parameter.optional),
    });
    let mut name = format!("  name: {},\n", string(names.wire));
    if names.camel != names.wire {
        name.push_str(&format!("  alias: {},\n", string(&names.camel)));
    }
    out.push_str(&format!("{head}{name}{params}  members: {{\n"));
    for read in &bundle.reads {
        write_member(out, api, read, decoders);
    }
    let live = if context.live { "  live: asLive,\n" } else { "" };
    let over = if bundle.is_over_socket() { OVER_SOCKET } else { "" };
    out.push_str(&format!("  }},\n{live}{over}}};\n\n"));
    for read in &bundle.reads {
        if let Some(paging) = &read.paging {
            write_pages(out, read, paging);
        }
    }
}

/// `export const articlesPages = { parameter: "offset", list: "items" } as const;`
fn write_pages(out: &mut String, read: &Read<'_>, paging: &Paging) {
    let argument = camel(&read.function.arguments[paging.argument].name);
    let mut fields = vec![("parameter", argument.as_str())];
    fields.extend(paging.list.as_deref().map(|list| ("list", list)));
    match &paging.next {
        Next::Cursor { field } => fields.push(("next", field)),
        Next::Offset { total } => fields.extend(total.as_deref().map(|total| ("total", total))),
    }
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}: {}", string(value))).collect();
    let constant = pages_constant(&read.names);
    let line = format!("export const {constant} = {{ {} }} as const;\n\n", fields.join(", "));
    if fits(&line, WIDTH + 2) {
        return out.push_str(&line);
    }
    let fields: String = fields.iter().map(|field| format!("  {field},\n")).collect();
    out.push_str(&format!("export const {constant} = {{\n{fields}}} as const;\n\n"));
}

/// `export const name: Type = {`
fn emit_head(name: &str, ty: &Expression) -> String {
    let mut head = Text::default();
    head.push(&format!("export const {name}: "));
    ty.write(&mut head, 0, 4);
    head.push(" = {\n");
    head.as_str().to_owned()
}

/// `ContextSpec<…>` with the arguments that differ from their defaults.
fn context_type(bundle: &Bundle<'_>) -> Expression {
    let title = &bundle.names.pascal;
    let named = |suffix: &str| Expression::atom(format!("contract.{title}{suffix}"));
    let mut arguments = vec![named("Params"), named("Data")];
    match (bundle.has_own(), bundle.has_failures()) {
        (false, false) => {}
        (true, false) => arguments.push(named("Own")),
        (true, true) => arguments.extend([named("Own"), named("Failures")]),
        (false, true) => arguments.extend([Expression::atom("{}"), named("Failures")]),
    }
    Expression::Generic("ContextSpec".to_owned(), arguments)
}

fn write_member(out: &mut String, api: &Api, read: &Read<'_>, decoders: &Decoders) {
    let property = property(&read.names.camel);
    let result = &read.function.result;
    let container = find_container(api, result).map(|kind| format!("container: \"{kind}\""));
    let decoder = decoders.of(result).map(|decoder| format!("decoder: {decoder}"));
    let page = read.paging.is_some().then(|| "isPage: true".to_owned());
    let fields = [Some(format!("name: {}", string(read.names.wire))), page, container, decoder];
    let fields: Vec<String> = fields.into_iter().flatten().collect();
    let line = format!("    {property}: {{ {} }},", fields.join(", "));
    if read.own.is_empty() && fits(&line, WIDTH) {
        out.push_str(&line);
        return out.push('\n');
    }
    out.push_str(&format!("    {property}: {{\n"));
    for field in fields {
        out.push_str(&format!("      {field},\n"));
    }
    if !read.own.is_empty() {
        out.push_str(&renaming(&Renaming {
            indent: 6,
            name: "own",
            callee: "",
            wire_names: &wire_names(read.own.iter().copied()),
            is_optional: false,
        }));
    }
    out.push_str("    },\n");
}

fn write_function(
    out: &mut String,
    api: &Model<'_>,
    call: &Call<'_>,
    types: Types,
    decoders: &Decoders,
) {
    let Call { names, function, .. } = call;
    let mut arguments = vec![
        Expression::atom(format!("contract.{}Args", names.pascal)),
        types.expression(&function.result, Direction::Output),
    ];
    arguments.extend(function.error.as_ref().map(|error| types.failure(error)));
    let spec = if function.stream { "StreamSpec" } else { "FunctionSpec" };
    let ty = Expression::Generic(spec.to_owned(), arguments);
    let head = emit_head(&function_constant(names), &ty);
    let name = string(names.wire);
    let arguments = emit_arguments(function);
    out.push_str(&format!("{head}  name: {name},\n{arguments}"));
    if let Some(decoder) = decoders.of(&function.result) {
        out.push_str(&format!("  decoder: {decoder},\n"));
    }
    if function.stream {
        out.push_str("  stream: true,\n");
    }
    if is_over_socket(function) {
        out.push_str(OVER_SOCKET);
    }
    let affects = api.affected_contexts(function);
    if !affects.is_empty() {
        let affects: Vec<String> = affects.into_iter().map(string).collect();
        out.push_str(&format!("  affects: [{}],\n", affects.join(", ")));
    }
    out.push_str("};\n\n");
}

fn write_channel(
    out: &mut String,
    api: &Model<'_>,
    rooms: &Rooms<'_>,
    types: Types,
    decoders: &Decoders,
) {
    let Rooms { names, channel, join, sends, .. } = rooms;
    let head = emit_head(&channel_constant(names), &channel_type(rooms, "ChannelSpec", types));
    let params = renaming(&Renaming {
        indent: 2,
        name: "params",
        callee: "",
        wire_names: &wire_names(&channel.parameters),
        is_optional: channel.parameters.iter().all(|parameter| parameter.optional),
    });
    out.push_str(&format!("{head}  name: {},\n{params}", string(names.wire)));
    let shown = [
        ("first", Some(&join.result)),
        ("message", Some(&channel.message)),
        ("presence", channel.presence.as_ref()),
    ];
    for (name, ty) in shown {
        if let Some(decoder) = ty.and_then(|ty| decoders.of(ty)) {
            out.push_str(&format!("  {name}: {decoder},\n"));
        }
    }
    out.push_str(if sends.is_empty() { "  sends: {" } else { "  sends: {\n" });
    for speaker in sends {
        write_speaker(out, api, speaker, &channel.message, decoders);
    }
    out.push_str(if sends.is_empty() { "},\n};\n\n" } else { "  },\n};\n\n" });
}

fn write_speaker(
    out: &mut String,
    api: &Model<'_>,
    Speaker { names, function, own }: &Speaker<'_>,
    message: &Type,
    decoders: &Decoders,
) {
    let args = renaming(&Renaming {
        indent: 6,
        name: "args",
        callee: "",
        wire_names: &wire_names(own.iter().copied()),
        is_optional: false,
    });
    let (name, property) = (string(names.wire), property(&names.camel));
    out.push_str(&format!("    {property}: {{\n      name: {name},\n{args}"));
    if let Some(decoder) = decoders.of(message) {
        out.push_str(&format!("      decoder: {decoder},\n"));
    }
    let affects: Vec<String> = api.affected_contexts(function).into_iter().map(string).collect();
    if !affects.is_empty() {
        out.push_str(&format!("      affects: [{}],\n", affects.join(", ")));
    }
    out.push_str("    },\n");
}

/// `ChannelSpec<…>` or `Room<…>`, the one with the parameters and the other without.
fn channel_type(rooms: &Rooms<'_>, name: &str, types: Types) -> Expression {
    let title = &rooms.names.pascal;
    let mut arguments = vec![Expression::atom(format!("contract.{title}Params"))];
    arguments.extend(room_arguments(rooms, "contract.", types));
    Expression::Generic(name.to_owned(), arguments)
}

/// The types of a room: what a newcomer sees first, a message, a presence, the functions, and the errors of
/// joining where there are any.
pub(super) fn room_arguments(rooms: &Rooms<'_>, module: &str, types: Types) -> Vec<Expression> {
    let Rooms { names, channel, join, present, .. } = rooms;
    let shown = |ty: &Type| types.expression(ty, Direction::Output);
    let presence = channel.presence.as_ref().map_or(Expression::atom("never"), shown);
    let sends = Expression::atom(format!("{module}{}Sends", names.pascal));
    let mut arguments = vec![shown(&join.result), shown(&channel.message), presence, sends];
    let failures = [Some(*join), *present].into_iter().flatten().filter_map(|it| it.error.as_ref());
    let mut kinds: Vec<Expression> = failures.map(|error| types.failure(error)).collect();
    kinds.dedup();
    match kinds.len() {
        0 => {}
        1 => arguments.append(&mut kinds),
        _ => arguments.push(Expression::Union(kinds)),
    }
    arguments
}

/// Returns true if a function has files that this function of the kernel wraps.
fn wraps(api: &Model<'_>, callee: &str) -> bool {
    let has_files = |function: &Function| function.arguments.iter().any(|it| it.ty.is_upload());
    let calls = &mut api.calls.iter().map(|call| call.function);
    calls.any(|function| has_files(function) && upload_of(function) == callee)
}

/// Returns true for a function whose calls go over the socket.
fn is_over_socket(function: &Function) -> bool {
    function.websocket && !function.stream
}

/// The function of the kernel that wraps the files of this one.
fn upload_of(function: &Function) -> &'static str {
    if is_over_socket(function) { SOCKET_UPLOAD } else { UPLOAD }
}

/// The arguments that travel as JSON, and the files beside it.
fn emit_arguments(function: &Function) -> String {
    let (mut files, mut plain) = (Vec::new(), Vec::new());
    for argument in &function.arguments {
        let list = if argument.ty.is_upload() { &mut files } else { &mut plain };
        list.push(argument.name.as_str());
    }
    let part = |name: &str, callee: &str, wire_names: &[&str]| {
        renaming(&Renaming { indent: 2, name, callee, wire_names, is_optional: false })
    };
    let arguments = part("args", "", &plain);
    match files.is_empty() {
        true => arguments,
        false => arguments + &part("files", upload_of(function), &files),
    }
}

/// The names of parameters on the wire.
fn wire_names<'api>(parameters: impl IntoIterator<Item = &'api Parameter>) -> Vec<&'api str> {
    let mut names = Vec::new();
    for parameter in parameters {
        names.push(parameter.name.as_str());
    }
    names
}
