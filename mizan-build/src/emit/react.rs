//! The React client: a hook for every context, read and function.

use mizan_ir::{Api, Context, Function};

use super::{
    client::{
        affected_contexts, calls, context_constant, function_constant, function_docs,
        own_parameters,
    },
    code,
    model::Model,
    names::{camel, pascal},
    text,
};

/// The file `react.tsx`.
pub(crate) fn emit_react(api: &Model<'_>) -> String {
    [
        emit_imports(api),
        FIXED.to_owned(),
        api.contexts.iter().map(|(name, context)| emit_context(api, name, context)).collect(),
        calls(api).map(|(name, function)| emit_function(api, name, function)).collect(),
        emit_prefetch(api),
    ]
    .concat()
}

const FIXED: &str = "
/** Gives another client to everything below it: for servers, tests, another address. */
export const Mizan = /* @__PURE__ */ clientProvider(createMizan);

/** Catches what the hooks below it throw; its `fallback` may try again. */
export const MizanBoundary = /* @__PURE__ */ errorBoundary(mizan);

/** The client itself, for what hooks cannot say. */
export const useMizan = /* @__PURE__ */ clientHook(mizan);
";

fn emit_imports(api: &Api) -> String {
    let constants = api.contexts.keys().map(|name| context_constant(name));
    let constants = constants.chain(calls(api).map(|(name, _)| function_constant(name)));
    let mut values: Vec<String> =
        constants.chain(["createMizan", "mizan"].map(str::to_owned)).collect();
    values.sort();
    let with_params = api.contexts.iter().filter(|(_, context)| !context.parameters.is_empty());
    values.extend(with_params.map(|(name, _)| format!("type {}Params", pascal(name))));

    let has_reads = api.functions.values().any(|function| function.context.is_some());
    let has_params = api.contexts.values().any(|context| !context.parameters.is_empty());
    let parts = [
        ("clientHook", true),
        ("clientProvider", true),
        ("contextHook", !api.contexts.is_empty()),
        ("contextProvider", has_params),
        ("errorBoundary", true),
        ("functionHook", calls(api).next().is_some()),
        ("memberHook", has_reads),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter(|(_, used)| *used).map(|(name, _)| name.to_owned()).collect();
    code::import("import", &values, "./client") + &code::import("import", &parts, "./kernel/react")
}

fn emit_context(api: &Model<'_>, name: &str, context: &Context) -> String {
    let constant = context_constant(name);
    let members: Vec<String> = api.members(name).map(|(read, _)| camel(read)).collect();
    let reads = match members.as_slice() {
        [only] => format!("Reads `{only}`."),
        several => format!("One request reads {}.", listed(several)),
    };
    let hook = constant_with_docs(
        &sentence(&context.docs, &reads),
        &format!("use{}", pascal(name)),
        "contextHook",
        &["mizan", &constant],
    );
    let parameters: Vec<String> =
        context.parameters.iter().map(|parameter| camel(&parameter.name)).collect();
    let provider = match parameters.as_slice() {
        [] => String::new(),
        parameters => constant_with_docs(
            &format!("Gives {} to every hook of `{}` below it.", listed(parameters), camel(name)),
            &format!("{}Context", pascal(name)),
            "contextProvider",
            &[&constant],
        ),
    };
    let members =
        api.members(name).map(|(read, function)| emit_member(name, context, read, function));
    hook + &provider + &members.collect::<String>()
}

fn emit_member(context_name: &str, context: &Context, name: &str, function: &Function) -> String {
    let member = camel(name);
    let own: Vec<String> =
        own_parameters(context, function).iter().map(|parameter| camel(&parameter.name)).collect();
    let alone = match own.as_slice() {
        [] => String::new(),
        own => format!(" Giving {} reads it alone.", listed(own)),
    };
    let renders =
        format!("Renders again only when `{member}` of `{}` changes.{alone}", camel(context_name));
    constant_with_docs(
        &sentence(&function_docs(function), &renders),
        &format!("use{}", pascal(name)),
        "memberHook",
        &["mizan", &context_constant(context_name), &text::string(&member)],
    )
}

fn emit_function(api: &Api, name: &str, function: &Function) -> String {
    let affected: Vec<String> = affected_contexts(api, function).into_iter().map(camel).collect();
    let affects = match affected.as_slice() {
        [] => String::new(),
        contexts => format!("Affects {}.", listed(contexts)),
    };
    constant_with_docs(
        &sentence(&function_docs(function), &affects),
        &format!("use{}", pascal(name)),
        "functionHook",
        &["mizan", &function_constant(name)],
    )
}

fn emit_prefetch(api: &Api) -> String {
    let line = |(name, context): (&String, &Context)| {
        let source = format!("mizan(){}", text::access(&camel(name)));
        let (parameters, given) = match context.parameters.is_empty() {
            true => (Vec::new(), ""),
            false => (vec![format!("params: {}Params", pascal(name))], "params"),
        };
        let callee = format!("{source}({given}).prefetch");
        let (parameters, callee) = (&parameters, &callee);
        code::Arrow { indent: 2, name, parameters, result: None, callee, arguments: &[] }.emit()
    };
    let lines: String = api.contexts.iter().map(line).collect();
    match lines.is_empty() {
        true => String::new(),
        false => format!(
            "\n/** Starts reading, before a component asks. */\nexport const prefetch = {{\n{lines}}};\n"
        ),
    }
}

fn constant_with_docs(docs: &str, name: &str, callee: &str, arguments: &[&str]) -> String {
    format!("\n{}{}", text::docs(docs, 0), code::pure_constant(name, callee, arguments))
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
