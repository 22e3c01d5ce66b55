//! The file `client.ts`: the specifications, and the object that an application calls.

use super::{
    contract::types_import,
    decoders::{BIGINT, BY_TAG, WITHOUT_PROTOTYPE},
    printer::{access, import, property, string, used, write_arrow},
    spec_names::{context_constant, function_constant},
    specs::{emit_specs, has_files},
    types::Types,
};
use crate::{
    emit::{
        case::camel,
        model::{Bundle, Call, Model},
    },
    join::join,
};

/// The function that returns the browser's client, and the stem of `useMizan`. All other methods of
/// a client begin with `$`, which no name of an application does.
pub(crate) const CLIENT: &str = "mizan";

/// The file `client.ts`.
pub(super) fn emit_client(api: &Model<'_>, types: Types, server_client: &str) -> String {
    let (methods, (constants, specs)) = join(
        || emit_drafts(api) + &emit_create(api) + &emit_browser_client(server_client),
        || emit_specs(api, types),
    );
    let imports = emit_imports(api, types, &constants, &specs);
    format!("{imports}\n{constants}{specs}{methods}")
}

/// The imports, without unused names, which `noUnusedLocals` refuses.
fn emit_imports(api: &Model<'_>, types: Types, decoders: &str, body: &str) -> String {
    // A search through the whole text takes long in an unoptimised build script.
    let decodes =
        |name: &str| types.has_big_integers() && (decoders.contains(name) || body.contains(name));
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
        ("type Decoder", !decoders.is_empty()),
        ("upload as asUpload", has_files),
        (WITHOUT_PROTOTYPE, decodes("withoutPrototype(")),
    ];
    import("import", &used(&names), "./kernel")
        + "import type * as contract from \"./contract\";\n"
        + types_import(body)
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
    let constant = context_constant(&bundle.names);
    let (parameters, params) = match bundle.is_single() {
        true => ("", "{}".to_owned()),
        false => ("params", format!("{constant}.params(params)")),
    };
    write_arrow(out, 2, &bundle.names.camel, parameters, "draft", &[&constant, &params]);
    for read in bundle.reads.iter().filter(|read| !read.own.is_empty()) {
        let own: Vec<String> =
            read.own.iter().map(|parameter| own_value(&parameter.name)).collect();
        let all = format!("{{ ...{constant}.params(params), {} }}", own.join(", "));
        let name = string(&read.names.camel);
        write_arrow(out, 2, &read.names.camel, "params", "draft", &[&constant, &all, &name]);
    }
}

fn own_value(wire_name: &str) -> String {
    format!("{}: params{}", property(wire_name), access(&camel(wire_name)))
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
         /** Makes a client: for a request on a server, for a test, for another address. */\n\
         export function createMizan(options: KernelOptions = {{}}): contract.MizanClient {{\n  \
         const kernel = new Kernel(options, drafts);\n  \
         return Object.assign<typeof kernel, Methods>(kernel, {{{methods}}});\n}}\n\n"
    )
}

/// The methods that read a context whole, and each of its members.
fn write_sources(out: &mut String, bundle: &Bundle<'_>) {
    let constant = context_constant(&bundle.names);
    let (shared, given) = if bundle.is_single() { ("", "{}") } else { ("params", "params") };
    write_arrow(out, 4, &bundle.names.camel, shared, "kernel.$context", &[&constant, given]);
    for read in &bundle.reads {
        let (parameters, given) = match (read.own.is_empty(), bundle.is_single()) {
            (true, _) => (shared, given),
            (false, true) => ("params = {}", "params"),
            (false, false) => ("params", "params"),
        };
        let arguments = [constant.as_str(), &string(&read.names.camel), given];
        write_arrow(out, 4, &read.names.camel, parameters, "kernel.$member", &arguments);
    }
}

fn write_call(out: &mut String, call: &Call<'_>) {
    let (parameters, given) = match call.function.arguments.is_empty() {
        true => ("options", "{}"),
        false => ("args, options", "args"),
    };
    let constant = function_constant(&call.names);
    write_arrow(
        out,
        4,
        &call.names.camel,
        parameters,
        "kernel.$call",
        &[&constant, given, "options"],
    );
}

/// The function that returns the browser's client; `server_client` is the expression that gives
/// another client to a request on a server.
fn emit_browser_client(server_client: &str) -> String {
    format!(
        r#"let browserClient: contract.MizanClient | undefined;

/** The client of the browser. A server makes one for each request with `createMizan`. */
export function mizan(): contract.MizanClient {{
  if (typeof document === "undefined") {{
    throw new Error("On a server give each request a client: {server_client}.");
  }}
  if (!browserClient) {{
    browserClient = createMizan();
    // For the console of the browser: `mizan.$debug()`.
    Object.assign(globalThis, {{ mizan: browserClient }});
  }}
  return browserClient;
}}
"#
    )
}
