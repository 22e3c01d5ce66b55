//! The client without a framework, as it runs: what the kernel is told of each context and
//! function, and the object that an application calls.

use mizan_ir::{Api, Function, Parameter};

use super::{
    code,
    contract::types_import,
    expression::Expression,
    model::{Bundle, Call, Member, Model},
    names::camel,
    shapes::{BIGINT, BY_TAG, Shapes, WITHOUT_PROTOTYPE},
    text::{self, Text},
    types::{Direction, Types},
};
use crate::join::join;

/// The function that finds the browser's client, and `useMizan` beside it, have this name. What
/// else a client can do of its own begins with `$`, as no name of an application does.
pub(crate) const CLIENT: &str = "mizan";

/// What the kernel makes of files, by a name that no argument has.
const UPLOAD: &str = "asUpload";

/// The file `client.ts`.
pub(crate) fn emit_client(api: &Model<'_>, types: Types) -> String {
    let (methods, (constants, specifications)) = join(
        || emit_drafts(api) + &emit_create(api) + BROWSER_CLIENT,
        || emit_specifications(api, types),
    );
    let imports = emit_imports(api, types, &constants, &specifications);
    format!("{imports}\n{constants}{specifications}{methods}")
}

/// What the kernel is told: of shapes, of contexts and functions.
fn emit_specifications(api: &Model<'_>, types: Types) -> (String, String) {
    let shapes = Shapes::new(api, types.names());
    let mut specifications = String::new();
    for bundle in &api.bundles {
        write_context(&mut specifications, bundle, &shapes);
    }
    for call in &api.calls {
        write_function(&mut specifications, api, call, types, &shapes);
    }
    (emit_shapes(&shapes), specifications)
}

/// The file `index.ts`: everything that an application imports.
pub(crate) fn emit_index(api: &Api, framework: &str) -> String {
    let tokens = match api.types.contains_key(TOKEN_PAIR) {
        true => "export { Tokens as MizanTokens } from \"./kernel\";\n",
        false => "",
    };
    format!(
        "export {{ createMizan, mizan }} from \"./client\";\n\
         export type * from \"./contract\";\n\
         {KERNEL_EXPORTS}{tokens}{framework}\
         export type * from \"./types\";\n"
    )
}

/// The kernel's types bear names that an application's own are free to have.
const KERNEL_EXPORTS: &str = r#"export { MizanError, dehydrate, hydrate } from "./kernel";
export type { Action as MizanAction, Failure as MizanFailure, View as MizanView } from "./kernel";
"#;

/// What a function answers that hands out tokens.
const TOKEN_PAIR: &str = "mizan::auth::TokenPair";

/// Only what is used, for `noUnusedLocals`.
fn emit_imports(api: &Model<'_>, types: Types, shapes: &str, body: &str) -> String {
    // A search through the whole text takes long in an unoptimised build script.
    let decodes =
        |name: &str| types.has_big_integers() && (shapes.contains(name) || body.contains(name));
    let (has_calls, has_contexts) = (!api.calls.is_empty(), !api.contexts.is_empty());
    let has_files = api.calls.iter().any(|call| has_files(call.function));
    let names = [
        ("Kernel", true),
        ("type ContextSpec", has_contexts),
        ("type DraftOf", has_contexts),
        ("type FunctionSpec", has_calls),
        ("type KernelOptions", true),
        ("bigint as asBigInt", decodes(BIGINT)),
        (BY_TAG, decodes("byTag(")),
        ("type Decoder", !shapes.is_empty()),
        ("upload as asUpload", has_files),
        (WITHOUT_PROTOTYPE, decodes("withoutPrototype(")),
    ];
    code::import("import", &code::used(&names), "./kernel")
        + "import type * as contract from \"./contract\";\n"
        + types_import(body)
}

fn emit_shapes(shapes: &Shapes) -> String {
    let constants = shapes.constants();
    if constants.is_empty() { constants } else { constants + "\n" }
}

fn write_context(out: &mut String, bundle: &Bundle<'_>, shapes: &Shapes) {
    let Bundle { wire_name, name, context, .. } = bundle;
    let head = emit_head(&format!("{name}Context"), &context_type(bundle));
    let params = code::renaming(2, "params", "", &wire_names(&context.parameters));
    let name = text::string(wire_name);
    out.push_str(&format!("{head}  name: {name},\n{params}  members: {{\n"));
    for member in &bundle.members {
        write_member(out, member, shapes);
    }
    out.push_str("  },\n};\n\n");
}

/// `export const name: Type = {`
fn emit_head(name: &str, ty: &Expression) -> String {
    let mut head = Text::default();
    head.push(&format!("export const {name}: "));
    ty.write(&mut head, 0, 4);
    head.push(" = {\n");
    head.into_parts().0
}

