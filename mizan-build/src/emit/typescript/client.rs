//! The files `client.ts` and `browser.ts`: the object that an application calls, and the kernel that
//! hooks use without it, so that a bundle with one hook holds no other functions.

use super::{
    printer::{import, string, used, write_arrow, write_property},
    spec_names::{
        all_constants, channel_constant, context_constant, edits_constant, function_constant,
        pages_constant,
    },
};
use crate::emit::model::{Bundle, Call, Model};

/// The function that returns the browser's client, and the stem of `useMizan`. All other methods of
/// a client begin with `$`, which no name of an application does.
pub(crate) const CLIENT: &str = "mizan";

/// The name of a method that makes its object a promise in the eyes of JavaScript: no method of a
/// client has it, because `await` and `async` functions would wait for the client.
pub(crate) const THENABLE: &str = "then";

/// The function that returns the browser's kernel.
pub(super) const BROWSER_KERNEL: &str = "browserKernel";

/// The file `browser.ts`; `server_client` is the expression that gives another client to a request
/// on a server.
pub(super) fn emit_browser(server_client: &str) -> String {
    format!(
        r#"import type {{ Drafts }} from "./contract";
import {{ Kernel }} from "./kernel";

let kernel: Kernel<Drafts> | undefined;

/** The kernel of the browser, which hooks and `mizan()` share. */
export function {BROWSER_KERNEL}(): Kernel<Drafts> {{
  if (typeof document === "undefined") {{
    throw new Error("On a server give each request a client: {server_client}.");
  }}
  if (!kernel) {{
    kernel = new Kernel({{}});
    // For the console of the browser: `mizan.$debug()`.
    Object.assign(globalThis, {{ mizan: kernel }});
  }}
  return kernel;
}}
"#
    )
}

/// The file `client.ts`.
pub(super) fn emit_client(api: &Model<'_>) -> String {
    let mut methods = String::new();
    for bundle in &api.bundles {
        write_sources(&mut methods, bundle);
    }
    for call in &api.calls {
        write_call(&mut methods, call);
    }
    for rooms in &api.channels {
        let constant = channel_constant(&rooms.names);
        let (shared, given) = if rooms.is_single() { ("", "{}") } else { ("params", "params") };
        let arguments = ["kernel", &constant, given];
        write_arrow(&mut methods, 4, &rooms.names.camel, shared, OPEN_ROOM, &arguments);
    }
    if !methods.is_empty() {
        methods = format!("\n{methods}  ");
    }
    let specs = import("import", &all_constants(api), "./specs");
    // A client does not load the parts of the kernel that none of its functions needs.
    let names = [
        ("Kernel", true),
        (CALL, api.has_functions()),
        (OPEN_EDITABLE, api.has_edits()),
        (OPEN_ROOM, !api.channels.is_empty()),
        (OPEN_STREAM, api.has_streams()),
        (PAGED_METHOD, api.has_pages()),
        ("type KernelOptions", true),
    ];
    let kernel = import("import", &used(&names), "./kernel");
    format!("{BEFORE_KERNEL}{kernel}{specs}{CLIENTS}{methods}}});\n}}\n")
}

/// The kernel's function that calls a function.
const CALL: &str = "call";

/// The kernel's function that makes the method for a list in pages.
const PAGED_METHOD: &str = "pagedMethod";

/// The kernel's function that opens a member whose rows can be edited.
const OPEN_EDITABLE: &str = "openEditable";

/// The kernel's function that opens a room of a channel.
const OPEN_ROOM: &str = "openRoom";

/// The kernel's function that opens a stream.
const OPEN_STREAM: &str = "openStream";

const BEFORE_KERNEL: &str = r#"import { browserKernel } from "./browser";
import type * as contract from "./contract";
"#;

const CLIENTS: &str = r#"
/** Makes a client: for a request on a server, for a test, for another address. */
export function createMizan(options: KernelOptions = {}): contract.MizanClient {
  return withMethods(new Kernel(options));
}

let browserClient: contract.MizanClient | undefined;

/** The client of the browser. A server makes one for each request with `createMizan`. */
export function mizan(): contract.MizanClient {
  const kernel = browserKernel();
  return (browserClient ??= withMethods(kernel));
}

type Methods = Omit<contract.MizanClient, keyof Kernel>;

function withMethods(kernel: Kernel<contract.Drafts>): contract.MizanClient {
  return Object.assign<typeof kernel, Methods>(kernel, {"#;

/// The methods that read a context whole, and each of its members.
fn write_sources(out: &mut String, bundle: &Bundle<'_>) {
    let constant = context_constant(&bundle.names);
    let (shared, given) = if bundle.is_single() { ("", "{}") } else { ("params", "params") };
    write_arrow(out, 4, &bundle.names.camel, shared, "kernel.$context", &[&constant, given]);
    for read in &bundle.reads {
        if read.paging.is_some() {
            let (member, pages) = (string(&read.names.camel), pages_constant(&read.names));
            let arguments = ["kernel", &constant, &member, &pages];
            write_property(out, 4, &read.names.camel, PAGED_METHOD, &arguments);
            continue;
        }
        let (parameters, given) = match (read.own.is_empty(), bundle.is_single()) {
            (true, _) => (shared, given),
            (false, true) => ("params = {}", "params"),
            (false, false) => ("params", "params"),
        };
        if read.is_editable {
            let (member, edits) = (string(&read.names.camel), edits_constant(&read.names));
            let arguments = ["kernel", &constant, &member, &edits, given];
            write_arrow(out, 4, &read.names.camel, parameters, OPEN_EDITABLE, &arguments);
            continue;
        }
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
    let callee = if call.function.stream { OPEN_STREAM } else { CALL };
    let arguments = ["kernel", &constant, given, "options"];
    write_arrow(out, 4, &call.names.camel, parameters, callee, &arguments);
}
