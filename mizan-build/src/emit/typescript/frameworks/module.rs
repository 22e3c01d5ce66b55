//! The file in which the hooks of a framework are made.

use super::{exports::Export, framework::Framework};
use crate::emit::{
    model::Model,
    typescript::{
        client::BROWSER_KERNEL,
        printer::{import, pure_constant, write_arrow},
        spec_names::{all_constants, context_constant},
    },
};

/// The file that runs, such as `react/index.tsx`.
pub(crate) fn emit_module(
    framework: &dyn Framework,
    api: &Model<'_>,
    exports: &[Export<'_>],
) -> String {
    let name = framework.name();
    let mut out =
        format!("// The hooks as they run. Editors see the declarations in `{name}.d.ts`.\n\n");
    out.push_str(&emit_imports(name, api));
    for export in framework.fixed_exports().iter().filter(|export| (export.is_needed)(api)) {
        out.push('\n');
        out.push_str(export.statement);
    }
    out.push('\n');
    for Export { name, hook, form, .. } in exports {
        let arguments = hook.arguments();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        out.push_str(&pure_constant(name, &format!("kernel.{}", form.maker), &arguments));
    }
    out + &emit_prefetch(api)
}

fn emit_imports(name: &str, api: &Model<'_>) -> String {
    let prefetch = match api.bundles.is_empty() {
        true => String::new(),
        false => format!("import type {{ Prefetch }} from \"../{name}\";\n"),
    };
    let specs = import("import", &all_constants(api), "../specs");
    format!(
        "import {{ {BROWSER_KERNEL} }} from \"../browser\";\n\
         import {{ createMizan, mizan }} from \"../client\";\n\
         import * as kernel from \"../kernel/{name}\";\n{prefetch}{specs}"
    )
}

fn emit_prefetch(api: &Model<'_>) -> String {
    if api.bundles.is_empty() {
        return String::new();
    }
    let mut out = "\n/** Starts reading, before a component asks. */\n\
                   export const prefetch: Prefetch = {\n"
        .to_owned();
    for bundle in &api.bundles {
        let name = &bundle.names.camel;
        let (parameters, given) =
            if bundle.is_single() { ("options", "{}") } else { ("params, options", "params") };
        let spec = context_constant(&bundle.names);
        let callee = format!("{BROWSER_KERNEL}().$context({spec}, {given}).prefetch");
        write_arrow(&mut out, 2, name, parameters, &callee, &["options"]);
    }
    out + "};\n"
}
