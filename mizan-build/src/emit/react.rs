//! The React client: a hook for every context, read and function.
//!
//! Each hook stands twice. `react/index.tsx` is what runs; `react.d.ts`, which TypeScript finds
//! first where `./react` is imported, declares the same with its documentation, for an editor
//! follows names to their source from declarations alone.

use std::fmt::Display;

use mizan_ir::{ByName, SourceLocation};

use super::{
    code,
    embedded::{Embedded, embed},
    expression::{Expression, Method},
    model::{Bundle, Call, Member, Model},
    names::camel,
    text::{self, Text},
    types::with_deprecation,
};

/// The adapter, which the hooks are made of.
pub(crate) const ADAPTER: &[Embedded] = embed!("adapters/react": "index.tsx");

/// The file `react/index.tsx`.
pub(crate) fn emit_react(api: &Model<'_>, hooks: &[Hook<'_>]) -> String {
    let mut out = format!("{RUNNING}{}{FIXED}", emit_imports(api));
    for hook in hooks {
        out.push_str(&hook.emit());
    }
    out + &emit_prefetch(api)
}

/// The file `react.d.ts`.
pub(crate) fn emit_react_declarations(api: &Model<'_>, hooks: &[Hook<'_>]) -> Text {
    let mut out = Text::default();
    out.push(DECLARED);
    let has_params = api.bundles.iter().any(|bundle| !bundle.is_single());
    out.push(if has_params { "import type * as contract from \"./contract\";\n" } else { "" });
    let has_hooks = !hooks.is_empty();
    out.push(if has_hooks { "import type * as hooks from \"./react/index\";\n" } else { "" });
    out.push(if has_hooks { "\n" } else { "" });
    out.push(&code::import("export", &fixed_names(api), "./react/index"));
    for hook in hooks {
        hook.write_declaration(&mut out);
    }
    write_prefetch(&mut out, api);
    out
}

/// What `index.ts` tells of hooks: only there they have the names by which they are imported, so
/// that an editor offers each of these once.
pub(crate) fn emit_react_exports(api: &Model<'_>, hooks: &[Hook<'_>]) -> String {
    let mut exports = Vec::with_capacity(hooks.len());
    for Hook { name, public, .. } in hooks {
        exports.push((public.clone(), format!("{name} as {public}")));
    }
    for name in fixed_names(api) {
        exports.push((name.clone(), name));
    }
    let exports: ByName<String> = exports.into_iter().collect();
    let exports: Vec<String> = exports.into_iter().map(|(_, export)| export).collect();
    code::import("export", &exports, "./react")
}

const RUNNING: &str = "\
// The hooks as they run. An editor sees them as `react.d.ts` declares them.

";

const DECLARED: &str = "\
// The hooks as an editor sees them: their names lead to Rust. What runs is in `react/index.tsx`.

";

const FIXED: &str = "
/** Gives another client to everything below it: for servers, tests, another address. */
export const Mizan = /* @__PURE__ */ kernel.clientProvider(createMizan);

/** Catches what the hooks below it throw; its `fallback` may try again. */
export const MizanBoundary = /* @__PURE__ */ kernel.errorBoundary(mizan);

/** The client itself, for what hooks cannot say. */
export const useMizan = /* @__PURE__ */ kernel.clientHook(mizan);

";

/// What no function or context of the application gives its name to.
fn fixed_names(api: &Model<'_>) -> Vec<String> {
    let has_contexts = !api.bundles.is_empty();
    code::used(&[
        ("Mizan", true),
        ("MizanBoundary", true),
        ("prefetch", has_contexts),
        ("useMizan", true),
    ])
}

fn emit_imports(api: &Model<'_>) -> String {
    let mut values = vec!["createMizan".to_owned(), "mizan".to_owned()];
    for bundle in &api.bundles {
        values.push(format!("{}Context", bundle.name));
    }
    for call in &api.calls {
        values.push(format!("{}Function", call.name));
    }
    values.sort_unstable();
    let prefetch = match api.bundles.is_empty() {
        true => "",
        false => "import type { Prefetch } from \"../react\";\n",
    };
    code::import("import", &values, "../client")
        + "import * as kernel from \"../kernel/react\";\n"
        + prefetch
}

/// A hook, or a component that goes with it.
pub(crate) struct Hook<'api> {
    /// What it is called in its own file.
    name: String,
    /// What applications call it.
    public: String,
    docs: String,
    location: &'api SourceLocation,
    callee: &'static str,
    arguments: Vec<String>,
}

impl Hook<'_> {
    fn emit(&self) -> String {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        code::pure_constant(&self.name, &format!("kernel.{}", self.callee), &arguments)
    }

    fn write_declaration(&self, out: &mut Text) {
        out.push("\n");
        out.push(&text::docs(&self.docs, 0));
        out.push("export declare const ");
        let declared = out.declare(&self.name, self.location);
        out.push(&format!(": typeof hooks.{};\n", self.name));
        out.end(declared);
    }
}

/// All hooks of an API, context by context and then function by function.
pub(crate) fn find_hooks<'api>(api: &'api Model<'api>) -> Vec<Hook<'api>> {
    let mut hooks = Vec::new();
    for bundle in &api.bundles {
        hooks.push(context_hook(bundle));
        hooks.extend(provider(bundle));
        for member in &bundle.members {
            hooks.push(member_hook(bundle, member));
        }
    }
    for call in &api.calls {
        hooks.push(function_hook(api, call));
    }
    hooks
}

