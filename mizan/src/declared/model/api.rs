//! The model of the linked functions: each function, context and type describes itself.

use std::any::TypeId;

use mizan_ir::{
    Affects, Api, ByName, Channel, ChannelRole, Context, Function, Identity, Merge, Target,
    TypeDefinition,
};

use super::definitions::Types;
use super::description::Description;
use super::slots::find_slot_name;
use crate::Request;
use crate::declared::channel::{Role, RoleKind};
use crate::declared::context::{self, TargetKind};
use crate::declared::function::{self, FUNCTIONS};
use crate::declared::inputs::Dependency;
use crate::declared::session::Session;

/// The model of all functions that are linked into the program. The build makes the same model from
/// the source.
///
/// `mizan_build::from_registry` takes it, for functions that a build cannot see in the source
/// because a macro makes them or `include!` brings them. Such functions live in a crate of their
/// own, and the build script of the application calls that crate:
///
/// ```standalone_crate
/// #[mizan::client]
/// fn ping() -> String {
///     "pong".to_owned()
/// }
///
/// pub fn mizan() -> mizan::Api {
///     mizan::api()
/// }
///
/// # fn main() {
/// assert!(mizan().functions.contains_key("ping"));
/// # }
/// ```
///
/// Source locations are relative to the workspace, as the compiler writes them.
///
/// # Panics
///
/// If two functions have one name on the wire.
pub fn api() -> Api {
    let mut types = Types::default();
    let mut api = describe_api(&mut types);
    api.types = types.into_definitions().into_iter().collect();
    api.complete();
    api
}

/// The functions and contexts of the program. The definitions of their types are added to `types`.
pub(crate) fn describe_api(types: &mut Types) -> Api {
    let mut api = Api::default();
    for function in FUNCTIONS {
        let described = describe_function(function, types);
        for target in targets(function) {
            if !api.contexts.contains_key(target.context) {
                let context = (target.describe)(types);
                api.contexts.insert(target.context.to_owned(), context);
            }
        }
        if let Some(Role { channel, .. }) = &function.role
            && !api.channels.contains_key(channel.name)
        {
            let described = (channel.describe)(types);
            api.channels.insert(channel.name.to_owned(), described);
        }
        let location = described.location.clone();
        if let Some(first) = api.functions.insert(function.name.to_owned(), described) {
            panic!(
                "two functions are called `{}`\n  at {}\n  at {location}\n  give one of them another \
                 name: #[mizan::client(name = \"…\")]",
                function.name, first.location,
            );
        }
    }
    api
}

/// The targets of all keys of a function.
fn targets(function: &function::Function) -> impl Iterator<Item = &context::Target> {
    function.context.iter().chain(function.affects).chain(function.merges)
}

/// The model of one function, with the definitions of its types.
pub(crate) fn describe_alone(function: &function::Function) -> (Function, ByName<TypeDefinition>) {
    let mut types = Types::default();
    let described = describe_function(function, &mut types);
    (described, types.into_definitions().into_iter().collect())
}

/// The model of one function. The definitions of its types are added to `types`.
pub(crate) fn describe_function(function: &function::Function, types: &mut Types) -> Function {
    let description = &function.description;
    let (result, error) = description.describe_answer(types);
    let affects = function.affects.iter().enumerate();
    let files = function.files.iter().map(|files| files.name);
    Function {
        context: function.context.map(|context| context.name.to_owned()),
        channel: function.role.as_ref().map(describe_role),
        affects: affects.map(|(index, target)| describe_affects(function, index, target)).collect(),
        merge: function.merges.iter().map(|slot| describe_merge(function, slot)).collect(),
        arguments: description.describe_parameters(function.arguments, files, types),
        result,
        error,
        auth: description.auth(&function.auth),
        identity: describe_identity(function.dependencies),
        request: function.context.is_some() && borrows_request(function.dependencies),
        private: function.private,
        websocket: function.websocket,
        paging: function.paging.map(str::to_owned),
        edits: function.edits.map(str::to_owned),
        stream: function.stream,
        route: function.route.map(|route| {
            let methods = route.methods.iter().copied().map(str::to_owned).collect();
            mizan_ir::Route::new(route.path).with_methods(methods)
        }),
        rev: function.rev,
        cache: function.cache,
        limits: function.limits,
        docs: description.docs(),
        deprecated: description.deprecated(),
        location: description.location(),
    }
}

fn describe_role(role: &Role) -> ChannelRole {
    let make = match role.kind {
        RoleKind::Join => ChannelRole::Join,
        RoleKind::Send => ChannelRole::Send,
        RoleKind::Present => ChannelRole::Present,
    };
    make(role.channel.name.to_owned())
}

/// The demand for an identity that the borrowed parameters make.
fn describe_identity(dependencies: &[Dependency]) -> Option<Identity> {
    let mut identities = dependencies.iter().filter(|dependency| dependency.is_identity).peekable();
    identities.peek()?;
    let is_required = identities.any(|dependency| !dependency.is_optional);
    Some(if is_required { Identity::Required } else { Identity::Optional })
}

fn borrows_request(dependencies: &[Dependency]) -> bool {
    let ids = [TypeId::of::<Request>(), TypeId::of::<Session>()];
    dependencies.iter().any(|dependency| ids.contains(&dependency.id))
}

fn describe_affects(
    function: &function::Function,
    index: usize,
    target: &context::Target,
) -> Affects {
    let name = target.name.to_owned();
    let explicit = function.description.explicit_scope(index);
    let scope = narrow(target, explicit.unwrap_or(function.arguments));
    let target = match target.kind {
        TargetKind::Context => Target::Context(name),
        TargetKind::Function => Target::Function(name),
    };
    Affects::new(target, scope).with_explicit(explicit.is_some())
}

fn describe_merge(function: &function::Function, slot: &context::Target) -> Merge {
    let name = match slot.kind {
        TargetKind::Function => slot.name,
        TargetKind::Context => {
            let functions: Vec<&function::Function> = FUNCTIONS.iter().collect();
            // A merge without a slot is an error of the server's builder.
            find_slot_name(function, slot, &functions).unwrap_or_default()
        }
    };
    Merge::new(name, narrow(slot, function.arguments))
}

/// The parameters of a target that are among `names`, in the order of the target.
fn narrow(target: &context::Target, names: &[&str]) -> Vec<String> {
    let parameters = target.parameters.iter().filter(|parameter| names.contains(parameter));
    parameters.copied().map(str::to_owned).collect()
}

/// The model of a context.
pub fn describe_context<C: context::Context>(
    description: &Description,
    types: &mut Types,
) -> Context {
    Context {
        parameters: description.describe_parameters(C::PARAMETERS, None, types),
        live: C::IS_LIVE,
        stale: C::STALE,
        docs: description.docs(),
        deprecated: description.deprecated(),
        location: description.location(),
    }
}

/// The model of a channel.
pub fn describe_channel(description: &Description, names: &[&str], types: &mut Types) -> Channel {
    let parameters = description.describe_parameters(names, None, types);
    let mut written = description.describe_written(types).into_iter();
    Channel {
        parameters,
        message: written.next().unwrap_or_default(),
        presence: written.next(),
        docs: description.docs(),
        deprecated: description.deprecated(),
        location: description.location(),
    }
}
