//! The client without a framework, as it runs: what the kernel is told of each context and
//! function, and the object that an application calls.

use mizan_ir::{Api, Context, Function, Parameter, Target, Type};

use super::{
    code,
    contract::types_import,
    expression::Expression,
    model::Model,
    names::{camel, pascal},
    shapes::{BARE, BIGINT, BY_TAG, Shapes},
    text::{self, Text},
    types::{Direction, Types},
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
        || [&emit_drafts(api), &emit_create(api), BROWSER_CLIENT].concat(),
        || emit_specifications(api, types),
    );
    let body = [specifications, methods].concat();
    [&emit_imports(api, types, &constants, &body), "\n", &constants, &body].concat()
}

/// What the kernel is told: of shapes, of contexts and functions.
fn emit_specifications(api: &Model<'_>, types: &Types) -> (String, String) {
    let shapes = Shapes::new(api, types.names());
    let contexts = api.contexts.keys().map(|name| emit_context(api, name, &shapes));
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
pub(crate) fn emit_index(api: &Api, framework: &str) -> String {
    let tokens = match api.types.contains_key(TOKEN_PAIR) {
        true => "export { Tokens as MizanTokens } from \"./kernel\";\n",
        false => "",
    };
    [
        "export { createMizan, mizan } from \"./client\";\n",
        "export type * from \"./contract\";\n",
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
        ("type ContextSpec", has_contexts),
        ("type DraftOf", has_contexts),
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
    code::import("import", &names, "./kernel")
        + "import type * as contract from \"./contract\";\n"
        + types_import(body)
}

fn emit_shapes(shapes: &Shapes) -> String {
    let constants = shapes.constants().concat();
    if constants.is_empty() { constants } else { constants + "\n" }
}

fn emit_context(api: &Model<'_>, name: &str, shapes: &Shapes) -> String {
    let context = &api.contexts[name];
    let own = |function| !own_parameters(context, function).is_empty();
    let has_own = api.members(name).any(|(_, function)| own(function));
    let has_failures = api.members(name).any(|(_, function)| function.error.is_some());
    [
        &emit_head(&context_constant(name), &context_type(&pascal(name), has_own, has_failures)),
        &format!("  name: {},\n", text::string(name)),
        &code::renaming(2, "params", "", &wire_names(&context.parameters)),
        "  members: {\n",
        &api.members(name)
            .map(|(read, function)| emit_member(context, read, function, shapes))
            .collect::<String>(),
        "  },\n};\n\n",
    ]
    .concat()
}

/// `export const name: Type = {`
fn emit_head(name: &str, ty: &Expression) -> String {
    let mut head = Text::default();
    head.push("export const ");
    head.push(name);
    head.push(": ");
    ty.write(&mut head, 0, 4);
    head.push(" = {\n");
    head.into_parts().0
}

/// `ContextSpec<…>` with as many arguments as it takes.
fn context_type(title: &str, has_own: bool, has_failures: bool) -> Expression {
    let named = |suffix: &str| Expression::atom(format!("contract.{title}{suffix}"));
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

fn emit_function(
    api: &Api,
    name: &str,
    function: &Function,
    types: &Types,
    shapes: &Shapes,
) -> String {
    let mut arguments = vec![
        Expression::atom(format!("contract.{}Args", pascal(name))),
        types.expression(&function.result, Direction::Output),
    ];
    arguments.extend(function.error.as_ref().map(|error| types.failure(error)));
    let ty = Expression::Generic("FunctionSpec".to_owned(), arguments);
    let affects: Vec<String> =
        affected_contexts(api, function).into_iter().map(text::string).collect();
    [
        emit_head(&function_constant(name), &ty),
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

fn emit_drafts(api: &Model<'_>) -> String {
    let contexts: String =
        api.contexts.iter().map(|(name, context)| emit_draft(api, name, context)).collect();
    let contexts = match contexts.is_empty() {
        true => String::new(),
        false => format!("\n{contexts}"),
    };
    let parameter = if contexts.is_empty() { "" } else { "draft: DraftOf" };
    format!("const drafts = ({parameter}): contract.Drafts => ({{{contexts}}});\n\n")
}

fn emit_draft(api: &Model<'_>, name: &str, context: &Context) -> String {
    let constant = context_constant(name);
    let (parameters, params) = match context.parameters.is_empty() {
        true => ("", "{}".to_owned()),
        false => ("params", format!("{constant}.params(params)")),
    };
    let whole = arrow(2, name, parameters, "draft", &[&constant, &params]);
    let members = api.members(name).filter_map(|(read, function)| {
        let own = own_parameters(context, function);
        let own: Vec<String> = own.iter().map(|parameter| own_value(&parameter.name)).collect();
        let all = format!("{{ ...{constant}.params(params), {} }}", own.join(", "));
        let member = text::string(&camel(read));
        let arguments = [constant.as_str(), &all, &member];
        (!own.is_empty()).then(|| arrow(2, read, "params", "draft", &arguments))
    });
    whole + &members.collect::<String>()
}

fn own_value(wire_name: &str) -> String {
    format!("{}: params{}", text::property(wire_name), text::access(&camel(wire_name)))
}

fn emit_create(api: &Model<'_>) -> String {
    let contexts: String =
        api.contexts.iter().map(|(name, context)| emit_sources(api, name, context)).collect();
    let calls: String = calls(api).map(|(name, function)| emit_call(name, function)).collect();
    let methods = match contexts.is_empty() && calls.is_empty() {
        true => String::new(),
        false => format!("\n{contexts}{calls}  "),
    };
    format!(
        "type Methods = Omit<contract.MizanClient, keyof Kernel>;\n\n\
         /** A client of its own: for a server, for a test, for another address. */\n\
         export function createMizan(options: KernelOptions = {{}}): contract.MizanClient {{\n  \
         const kernel = new Kernel(options, drafts);\n  \
         return Object.assign<typeof kernel, Methods>(kernel, {{{methods}}});\n}}\n\n"
    )
}

/// The methods that read: a context whole, and each of its members.
fn emit_sources(api: &Model<'_>, name: &str, context: &Context) -> String {
    let constant = context_constant(name);
    let shared = if context.parameters.is_empty() { "" } else { "params" };
    let whole = arrow(4, name, shared, "kernel.$context", &[&constant, or_nothing(shared)]);
    let members = api.members(name).map(|(read, function)| {
        let member = text::string(&camel(read));
        let parameters = match own_parameters(context, function).as_slice() {
            [] => shared,
            _ if shared.is_empty() => "params = {}",
            _ => "params",
        };
        let given = if parameters.is_empty() { "" } else { "params" };
        let arguments = [constant.as_str(), &member, or_nothing(given)];
        arrow(4, read, parameters, "kernel.$member", &arguments)
    });
    whole + &members.collect::<String>()
}

fn emit_call(name: &str, function: &Function) -> String {
    let (parameters, given) = match function.arguments.is_empty() {
        true => ("options", "{}"),
        false => ("args, options", "args"),
    };
    let arguments = [&*function_constant(name), given, "options"];
    arrow(4, name, parameters, "kernel.$call", &arguments)
}

fn or_nothing(given: &str) -> &str {
    if given.is_empty() { "{}" } else { given }
}

fn arrow(indent: usize, name: &str, parameters: &str, callee: &str, arguments: &[&str]) -> String {
    code::Arrow { indent, name, parameters, callee, arguments }.emit()
}

fn wire_names<'api>(parameters: impl IntoIterator<Item = &'api Parameter>) -> Vec<&'api str> {
    parameters.into_iter().map(|parameter| parameter.name.as_str()).collect()
}

const BROWSER_CLIENT: &str = r#"let browserClient: contract.MizanClient | undefined;

/** The browser's own client. A server has one for each request, made with `createMizan`. */
export function mizan(): contract.MizanClient {
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
