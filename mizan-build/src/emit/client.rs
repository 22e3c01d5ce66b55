//! The client without a framework: what the kernel is told of each context and function, and the
//! object that an application calls.

use mizan_ir::{Api, Context, Function, Parameter, Target, Type};

use super::{
    code,
    model::Model,
    names::{camel, pascal},
    shapes::{BARE, BIGINT, BY_TAG, Shapes},
    text::{self, Expression, Member},
    types::{Direction, Types, with_deprecation},
};
use crate::both::both;

/// The function that finds the browser's client, and `useMizan` beside it, have this name. What
/// else a client can do of its own begins with `$`, as no name of an application does.
pub(crate) const CLIENT: &str = "mizan";

/// What the kernel makes of files, by a name that no argument has.
const UPLOAD: &str = "asUpload";

/// The file `client.ts`.
pub(crate) fn emit_client(api: &Model<'_>, types: &Types) -> String {
    let (methods, (constants, specifications)) = both(
        || [&emit_drafts(api, types), &emit_create(api), BROWSER_CLIENT].concat(),
        || emit_specifications(api, types),
    );
    let body = [specifications, methods].concat();
    [&emit_imports(api, types, &constants, &body), "\n", &constants, &body].concat()
}

/// What the kernel is told: of shapes, of contexts and functions.
fn emit_specifications(api: &Model<'_>, types: &Types) -> (String, String) {
    let shapes = Shapes::new(api, types.names());
    let contexts = api.contexts.keys().map(|name| emit_context(api, name, types, &shapes));
    let functions =
        calls(api).map(|(name, function)| emit_function(api, name, function, types, &shapes));
    (emit_shapes(&shapes), contexts.chain(functions).collect())
}

/// The functions that are called; reads belong to their contexts.
pub(crate) fn calls(api: &Api) -> impl Iterator<Item = (&str, &Function)> {
    api.functions
        .iter()
        .filter(|(_, function)| function.context.is_none())
        .map(|(name, function)| (name.as_str(), function))
}

/// The constant that describes a context to the kernel.
pub(crate) fn context_constant(name: &str) -> String {
    format!("{}Context", camel(name))
}

/// The constant that describes a function to the kernel.
pub(crate) fn function_constant(name: &str) -> String {
    format!("{}Function", camel(name))
}

/// The parameters of a read that are its own, not its context's.
pub(crate) fn own_parameters<'api>(
    context: &Context,
    function: &'api Function,
) -> Vec<&'api Parameter> {
    let is_shared = |name: &str| context.parameters.iter().any(|parameter| parameter.name == name);
    function.arguments.iter().filter(|argument| !is_shared(&argument.name)).collect()
}

/// What a function changes or brings anew, as contexts, in the order of its declaration.
pub(crate) fn affected_contexts<'api>(api: &'api Api, function: &'api Function) -> Vec<&'api str> {
    let mut contexts = Vec::new();
    let context_of = |read: &String| api.functions.get(read)?.context.as_deref();
    let affected = function.affects.iter().map(|affects| match &affects.target {
        Target::Context(name) => Some(name.as_str()),
        Target::Function(name) => context_of(name),
    });
    let merged = function.merge.iter().map(|merge| context_of(&merge.slot));
    for context in affected.chain(merged).flatten() {
        if !contexts.contains(&context) {
            contexts.push(context);
        }
    }
    contexts
}

/// The file `index.ts`: everything that an application imports.
pub(crate) fn emit_index(api: &Model<'_>, framework: &str) -> String {
    let contexts = api
        .contexts
        .keys()
        .flat_map(|name| ["Data", "Params"].map(|suffix| format!("{}{suffix}", pascal(name))));
    let with_own = api.contexts.iter().flat_map(|(name, context)| {
        api.members(name).filter(|(_, read)| !own_parameters(context, read).is_empty())
    });
    let reads = with_own.map(|(name, _)| format!("{}Params", pascal(name)));
    let functions = calls(api).map(|(name, _)| format!("{}Args", pascal(name)));
    let mut types: Vec<String> = contexts.chain(reads).chain(functions).collect();
    types.extend(["Drafts", "MizanClient"].map(str::to_owned));
    types.sort();
    let values = ["createMizan".to_owned(), "mizan".to_owned()];
    let tokens = match api.types.contains_key(TOKEN_PAIR) {
        true => "export { Tokens as MizanTokens } from \"./kernel\";\n",
        false => "",
    };
    [
        code::import("export", &values, "./client").as_str(),
        &code::import("export type", &types, "./client"),
        KERNEL_EXPORTS,
        tokens,
        framework,
        "export type * from \"./types\";\n",
    ]
    .concat()
}

/// The kernel's types bear names that an application's own are free to have.
const KERNEL_EXPORTS: &str = r#"export { MizanError, dehydrate, hydrate } from "./kernel";
export type { Action as MizanAction, Failure as MizanFailure, View as MizanView } from "./kernel";
"#;

