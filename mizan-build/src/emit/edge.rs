//! The manifest for a cache at the edge: which addresses and pages show which contexts, which mutations
//! change them, and for whom an answer may be kept.

use mizan_ir::{Api, Auth, Cache, Context, Function, Target};

use super::json::{Json, Object};

/// The version of the form of a manifest.
const VERSION: u64 = 1;

/// Where applications mount Mizan.
const MOUNT: &str = "/api/mizan";

/// The parameters by which an answer belongs to one user.
const USER_PARAMETERS: [&str; 4] = ["account_id", "owner_id", "user", "user_id"];

/// The text of a manifest, without the brace in front of it.
pub(crate) fn emit_edge(api: &Api) -> String {
    let (mut contexts, mut mutations) = (Object::default(), Object::default());
    for (name, context) in &api.contexts {
        contexts.add(name, Json::Object(describe_context(api, name, context)));
    }
    for (name, function) in &api.functions {
        if !function.affects.is_empty() || !function.merge.is_empty() {
            mutations.add(name, Json::Object(describe_mutation(api, function)));
        }
    }
    let mut manifest = Object::default();
    manifest.add("version", Json::Number(VERSION));
    manifest.add("contexts", Json::Object(contexts));
    manifest.add("mutations", Json::Object(mutations));
    manifest.to_open_text()
}

fn describe_context(api: &Api, name: &str, context: &Context) -> Object {
    let shown = shown_functions(api, name);
    let (mut functions, mut routes, mut is_endpoint) = (Vec::new(), Vec::new(), false);
    for (name, function) in &shown {
        functions.push(Json::Object(describe_function(name, function)));
        routes.extend(function.route.as_ref().map(|route| angled(&route.path)));
        is_endpoint |= function.route.is_none() && !function.websocket;
    }
    routes.sort_unstable();
    let mut parameters: Vec<&str> =
        context.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    parameters.sort_unstable();
    let endpoint = is_endpoint.then(|| format!("{MOUNT}/ctx/{name}/"));
    let is_user_scoped = parameters.iter().any(|name| USER_PARAMETERS.contains(name))
        || shown.iter().any(|(_, function)| asks_who(function));
    let mut described = Object::default();
    described.add("functions", Json::List(functions));
    described.add("endpoints", Json::texts(endpoint));
    described.add("params", Json::texts(parameters));
    described.add("page_routes", Json::texts(routes));
    described.add("user_scoped", Json::Flag(is_user_scoped));
    let strategy = render_strategy(&shown, is_user_scoped);
    described.add("render_strategy", Json::Text(strategy.to_owned()));
    described
}

/// The reads and the pages of a context that somebody outside reaches, by their names.
fn shown_functions<'api>(api: &'api Api, context: &str) -> Vec<(&'api str, &'api Function)> {
    let is_shown =
        |function: &Function| !function.private && function.context.as_deref() == Some(context);
    let functions = api.functions.iter().filter(|(_, function)| is_shown(function));
    functions.map(|(name, function)| (name.as_str(), function)).collect()
}

/// Returns true where an answer depends on who is asking, or is not for everybody: an answer that an edge
/// keeps passes no access rule.
fn asks_who(function: &Function) -> bool {
    let is_guarded = !matches!(function.auth, Auth::Open | Auth::Anyone);
    let is_users = |name: &str| USER_PARAMETERS.contains(&name);
    is_guarded
        || function.identity.is_some()
        || function.arguments.iter().any(|argument| is_users(&argument.name))
}

/// How an edge may keep what shows a context: once for everybody, for each identity, or not at all, because
/// an answer is for its request alone or was declared so.
fn render_strategy(shown: &[(&str, &Function)], is_user_scoped: bool) -> &'static str {
    let is_never = |function: &Function| function.request || function.cache == Cache::Off;
    match is_user_scoped {
        _ if shown.iter().any(|(_, function)| is_never(function)) => "never",
        true => "dynamic_cached",
        false => "psr",
    }
}

fn describe_function(name: &str, function: &Function) -> Object {
    let mut described = Object::default();
    described.add("name", Json::Text(name.to_owned()));
    let path = if function.route.is_some() { "view" } else { "rpc" };
    described.add("path", Json::Text(path.to_owned()));
    add_route(function, &mut described);
    if function.rev != 0 {
        described.add("rev", Json::Number(function.rev.into()));
    }
    match function.cache {
        Cache::Default => {}
        Cache::Off => described.add("cache", Json::Flag(false)),
        Cache::Seconds(seconds) => described.add("cache", Json::Number(seconds.into())),
    }
    described
}

fn describe_mutation(api: &Api, function: &Function) -> Object {
    let context_of = |read: &str| api.functions.get(read)?.context.as_deref();
    let (mut affects, mut scoped) = (Vec::new(), Vec::new());
    for affected in &function.affects {
        affects.extend(match &affected.target {
            Target::Context(context) => Some(context.as_str()),
            Target::Function(read) => context_of(read),
        });
        if !affected.is_explicit {
            scoped.extend(affected.scope.iter().map(String::as_str));
        }
    }
    for merge in &function.merge {
        affects.extend(context_of(&merge.slot));
        scoped.extend(merge.scope.iter().map(String::as_str));
    }
    for names in [&mut affects, &mut scoped] {
        names.sort_unstable();
        names.dedup();
    }
    let mut described = Object::default();
    described.add("affects", Json::texts(affects));
    described.add("auto_scoped_params", Json::texts(scoped));
    if function.private {
        described.add("private", Json::Flag(true));
    }
    add_route(function, &mut described);
    described
}

fn add_route(function: &Function, described: &mut Object) {
    if let Some(route) = &function.route {
        described.add("route", Json::Text(angled(&route.path)));
        described.add("methods", Json::texts(&route.methods));
    }
}

/// A route as the manifest writes it: `/profile/<user_id>`.
fn angled(route: &str) -> String {
    route.replace('{', "<").replace('}', ">")
}
