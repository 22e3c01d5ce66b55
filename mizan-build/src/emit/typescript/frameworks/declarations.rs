//! The declarations of a framework's hooks, from which an editor goes to the Rust.
//!
//! Each hook is declared in a file beside the folder of the one that runs, such as `react.d.ts`.
//! TypeScript finds that file first where `./react` is imported, and an editor follows names to
//! their source from declarations alone.

use super::{
    exports::{Export, fixed_names},
    framework::Framework,
};
use crate::emit::{
    model::{Bundle, Model, Names},
    typescript::printer::{Expression, Method, Text, docs, import},
};

/// The file of declarations, such as `react.d.ts`.
pub(crate) fn emit_declarations(
    framework: &dyn Framework,
    api: &Model<'_>,
    exports: &[Export<'_>],
) -> Text {
    let (name, module) = (framework.name(), framework.module());
    let mut out = Text::default();
    out.push(&format!(
        "// The hooks as editors see them: their names lead to the Rust. `{name}/{module}` runs.\n\n"
    ));
    let has_params = api.bundles.iter().any(|bundle| !bundle.is_single());
    out.push(if has_params { "import type * as contract from \"./contract\";\n" } else { "" });
    if !api.bundles.is_empty() {
        out.push("import type { SourceOptions } from \"./kernel\";\n");
    }
    if !exports.is_empty() {
        out.push(&format!("import type * as hooks from \"./{name}/index\";\n\n"));
    }
    out.push(&import("export", &fixed_names(framework, api), &format!("./{name}/index")));
    for export in exports {
        write_declaration(&mut out, export);
    }
    write_prefetch(&mut out, api);
    out
}

fn write_declaration(out: &mut Text, Export { name, hook, form, .. }: &Export<'_>) {
    out.push("\n");
    out.push(&docs(&hook.docs(&(form.describe)(hook)), 0));
    out.push("export declare const ");
    let declared = out.declare(name, hook.location);
    out.push(&format!(": typeof hooks.{name};\n"));
    out.end(declared);
}

fn write_prefetch(out: &mut Text, api: &Model<'_>) {
    if api.bundles.is_empty() {
        return;
    }
    out.push("\n/** Starts reading, before a component asks. A signal ends it. */\n");
    out.push("export interface Prefetch {\n");
    for Bundle { names, context, .. } in &api.bundles {
        let Names { camel: name, pascal: title, .. } = names;
        let mut parameters = Vec::new();
        if !context.parameters.is_empty() {
            parameters.push(format!("params: contract.{title}Params"));
        }
        parameters.push("options?: SourceOptions".to_owned());
        let (location, result) = (&context.location, Expression::atom("void"));
        Method { docs: "", name, location, parameters: &parameters, result }.write(out);
    }
    out.push("}\n");
}