/// What a function answers that hands out tokens.
const TOKEN_PAIR: &str = "mizan::auth::TokenPair";

/// Only what is used, for `noUnusedLocals`.
fn emit_imports(api: &Api, types: &Types, shapes: &str, body: &str) -> String {
    // A search through the whole text takes long in an unoptimised build script.
    let has_bigints = types.mentions(|ty| matches!(ty, Type::BigInteger(_)));
    let decodes = |name| has_bigints && (shapes.contains(name) || body.contains(name));
    let (has_calls, has_contexts) = (calls(api).next().is_some(), !api.contexts.is_empty());
    let has_files = calls(api).any(|(_, function)| has_files(function));
    let names = [
        ("Kernel", true),
        ("type CallOptions", has_calls),
        ("type ContextSpec", has_contexts),
        ("type DraftOf", true),
        ("type FunctionSpec", has_calls),
        ("type KernelOptions", true),
        (BARE, decodes("bare(")),
        ("bigint as asBigInt", decodes(BIGINT)),
        (BY_TAG, decodes("byTag(")),
        ("type Shape", !shapes.is_empty()),
        ("upload as asUpload", has_files),
    ];
    let names: Vec<String> =
        names.into_iter().filter(|(_, used)| *used).map(|(name, _)| name.to_owned()).collect();
    let types = match body.contains("types.") {
        true => "import type * as types from \"./types\";\n",
        false => "",
    };
    code::import("import", &names, "./kernel") + types
}

fn emit_shapes(shapes: &Shapes) -> String {
    let constants = shapes.constants().concat();
    if constants.is_empty() { constants } else { constants + "\n" }
}

fn emit_context(api: &Model<'_>, name: &str, types: &Types, shapes: &Shapes) -> String {
    let context = &api.contexts[name];
    let title = pascal(name);
    let params: Vec<Member> =
        context.parameters.iter().map(|parameter| member(parameter, types)).collect();
    let data: Vec<Member> = api
        .members(name)
        .map(|(read, function)| Member {
            docs: function_docs(function),
            ..Member::new(&camel(read), types.expression(&function.result, Direction::Output))
        })
        .collect();
    let own = emit_own(api, name, types);
    let failures = emit_failures(api, name, types);
    let head = format!("export const {}: ", context_constant(name));
    let spec = context_type(&title, own.is_some(), failures.is_some());
    [
        object_type(
            &match params.is_empty() {
                true => format!("`{}` has one instance, and no parameters.", camel(name)),
                false => format!("What tells the instances of `{}` apart.", camel(name)),
            },
            &format!("{title}Params"),
            &params,
        ),
        "\n".to_owned(),
        object_type(&context.docs, &format!("{title}Data"), &data),
        "\n".to_owned(),
        own.unwrap_or_default(),
        failures.unwrap_or_default(),
        format!("{head}{} = {{\n", spec.render(0, head.len(), 4)),
        format!("  name: {},\n", text::string(name)),
        code::renaming(2, "params", "", &wire_names(&context.parameters)),
        "  members: {\n".to_owned(),
        api.members(name)
            .map(|(read, function)| emit_member(context, read, function, shapes))
            .collect(),
        "  },\n};\n\n".to_owned(),
    ]
    .concat()
}

/// `ContextSpec<…>` with as many arguments as it takes.
fn context_type(title: &str, has_own: bool, has_failures: bool) -> Expression {
    let named = |suffix: &str| Expression::atom(format!("{title}{suffix}"));
    let mut arguments = vec![named("Params"), named("Data")];
    match (has_own, has_failures) {
        (false, false) => {}
        (true, false) => arguments.push(named("Own")),
        (true, true) => arguments.extend([named("Own"), named("Failures")]),
        (false, true) => arguments.extend([Expression::atom("{}"), named("Failures")]),
    }
    Expression::Generic("ContextSpec".to_owned(), arguments)
}

fn emit_member(context: &Context, name: &str, function: &Function, shapes: &Shapes) -> String {
    let own: Vec<&str> =
        own_parameters(context, function).iter().map(|parameter| parameter.name.as_str()).collect();
    let mut lines = vec![format!("name: {}", text::string(name))];
    lines.extend(shapes.of(&function.result).map(|shape| format!("shape: {shape}")));
    if own.is_empty() {
        return format!("    {}: {{ {} }},\n", text::property(&camel(name)), lines.join(", "));
    }
    let lines: String = lines.iter().map(|line| format!("      {line},\n")).collect();
    let own = code::renaming(6, "own", "", &own);
    format!("    {}: {{\n{lines}{own}    }},\n", text::property(&camel(name)))
}

