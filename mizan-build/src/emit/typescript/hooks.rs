//! The hooks of an API as data, without any framework: one for each context, provider, read and
//! function.

use std::borrow::Cow;

use mizan_ir::SourceLocation;

use super::{
    client::BROWSER_KERNEL,
    forms::{Forms, form_names},
    printer::{string, with_deprecation, wrap},
    spec_names::{
        channel_constant, context_constant, edits_constant, function_constant, pages_constant,
    },
};
use crate::emit::{
    case::camel,
    model::{Bundle, Call, Model, Names, Read, Rooms},
};

/// The subject of a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HookKind {
    /// Reads a whole context.
    Context,
    /// Gives the parameters of a context to the hooks below. A context without parameters has none.
    Provider,
    /// Reads one member of a context.
    Member,
    /// Reads one member of a context, whose list comes in pages.
    PagedMember,
    /// Reads one member of a context, whose rows can be edited.
    EditableMember,
    /// Calls a function.
    Function,
    /// Calls a function that streams.
    Stream,
    /// Fills in an argument of a function that is a form, and calls the function.
    Form,
    /// Joins a room of a channel.
    Channel,
}

/// A hook that each framework offers in its own form.
pub(crate) struct Hook<'api> {
    pub(crate) kind: HookKind,
    /// The names of the context or function.
    pub(crate) names: Cow<'api, Names<'api>>,
    /// The name of the context that the hook reads or provides; empty for a function.
    pub(crate) context: &'api str,
    /// The names in TypeScript that the kind of the hook implies: the reads of a context, the
    /// parameters of a provider, the own parameters of a member, the affected contexts of a function, the functions of a
    /// channel by which members speak.
    pub(crate) related: Vec<String>,
    /// The documentation of the Rust item.
    docs: &'api str,
    deprecated: &'api Option<String>,
    pub(crate) location: &'api SourceLocation,
    /// The constant of its spec in `specs.ts`.
    pub(crate) spec: String,
    /// The further arguments of the adapter's function.
    more: Vec<String>,
}

/// All hooks of an API, context by context and then function by function.
pub(super) fn find_hooks<'api>(api: &'api Model<'api>, forms: &Forms<'_>) -> Vec<Hook<'api>> {
    let mut hooks = Vec::new();
    for bundle in &api.bundles {
        hooks.push(context_hook(bundle));
        hooks.extend(provider(bundle));
        hooks.extend(bundle.reads.iter().map(|read| member_hook(bundle, read)));
    }
    for call in &api.calls {
        hooks.push(function_hook(api, call));
        hooks.extend(form_hook(api, call, forms));
    }
    hooks.extend(api.channels.iter().map(channel_hook));
    hooks
}

fn context_hook<'api>(bundle: &'api Bundle<'api>) -> Hook<'api> {
    let Bundle { names, context, reads } = bundle;
    Hook {
        kind: HookKind::Context,
        names: Cow::Borrowed(names),
        context: &names.camel,
        related: reads.iter().map(|read| read.names.camel.clone()).collect(),
        docs: &context.docs,
        deprecated: &context.deprecated,
        location: &context.location,
        spec: context_constant(names),
        more: Vec::new(),
    }
}

fn provider<'api>(bundle: &'api Bundle<'api>) -> Option<Hook<'api>> {
    let parameters = &bundle.context.parameters;
    (!bundle.is_single()).then(|| Hook {
        kind: HookKind::Provider,
        related: parameters.iter().map(|parameter| camel(&parameter.name)).collect(),
        docs: "",
        deprecated: &None,
        ..context_hook(bundle)
    })
}

fn member_hook<'api>(bundle: &'api Bundle<'api>, read: &'api Read<'api>) -> Hook<'api> {
    let Read { names, function, own, paging, is_editable } = read;
    let kind = match (paging, is_editable) {
        (Some(_), _) => HookKind::PagedMember,
        (None, true) => HookKind::EditableMember,
        (None, false) => HookKind::Member,
    };
    Hook {
        kind,
        names: Cow::Borrowed(names),
        context: &bundle.names.camel,
        related: own.iter().map(|parameter| camel(&parameter.name)).collect(),
        docs: &function.docs,
        deprecated: &function.deprecated,
        location: &function.location,
        spec: context_constant(&bundle.names),
        more: Vec::new(),
    }
}