/// `ContextSpec<…>` with as many arguments as it takes.
fn context_type(bundle: &Bundle<'_>) -> Expression {
    let title = &bundle.title;
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

fn write_member(out: &mut String, member: &Member<'_>, shapes: &Shapes) {
    let property = text::property(&member.name);
    let name = text::string(member.wire_name);
    let shape = shapes.of(&member.function.result);
    if member.own.is_empty() {
        let shape = shape.map(|shape| format!(", shape: {shape}")).unwrap_or_default();
        return out.push_str(&format!("    {property}: {{ name: {name}{shape} }},\n"));
    }
    let shape = shape.map(|shape| format!("      decoder: {shape},\n")).unwrap_or_default();
    let own = code::renaming(6, "own", "", &wire_names(member.own.iter().copied()));
    out.push_str(&format!("    {property}: {{\n      name: {name},\n{shape}{own}    }},\n"));
}

fn write_function(
    out: &mut String,
    api: &Model<'_>,
    call: &Call<'_>,
    types: Types,
    shapes: &Shapes,
) {
    let Call { wire_name, name, title, function } = call;
    let mut arguments = vec![
        Expression::atom(format!("contract.{title}Args")),
        types.expression(&function.result, Direction::Output),
    ];
    arguments.extend(function.error.as_ref().map(|error| types.failure(error)));
    let ty = Expression::Generic("FunctionSpec".to_owned(), arguments);
    let head = emit_head(&format!("{name}Function"), &ty);
    let name = text::string(wire_name);
    let arguments = emit_arguments(function);
    out.push_str(&format!("{head}  name: {name},\n{arguments}"));
    if let Some(shape) = shapes.of(&function.result) {
        out.push_str(&format!("  decoder: {shape},\n"));
    }
    let affects = api.affected_contexts(function);
    if !affects.is_empty() {
        let affects: Vec<String> = affects.into_iter().map(text::string).collect();
        out.push_str(&format!("  affects: [{}],\n", affects.join(", ")));
    }
    out.push_str("};\n\n");
}

fn has_files(function: &Function) -> bool {
    function.arguments.iter().any(|argument| argument.ty.is_upload())
}

/// What travels as JSON, and beside it the files.
fn emit_arguments(function: &Function) -> String {
    let (mut files, mut plain) = (Vec::new(), Vec::new());
    for argument in &function.arguments {
        let list = if argument.ty.is_upload() { &mut files } else { &mut plain };
        list.push(argument.name.as_str());
    }
    let arguments = code::renaming(2, "args", "", &plain);
    match files.is_empty() {
        true => arguments,
        false => arguments + &code::renaming(2, "files", UPLOAD, &files),
    }
}

fn emit_drafts(api: &Model<'_>) -> String {
    if api.bundles.is_empty() {
        return "const drafts = (): contract.Drafts => ({});\n\n".to_owned();
    }
    let mut drafts = "const drafts = (draft: DraftOf): contract.Drafts => ({\n".to_owned();
    for bundle in &api.bundles {
        write_drafts(&mut drafts, bundle);
    }
    drafts + "});\n\n"
}

fn write_drafts(out: &mut String, bundle: &Bundle<'_>) {
    let constant = format!("{}Context", bundle.name);
    let (parameters, params) = match bundle.is_single() {
        true => ("", "{}".to_owned()),
        false => ("params", format!("{constant}.params(params)")),
    };
    code::write_arrow(out, 2, &bundle.name, parameters, "draft", &[&constant, &params]);
    for member in bundle.members.iter().filter(|member| !member.own.is_empty()) {
        let own: Vec<String> =
            member.own.iter().map(|parameter| own_value(&parameter.name)).collect();
        let all = format!("{{ ...{constant}.params(params), {} }}", own.join(", "));
        let name = text::string(&member.name);
        code::write_arrow(out, 2, &member.name, "params", "draft", &[&constant, &all, &name]);
    }
}

fn own_value(wire_name: &str) -> String {
    format!("{}: params{}", text::property(wire_name), text::access(&camel(wire_name)))
}

fn emit_create(api: &Model<'_>) -> String {
    let mut methods = String::new();
    for bundle in &api.bundles {
        write_sources(&mut methods, bundle);
    }
    for call in &api.calls {
        write_call(&mut methods, call);
    }
    if !methods.is_empty() {
        methods = format!("\n{methods}  ");
    }
    format!(
        "type Methods = Omit<contract.MizanClient, keyof Kernel>;\n\n\
         /** A client of its own: for a server, for a test, for another address. */\n\
         export function createMizan(options: KernelOptions = {{}}): contract.MizanClient {{\n  \
         const kernel = new Kernel(options, drafts);\n  \
         return Object.assign<typeof kernel, Methods>(kernel, {{{methods}}});\n}}\n\n"
    )
}

/// The methods that read: a context whole, and each of its members.
fn write_sources(out: &mut String, bundle: &Bundle<'_>) {
    let constant = format!("{}Context", bundle.name);
    let (shared, given) = if bundle.is_single() { ("", "{}") } else { ("params", "params") };
    code::write_arrow(out, 4, &bundle.name, shared, "kernel.$context", &[&constant, given]);
    for member in &bundle.members {
        let (parameters, given) = match (member.own.is_empty(), bundle.is_single()) {
            (true, _) => (shared, given),
            (false, true) => ("params = {}", "params"),
            (false, false) => ("params", "params"),
        };
        let arguments = [constant.as_str(), &text::string(&member.name), given];
        code::write_arrow(out, 4, &member.name, parameters, "kernel.$member", &arguments);
    }
}

fn write_call(out: &mut String, call: &Call<'_>) {
    let (parameters, given) = match call.function.arguments.is_empty() {
        true => ("options", "{}"),
        false => ("args, options", "args"),
    };
    let constant = format!("{}Function", call.name);
    code::write_arrow(
        out,
        4,
        &call.name,
        parameters,
        "kernel.$call",
        &[&constant, given, "options"],
    );
}

fn wire_names<'api>(parameters: impl IntoIterator<Item = &'api Parameter>) -> Vec<&'api str> {
    let mut names = Vec::new();
    for parameter in parameters {
        names.push(parameter.name.as_str());
    }
    names
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