/// The interface of the members' own parameters, where any member has some, and for each such
/// member the type of all of its parameters.
fn emit_own(api: &Model<'_>, name: &str, types: &Types) -> Option<String> {
    let title = pascal(name);
    let mut members = Vec::new();
    let mut aliases = String::new();
    for (read, function) in api.members(name) {
        let own = own_parameters(&api.contexts[name], function);
        if !own.is_empty() {
            let own = own.into_iter().map(|parameter| member(parameter, types)).collect();
            members.push(Member::new(&camel(read), Expression::Object(own)));
            let own = Expression::atom(format!("{title}Own[{}]", text::string(&camel(read))));
            let all =
                Expression::Intersection(vec![Expression::atom(format!("{title}Params")), own]);
            aliases += &format!(
                "\n{}",
                text::type_alias(&format!("export type {}Params", pascal(read)), &all)
            );
        }
    }
    let docs = "The members' own parameters; giving one reads that member alone.";
    (!members.is_empty())
        .then(|| object_type(docs, &format!("{title}Own"), &members) + &aliases + "\n")
}

/// The interface of the members' declared errors, where any member declares one.
fn emit_failures(api: &Model<'_>, name: &str, types: &Types) -> Option<String> {
    let members: Vec<Member> = api
        .members(name)
        .filter_map(|(read, function)| {
            let error = function.error.as_ref()?;
            Some(Member::new(&camel(read), types.failure(error)))
        })
        .collect();
    let docs = "The errors that the members declare.";
    (!members.is_empty())
        .then(|| object_type(docs, &format!("{}Failures", pascal(name)), &members) + "\n")
}

fn emit_function(
    api: &Api,
    name: &str,
    function: &Function,
    types: &Types,
    shapes: &Shapes,
) -> String {
    let title = pascal(name);
    let members: Vec<Member> =
        function.arguments.iter().map(|argument| member(argument, types)).collect();
    let mut arguments = vec![
        Expression::atom(format!("{title}Args")),
        types.expression(&function.result, Direction::Output),
    ];
    arguments.extend(function.error.as_ref().map(|error| types.failure(error)));
    let head = format!("export const {}: ", function_constant(name));
    let ty = Expression::Generic("FunctionSpec".to_owned(), arguments);
    let affects: Vec<String> =
        affected_contexts(api, function).into_iter().map(text::string).collect();
    [
        object_type(
            &match members.is_empty() {
                true => format!("`{}` is called with nothing.", camel(name)),
                false => format!("What `{}` is called with.", camel(name)),
            },
            &format!("{title}Args"),
            &members,
        ),
        "\n".to_owned(),
        format!("{head}{} = {{\n", ty.render(0, head.len(), 4)),
        format!("  name: {},\n", text::string(name)),
        emit_arguments(function),
        shapes.of(&function.result).map(|shape| format!("  shape: {shape},\n")).unwrap_or_default(),
        match affects.as_slice() {
            [] => String::new(),
            contexts => format!("  affects: [{}],\n", contexts.join(", ")),
        },
        "};\n\n".to_owned(),
    ]
    .concat()
}

fn has_files(function: &Function) -> bool {
    function.arguments.iter().any(|argument| argument.ty.is_upload())
}

/// What travels as JSON, and beside it the files.
fn emit_arguments(function: &Function) -> String {
    let (files, plain): (Vec<&Parameter>, Vec<&Parameter>) =
        function.arguments.iter().partition(|argument| argument.ty.is_upload());
    let files = match has_files(function) {
        true => code::renaming(2, "files", UPLOAD, &wire_names(files)),
        false => String::new(),
    };
    code::renaming(2, "args", "", &wire_names(plain)) + &files
}

fn emit_drafts(api: &Model<'_>, types: &Types) -> String {
    let contexts: String =
        api.contexts.iter().map(|(name, context)| emit_draft(api, name, context, types)).collect();
    format!(
        "/** Drafts of what is shown, for optimistic changes. */\n\
         const drafts = (draft: DraftOf) => ({{\n{contexts}}});\n\n\
         export type Drafts = ReturnType<typeof drafts>;\n\n"
    )
}

fn emit_draft(api: &Model<'_>, name: &str, context: &Context, types: &Types) -> String {
    let constant = context_constant(name);
    let (parameters, params) = match context.parameters.is_empty() {
        true => (Vec::new(), "{}".to_owned()),
        false => {
            (vec![format!("params: {}Params", pascal(name))], format!("{constant}.params(params)"))
        }
    };
    let data = format!("{}Data", pascal(name));
    let whole = draft(name, &parameters, &data, &[&constant, &params]);
    let members = api.members(name).filter_map(|(read, function)| {
        let own = own_parameters(context, function);
        let own: Vec<String> = own.iter().map(|parameter| own_value(&parameter.name)).collect();
        let all = format!("{{ ...{constant}.params(params), {} }}", own.join(", "));
        let result = types.expression(&function.result, Direction::Output).render(2, 0, 0);
        let member = text::string(&camel(read));
        let parameters = format!("params: {}Params", pascal(read));
        (!own.is_empty()).then(|| draft(read, &[parameters], &result, &[&constant, &all, &member]))
    });
    whole + &members.collect::<String>()
}

