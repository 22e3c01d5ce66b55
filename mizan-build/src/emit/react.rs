//! The React client: a hook for every context, read and function.
//!
//! Each hook stands twice. `react/index.tsx` is what runs; `react.d.ts`, which TypeScript finds
//! first where `./react` is imported, declares the same with its documentation, for an editor
//! follows names to their source from declarations alone.

use mizan_ir::{Api, Context, Function, Place};

use super::{
    client::{affected_contexts, calls, context_constant, function_constant, own_parameters},
    code,
    expression::{Expression, Method},
    model::Model,
    names::{camel, pascal},
    text::{self, Text},
    types::with_deprecation,
};

/// The file `react/index.tsx`.
pub(crate) fn emit_react(api: &Model<'_>, hooks: &[Hook<'_>]) -> String {
    let hooks = hooks.iter().map(Hook::emit).collect::<String>();
    [RUNNING, &emit_imports(api), FIXED, &hooks, &emit_prefetch(api)].concat()
}

/// The file `react.d.ts`.
pub(crate) fn emit_react_declarations(api: &Model<'_>, hooks: &[Hook<'_>]) -> Text {
    let mut out = Text::default();
    out.push(DECLARED);
    let has_params = api.contexts.values().any(|context| !context.parameters.is_empty());
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
    let public =
        hooks.iter().map(|hook| (hook.public.clone(), format!("{} as {}", hook.name, hook.public)));
    let fixed = fixed_names(api).into_iter().map(|name| (name.clone(), name));
    let mut names: Vec<(String, String)> = public.chain(fixed).collect();
    names.sort();
    let names: Vec<String> = names.into_iter().map(|(_, name)| name).collect();
    code::import("export", &names, "./react")
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
fn fixed_names(api: &Api) -> Vec<String> {
    let names = ["Mizan", "MizanBoundary", "prefetch", "useMizan"];
    let names = names.into_iter().filter(|name| *name != "prefetch" || !api.contexts.is_empty());
    names.map(str::to_owned).collect()
}

fn emit_imports(api: &Api) -> String {
    let constants = api.contexts.keys().map(|name| context_constant(name));
    let constants = constants.chain(calls(api).map(|(name, _)| function_constant(name)));
    let mut values: Vec<String> =
        constants.chain(["createMizan", "mizan"].map(str::to_owned)).collect();
    values.sort();
    let prefetch = match api.contexts.is_empty() {
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
    place: &'api Place,
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
        let declared = out.declare(&self.name, self.place);
        out.push(&format!(": typeof hooks.{};\n", self.name));
        out.end(declared);
    }
}

/// All hooks of an API, context by context and then function by function.
pub(crate) fn find_hooks<'api>(api: &'api Model<'api>) -> Vec<Hook<'api>> {
    let contexts = api.contexts.iter().flat_map(move |(name, context)| {
        let members = api.members(name);
        let members =
            members.map(move |(read, function)| member_hook(name, context, read, function));
        let own = [Some(context_hook(api, name, context)), provider(name, context)];
        own.into_iter().flatten().chain(members)
    });
    let functions = calls(api).map(|(name, function)| function_hook(api, name, function));
    contexts.chain(functions).collect()
}

fn context_hook<'api>(api: &Model<'api>, name: &str, context: &'api Context) -> Hook<'api> {
    let members: Vec<String> = api.members(name).map(|(read, _)| camel(read)).collect();
    let reads = match members.as_slice() {
        [only] => format!("Reads `{only}`."),
        several => format!("One request reads {}.", listed(several)),
    };
    Hook {
        name: format!("{}Hook", camel(name)),
        public: format!("use{}", pascal(name)),
        docs: with_deprecation(&sentence(&context.docs, &reads), &context.deprecated),
        place: &context.place,
        callee: "contextHook",
        arguments: vec!["mizan".to_owned(), context_constant(name)],
    }
}

/// A context without parameters has nothing to provide.
fn provider<'api>(name: &str, context: &'api Context) -> Option<Hook<'api>> {
    let parameters: Vec<String> =
        context.parameters.iter().map(|parameter| camel(&parameter.name)).collect();
    (!parameters.is_empty()).then(|| Hook {
        name: format!("{}Provider", camel(name)),
        public: format!("{}Context", pascal(name)),
        docs: format!("Gives {} to every hook of `{}` below it.", listed(&parameters), camel(name)),
        place: &context.place,
        callee: "contextProvider",
        arguments: vec![context_constant(name)],
    })
}

fn member_hook<'api>(
    context_name: &str,
    context: &Context,
    name: &str,
    function: &'api Function,
) -> Hook<'api> {
    let member = camel(name);
    let own: Vec<String> =
        own_parameters(context, function).iter().map(|parameter| camel(&parameter.name)).collect();
    let alone = match own.as_slice() {
        [] => String::new(),
        own => format!(" Giving {} reads it alone.", listed(own)),
    };
    let renders =
        format!("Renders again only when `{member}` of `{}` changes.{alone}", camel(context_name));
    Hook {
        name: format!("{member}Hook"),
        public: format!("use{}", pascal(name)),
        docs: with_deprecation(&sentence(&function.docs, &renders), &function.deprecated),
        place: &function.place,
        callee: "memberHook",
        arguments: vec!["mizan".to_owned(), context_constant(context_name), text::string(&member)],
    }
}

fn function_hook<'api>(api: &Api, name: &str, function: &'api Function) -> Hook<'api> {
    let affected: Vec<String> = affected_contexts(api, function).into_iter().map(camel).collect();
    let affects = match affected.as_slice() {
        [] => String::new(),
        contexts => format!("Affects {}.", listed(contexts)),
    };
    Hook {
        name: format!("{}Hook", camel(name)),
        public: format!("use{}", pascal(name)),
        docs: with_deprecation(&sentence(&function.docs, &affects), &function.deprecated),
        place: &function.place,
        callee: "functionHook",
        arguments: vec!["mizan".to_owned(), function_constant(name)],
    }
}

const PREFETCH: &str = "\n/** Starts reading, before a component asks. */\n";

fn emit_prefetch(api: &Api) -> String {
    let line = |(name, context): &(String, Context)| {
        let source = format!("mizan(){}", text::access(&camel(name)));
        let parameters = if context.parameters.is_empty() { "" } else { "params" };
        let callee = &format!("{source}({parameters}).prefetch");
        code::Arrow { indent: 2, name, parameters, callee, arguments: &[] }.emit()
    };
    let lines: String = api.contexts.iter().map(line).collect();
    match lines.is_empty() {
        true => String::new(),
        false => format!("{PREFETCH}export const prefetch: Prefetch = {{\n{lines}}};\n"),
    }
}

fn write_prefetch(out: &mut Text, api: &Api) {
    if api.contexts.is_empty() {
        return;
    }
    out.push(PREFETCH);
    out.push("export interface Prefetch {\n");
    for (name, context) in &api.contexts {
        let parameters = match context.parameters.is_empty() {
            true => Vec::new(),
            false => vec![format!("params: contract.{}Params", pascal(name))],
        };
        let (place, result) = (&context.place, Expression::atom("void"));
        Method { docs: "", name: &camel(name), place, parameters: &parameters, result }.write(out);
    }
    out.push("}\n");
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
fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