fn function_hook<'api>(api: &Model<'api>, call: &'api Call<'api>) -> Hook<'api> {
    let Call { names, function, .. } = call;
    let kind = if function.stream { HookKind::Stream } else { HookKind::Function };
    Hook {
        kind,
        names: Cow::Borrowed(names),
        context: "",
        related: api.affected_contexts(function).into_iter().map(camel).collect(),
        docs: &function.docs,
        deprecated: &function.deprecated,
        location: &function.location,
        spec: function_constant(names),
        more: Vec::new(),
    }
}

/// The hook of a form; `None` for a function without one.
fn form_hook<'api>(
    api: &Model<'api>,
    call: &'api Call<'api>,
    forms: &Forms<'_>,
) -> Option<Hook<'api>> {
    let (argument, constant) = forms.argument(call.function)?;
    let (name, wire_name) = (string(&camel(&argument.name)), string(&argument.name));
    Some(Hook {
        kind: HookKind::Form,
        names: Cow::Owned(form_names(&call.names)),
        more: vec![name, wire_name, constant.to_owned()],
        ..function_hook(api, call)
    })
}

fn channel_hook<'api>(rooms: &'api Rooms<'api>) -> Hook<'api> {
    let Rooms { names, channel, sends, .. } = rooms;
    Hook {
        kind: HookKind::Channel,
        names: Cow::Borrowed(names),
        context: "",
        related: sends.iter().map(|speaker| speaker.names.camel.clone()).collect(),
        docs: &channel.docs,
        deprecated: &channel.deprecated,
        location: &channel.location,
        spec: channel_constant(names),
        more: Vec::new(),
    }
}

impl Hook<'_> {
    /// The arguments of the adapter's function that makes the hook.
    pub(super) fn arguments(&self) -> Vec<String> {
        let (client, spec) = (BROWSER_KERNEL.to_owned(), self.spec.clone());
        match self.kind {
            HookKind::Form => [vec![client, spec], self.more.clone()].concat(),
            HookKind::Context | HookKind::Function | HookKind::Stream | HookKind::Channel => {
                vec![client, spec]
            }
            HookKind::Provider => vec![spec],
            HookKind::Member => vec![client, spec, string(&self.names.camel)],
            HookKind::EditableMember => {
                vec![client, spec, string(&self.names.camel), edits_constant(&self.names)]
            }
            HookKind::PagedMember => {
                vec![client, spec, string(&self.names.camel), pages_constant(&self.names)]
            }
        }
    }

    /// The documentation of the Rust item, followed by a sentence on the hook.
    pub(super) fn docs(&self, sentence: &str) -> String {
        with_deprecation(&join_docs(self.docs, sentence), self.deprecated)
    }

    /// `` `a`, `b` and `c` ``: the names related to the hook.
    pub(crate) fn list_related(&self) -> String {
        let mut list = String::new();
        for (index, name) in self.related.iter().enumerate() {
            let separator = match index {
                0 => "",
                _ if index + 1 == self.related.len() => " and ",
                _ => ", ",
            };
            list.push_str(&format!("{separator}`{name}`"));
        }
        list
    }
}

/// The sentence on a context's hook.
pub(crate) fn describe_reads(hook: &Hook<'_>) -> String {
    let verb = if hook.related.len() == 1 { "Reads" } else { "One request reads" };
    format!("{verb} {}.", hook.list_related())
}

/// The sentence on the own parameters of a member's hook; empty without any.
pub(crate) fn describe_own(hook: &Hook<'_>) -> String {
    match hook.related.is_empty() {
        true => String::new(),
        false => format!(" Giving {} reads it alone.", hook.list_related()),
    }
}

/// The sentence on a function's hook; empty for a function that affects nothing.
pub(crate) fn describe_affects(hook: &Hook<'_>) -> String {
    match hook.related.is_empty() {
        true => String::new(),
        false => format!("Affects {}.", hook.list_related()),
    }
}

fn join_docs(docs: &str, sentence: &str) -> String {
    let docs = docs.trim();
    if docs.is_empty() || sentence.is_empty() {
        return format!("{docs}{}", wrap(sentence));
    }
    match docs.contains('\n') {
        true => format!("{docs}\n\n{}", wrap(sentence)),
        false => wrap(&format!("{docs} {sentence}")),
    }
}