fn own_value(wire_name: &str) -> String {
    format!("{}: params{}", text::property(wire_name), text::access(&camel(wire_name)))
}

fn draft(name: &str, parameters: &[String], result: &str, arguments: &[&str]) -> String {
    let result = Some(result);
    code::Arrow { indent: 2, name, parameters, result, callee: "draft", arguments }.emit()
}

fn emit_create(api: &Model<'_>) -> String {
    let contexts: String =
        api.contexts.iter().map(|(name, context)| emit_sources(api, name, context)).collect();
    let calls: String = calls(api).map(|(name, function)| emit_call(name, function)).collect();
    format!(
        "/** A client of its own: for a server, for a test, for another address. */\n\
         export function createMizan(options: KernelOptions = {{}}) {{\n  \
         const kernel = new Kernel(options, drafts);\n  \
         return Object.assign(kernel, {{\n{contexts}{calls}  }});\n}}\n\n"
    )
}

/// The methods that read: a context whole, and each of its members.
fn emit_sources(api: &Model<'_>, name: &str, context: &Context) -> String {
    let (title, constant) = (pascal(name), context_constant(name));
    let shared = (!context.parameters.is_empty()).then(|| format!("params: {title}Params"));
    let given = if shared.is_some() { "params" } else { "{}" };
    let whole = method(
        &context.docs,
        name,
        shared.clone().as_slice(),
        "kernel.$context",
        &[&constant, given],
    );
    let members = api.members(name).map(|(read, function)| {
        let member = text::string(&camel(read));
        let own = !own_parameters(context, function).is_empty();
        let parameters = match (own, &shared) {
            (false, shared) => shared.clone(),
            (true, None) => Some(format!("params: {}Params = {{}}", pascal(read))),
            (true, Some(_)) => Some(format!("params: {}Params", pascal(read))),
        };
        let given = if parameters.is_some() { "params" } else { "{}" };
        let arguments = [constant.as_str(), &member, given];
        method(&function_docs(function), read, parameters.as_slice(), "kernel.$member", &arguments)
    });
    whole + &members.collect::<String>()
}

fn emit_call(name: &str, function: &Function) -> String {
    let (args, constant) = (format!("{}Args", pascal(name)), function_constant(name));
    let options = format!("options?: CallOptions<Drafts, {args}>");
    let (parameters, given) = match function.arguments.is_empty() {
        true => (vec![options], "{}"),
        false => (vec![format!("args: {args}"), options], "args"),
    };
    let arguments = [constant.as_str(), given, "options"];
    method(&function_docs(function), name, &parameters, "kernel.$call", &arguments)
}

fn method(
    docs: &str,
    name: &str,
    parameters: &[String],
    callee: &str,
    arguments: &[&str],
) -> String {
    let arrow = code::Arrow { indent: 4, name, parameters, result: None, callee, arguments };
    text::docs(docs, 4) + &arrow.emit()
}

/// The documentation of a function, with its deprecation.
pub(crate) fn function_docs(function: &Function) -> String {
    with_deprecation(&function.docs, &function.deprecated)
}

/// An interface, or the type of an object without members.
fn object_type(docs: &str, name: &str, members: &[Member]) -> String {
    let docs = text::docs(docs, 0);
    match members {
        [] => format!("{docs}export type {name} = {{}};\n"),
        members => format!("{docs}export interface {name} {{\n{}}}\n", text::members(members, 2)),
    }
}

fn member(parameter: &Parameter, types: &Types) -> Member {
    let ty = types.expression(&parameter.ty, Direction::Input);
    Member { optional: parameter.optional, ..Member::new(&camel(&parameter.name), ty) }
}

fn wire_names<'api>(parameters: impl IntoIterator<Item = &'api Parameter>) -> Vec<&'api str> {
    parameters.into_iter().map(|parameter| parameter.name.as_str()).collect()
}

const BROWSER_CLIENT: &str = r#"/** A client with every context and function of the application on it. */
export type MizanClient = ReturnType<typeof createMizan>;

let browserClient: MizanClient | undefined;

/** The browser's own client. A server has one for each request, made with `createMizan`. */
export function mizan(): MizanClient {
  if (typeof document === "undefined") {
    throw new Error("On a server give each request a client: <Mizan client={createMizan(…)}>.");
  }
  if (!browserClient) {
    browserClient = createMizan();
    // For a person at the browser's console: `mizan.$debug()`.
    Object.assign(globalThis, { mizan: browserClient });
  }
  return browserClient;
}
"#;
