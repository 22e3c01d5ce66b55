//! The outline of a client function.

use mizan_ir::Auth;
use mizan_syntax::{bare_name, parse_client};
use proc_macro2::{TokenStream, TokenTree};
use syn::{Ident, ItemFn, Meta};

use super::{
    macro_names::Aliases,
    mentions::{read_argument, read_path, read_type},
};
use crate::scan::outline::{
    Affects, Attributed, Declaration, Function, Injected, Kind, Name, Path, Role, RoleKind, Route,
};

/// The declarations of a function, which is a client's if it has an attribute of one of the names. A read with
/// `edit` declares a mutation as well.
pub(super) fn read_function(item: &ItemFn, names: &Aliases, declarations: &mut Vec<Declaration>) {
    let name = &item.sig.ident;
    let mut declare = |name: &Ident, kind| {
        let (span, name) = (name.span().into(), bare_name(name));
        declarations.push(Declaration { name, span, kind });
    };
    let attribute = item.attrs.iter().find(|attribute| {
        let last = attribute.path().segments.last();
        last.is_some_and(|last| names.is(&last.ident))
    });
    let Some(attribute) = attribute else { return declare(name, Kind::Function) };
    let keys = match &attribute.meta {
        Meta::List(list) => Some(list.tokens.clone()),
        Meta::Path(_) => Some(TokenStream::new()),
        // The compiler refuses this form.
        Meta::NameValue(_) => None,
    };
    // `None` where the grammar refuses it.
    let client = keys.clone().and_then(|keys| parse_client(keys, item).ok());
    let path = read_path(attribute.path());
    let mutation = client.as_ref().and_then(mizan_syntax::Client::mutation);
    let content = client.map(|client| read_content(keys.clone(), client));
    declare(name, Kind::Client(Box::new(Attributed { path: path.clone(), content })));
    if let Some(mutation) = mutation {
        let name = mutation.name.clone();
        let content = Some(read_content(keys, mutation));
        declare(&name, Kind::Client(Box::new(Attributed { path, content })));
    }
}

/// The function with the keys of its attribute.
fn read_content(keys: Option<TokenStream>, client: mizan_syntax::Client) -> Function {
    let mut function = read_client(client);
    if let Auth::Anyone | Auth::Staff | Auth::Superuser = function.auth {
        function.guard = keys.and_then(find_word);
    }
    function
}

/// The word after `auth =`.
fn find_word(tokens: TokenStream) -> Option<Path> {
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        if let TokenTree::Ident(key) = token
            && key == "auth"
        {
            let word = tokens.nth(1)?;
            let (span, first) = (word.span().into(), word.to_string());
            return Some(Path { span, is_global: false, first, rest: Vec::new() });
        }
    }
    None
}

fn read_client(client: mizan_syntax::Client) -> Function {
    Function {
        fingerprint: client.fingerprint(),
        arguments: client.arguments().map(read_argument).collect(),
        context: client.context.as_ref().map(read_path),
        injected: client.parameters.iter().filter_map(read_injected).collect(),
        affects: client.affects.iter().map(read_affects).collect(),
        merge: client.merge.iter().map(read_path).collect(),
        role: client.role.as_ref().map(read_role),
        output: client.output.as_ref().map(read_type),
        replacement: client.replacement.as_ref().map(read_type),
        auth: read_auth(&client.auth),
        guard: match &client.auth {
            mizan_syntax::Auth::Guard(path) => Some(read_path(path)),
            _ => None,
        },
        is_private: client.is_private,
        is_websocket: client.is_websocket,
        is_stream: client.stream.is_some(),
        paging: client.page().map(|argument| argument.wire_name.clone()),
        edits: client.edits.clone(),
        route: client.route.as_ref().map(|route| read_route(route, &client.methods)),
        rev: client.rev,
        cache: client.cache,
        cache_key: client.cache_key.as_ref().map(|key| key.span().into()),
        limits: client.limits,
        wire_name: client.wire_name,
        docs: client.docs,
        deprecated: client.deprecated,
    }
}

fn read_role(role: &mizan_syntax::Role) -> Role {
    let kind = match role.kind {
        mizan_syntax::RoleKind::Join => RoleKind::Join,
        mizan_syntax::RoleKind::Send => RoleKind::Send,
        mizan_syntax::RoleKind::Present => RoleKind::Present,
    };
    Role { kind, channel: read_path(&role.channel) }
}

fn read_affects(affects: &mizan_syntax::Affects) -> Affects {
    let name = |field: &mizan_syntax::ScopeField| Name {
        text: field.wire_name(),
        span: field.name.span().into(),
    };
    Affects {
        target: read_path(&affects.target),
        scope: affects.scope.as_ref().map(|scope| scope.iter().map(name).collect()),
    }
}

fn read_injected(parameter: &mizan_syntax::Parameter) -> Option<Injected> {
    match parameter {
        mizan_syntax::Parameter::Argument(_) => None,
        mizan_syntax::Parameter::Injected(injected) => {
            Some(Injected { ty: read_type(&injected.ty), is_optional: injected.is_optional })
        }
    }
}

fn read_auth(auth: &mizan_syntax::Auth) -> Auth {
    match auth {
        mizan_syntax::Auth::Open => Auth::Open,
        mizan_syntax::Auth::Anyone => Auth::Anyone,
        mizan_syntax::Auth::SignedIn => Auth::SignedIn,
        mizan_syntax::Auth::Staff => Auth::Staff,
        mizan_syntax::Auth::Superuser => Auth::Superuser,
        mizan_syntax::Auth::Guard(path) => Auth::Guard(read_path(path).to_string()),
    }
}

fn read_route(route: &mizan_syntax::Route, methods: &[syn::Ident]) -> Route {
    Route {
        path: Name { text: route.path.value(), span: route.path.span().into() },
        methods: methods.iter().map(bare_name).collect(),
    }
}