fn context_hook<'api>(bundle: &Bundle<'api>) -> Hook<'api> {
    let Bundle { name, title, context, members, .. } = bundle;
    let reads = match members.as_slice() {
        [only] => format!("Reads `{}`.", only.name),
        several => {
            let names: Vec<&str> = several.iter().map(|member| member.name.as_str()).collect();
            format!("One request reads {}.", listed(&names))
        }
    };
    Hook {
        name: format!("{name}Hook"),
        public: format!("use{title}"),
        docs: with_deprecation(&sentence(&context.docs, &reads), &context.deprecated),
        location: &context.location,
        callee: "contextHook",
        arguments: vec!["mizan".to_owned(), format!("{name}Context")],
    }
}

/// A context without parameters has nothing to provide.
fn provider<'api>(bundle: &Bundle<'api>) -> Option<Hook<'api>> {
    let Bundle { name, title, context, .. } = bundle;
    let given = listed(&own_names(context.parameters.iter().map(|it| it.name.as_str())));
    (!bundle.is_single()).then(|| Hook {
        name: format!("{name}Provider"),
        public: format!("{title}Context"),
        docs: format!("Gives {given} to every hook of `{name}` below it."),
        location: &context.location,
        callee: "contextProvider",
        arguments: vec![format!("{name}Context")],
    })
}

fn member_hook<'api>(bundle: &Bundle<'_>, member: &Member<'api>) -> Hook<'api> {
    let Member { name, title, function, own, .. } = member;
    let alone = match own.is_empty() {
        true => String::new(),
        false => {
            let own = own_names(own.iter().map(|parameter| parameter.name.as_str()));
            format!(" Giving {} reads it alone.", listed(&own))
        }
    };
    let renders = format!("Renders again only when `{name}` of `{}` changes.{alone}", bundle.name);
    let context = format!("{}Context", bundle.name);
    Hook {
        name: format!("{name}Hook"),
        public: format!("use{title}"),
        docs: with_deprecation(&sentence(&function.docs, &renders), &function.deprecated),
        location: &function.location,
        callee: "memberHook",
        arguments: vec!["mizan".to_owned(), context, text::string(name)],
    }
}

fn function_hook<'api>(api: &Model<'api>, call: &Call<'api>) -> Hook<'api> {
    let Call { name, title, function, .. } = call;
    let affected = own_names(api.affected_contexts(function).into_iter());
    let affects = match affected.is_empty() {
        true => String::new(),
        false => format!("Affects {}.", listed(&affected)),
    };
    Hook {
        name: format!("{name}Hook"),
        public: format!("use{title}"),
        docs: with_deprecation(&sentence(&function.docs, &affects), &function.deprecated),
        location: &function.location,
        callee: "functionHook",
        arguments: vec!["mizan".to_owned(), format!("{name}Function")],
    }
}

const PREFETCH: &str = "\n/** Starts reading, before a component asks. */\n";

fn emit_prefetch(api: &Model<'_>) -> String {
    if api.bundles.is_empty() {
        return String::new();
    }
    let mut out = format!("{PREFETCH}export const prefetch: Prefetch = {{\n");
    for bundle in &api.bundles {
        let source = format!("mizan(){}", text::access(&bundle.name));
        let parameters = if bundle.is_single() { "" } else { "params" };
        let callee = format!("{source}({parameters}).prefetch");
        code::write_arrow(&mut out, 2, &bundle.name, parameters, &callee, &[]);
    }
    out + "};\n"
}

fn write_prefetch(out: &mut Text, api: &Model<'_>) {
    if api.bundles.is_empty() {
        return;
    }
    out.push(PREFETCH);
    out.push("export interface Prefetch {\n");
    for bundle in &api.bundles {
        let Bundle { name, title, context, .. } = bundle;
        let parameters = match bundle.is_single() {
            true => Vec::new(),
            false => vec![format!("params: contract.{title}Params")],
        };
        let (location, result) = (&context.location, Expression::atom("void"));
        Method { docs: "", name, location, parameters: &parameters, result }.write(out);
    }
    out.push("}\n");
}

/// What names on the wire are in TypeScript.
fn own_names<'api>(wire_names: impl Iterator<Item = &'api str>) -> Vec<String> {
    let mut names = Vec::new();
    for name in wire_names {
        names.push(camel(name));
    }
    names
}

/// The user's own words, then ours.
fn sentence(docs: &str, ours: &str) -> String {
    let docs = docs.trim();
    if docs.is_empty() || ours.is_empty() {
        return format!("{docs}{}", text::wrap(ours));
    }
    match docs.contains('\n') {
        true => format!("{docs}\n\n{}", text::wrap(ours)),
        false => text::wrap(&format!("{docs} {ours}")),
    }
}

/// `` `a`, `b` and `c` ``.
fn listed(names: &[impl Display]) -> String {
    let mut list = String::new();
    for (index, name) in names.iter().enumerate() {
        let separator = match index {
            0 => "",
            _ if index + 1 == names.len() => " and ",
            _ => ", ",
        };
        list.push_str(&format!("{separator}`{name}`"));
    }
    list
}
