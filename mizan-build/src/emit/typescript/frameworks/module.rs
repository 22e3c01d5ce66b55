//! The file in which the hooks of a framework are made.

use super::{exports::Export, framework::Framework};
use crate::emit::{
    model::Model,
    typescript::{
        client::BROWSER_KERNEL,
        forms::Forms,
        hooks::HookKind,
        printer::{import, pure_constant, write_arrow},
        spec_names::{all_constants, context_constant},
    },
};

/// The function that makes a client, which not every framework uses.
const CREATE_CLIENT: &str = "createMizan";

/// The file that runs, such as `react/index.tsx`.
pub(crate) fn emit_module(
    framework: &dyn Framework,
    api: &Model<'_>,
    forms: &Forms<'_>,
    exports: &[Export<'_>],
) -> String {
    let name = framework.name();
    let mut out =
        format!("// The hooks as they run. Editors see the declarations in `{name}.d.ts`.\n\n");
    let needed = framework.fixed_exports().iter().filter(|export| (export.is_needed)(api));
    let statements: String = needed.map(|export| format!("\n{}", export.statement)).collect();
    let has_forms = exports.iter().any(|export| export.hook.kind == HookKind::Form);
    let forms = if has_forms { forms.used(&api.calls) } else { Vec::new() };
    out.push_str(&emit_imports(name, api, &forms, &statements));
    out.push_str(&statements);
    out.push('\n');
    for Export { name, hook, form, .. } in exports {
        let arguments = hook.arguments();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        out.push_str(&pure_constant(name, &format!("kernel.{}", form.maker), &arguments));
    }
    out + &emit_prefetch(api)
}

fn emit_imports(name: &str, api: &Model<'_>, forms: &[String], statements: &str) -> String {
    let client = match statements.contains(CREATE_CLIENT) {
        true => format!("{CREATE_CLIENT}, mizan"),
        false => "mizan".to_owned(),
    };
    let prefetch = match api.bundles.is_empty() {
        true => String::new(),
        false => format!("import type {{ Prefetch }} from \"../{name}\";\n"),
    };
    let forms = match forms {
        [] => String::new(),
        forms => import("import", forms, "../forms"),
    };
    let specs = import("import", &all_constants(api), "../specs");
    format!(
        "import {{ {BROWSER_KERNEL} }} from \"../browser\";\n\
         import {{ {client} }} from \"../client\";\n\
         {forms}import * as kernel from \"../kernel/{name}\";\n{prefetch}{specs}"
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
