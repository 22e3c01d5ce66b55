//! The API as clients see it: each name in every spelling, the reads of each context, and the
//! parameters that belong to one read alone.

use std::ops::Deref;

use mizan_ir::{Api, Channel, ChannelRole, Context, Editing, Function, Paging, Parameter, Target};

use super::case::{camel, pascal};

/// An API, with the contexts and calls that a client offers.
pub(crate) struct Model<'api> {
    api: &'api Api,
    /// In the order of their wire names, like all lists here.
    pub(crate) bundles: Vec<Bundle<'api>>,
    /// The functions outside of contexts: mutations, plain calls and streams.
    pub(crate) calls: Vec<Call<'api>>,
    pub(crate) channels: Vec<Rooms<'api>>,
}

/// A channel, with its functions.
pub(crate) struct Rooms<'api> {
    pub(crate) names: Names<'api>,
    pub(crate) channel: &'api Channel,
    /// The function that lets members in.
    pub(crate) join: &'api Function,
    /// The function that shows a member to the others.
    pub(crate) present: Option<&'api Function>,
    /// The functions by which members speak.
    pub(crate) sends: Vec<Speaker<'api>>,
}

/// A function by which members of a channel speak.
pub(crate) struct Speaker<'api> {
    pub(crate) names: Names<'api>,
    pub(crate) function: &'api Function,
    /// The arguments that do not name the room.
    pub(crate) own: Vec<&'api Parameter>,
}

/// The spellings of one name.
#[derive(Clone, Debug)]
pub(crate) struct Names<'api> {
    /// `user_orders`.
    pub(crate) wire: &'api str,
    /// `userOrders`.
    pub(crate) camel: String,
    /// `UserOrders`.
    pub(crate) pascal: String,
}

impl<'api> Names<'api> {
    pub(crate) fn new(wire: &'api str) -> Self {
        Self { wire, camel: camel(wire), pascal: pascal(wire) }
    }
}

/// A context, with its reads.
pub(crate) struct Bundle<'api> {
    pub(crate) names: Names<'api>,
    pub(crate) context: &'api Context,
    pub(crate) reads: Vec<Read<'api>>,
}

/// A read function of a context.
pub(crate) struct Read<'api> {
    pub(crate) names: Names<'api>,
    pub(crate) function: &'api Function,
    /// The parameters that are not its context's.
    pub(crate) own: Vec<&'api Parameter>,
    /// `Some` if its list comes in pages.
    pub(crate) paging: Option<Paging>,
    /// True if a mutation takes what changed of its rows.
    pub(crate) is_editable: bool,
}

/// A function outside of contexts.
pub(crate) struct Call<'api> {
    pub(crate) names: Names<'api>,
    pub(crate) function: &'api Function,
    /// `Some` if it takes what changed of the rows of a read.
    pub(crate) editing: Option<Editing>,
}

impl<'api> Model<'api> {
    pub(crate) fn new(api: &'api Api) -> Self {
        let mut bundles = Vec::with_capacity(api.contexts.len());
        for (name, context) in &api.contexts {
            bundles.push(Bundle { names: Names::new(name), context, reads: Vec::new() });
        }
        let edited = api.functions.values().filter(|it| api.editing(it).is_some());
        let edited: Vec<&str> = edited.filter_map(|it| it.edits.as_deref()).collect();
        let mut calls = Vec::new();
        for (name, function) in &api.functions {
            let names = Names::new(name);
            if function.channel.is_some() {
                continue;
            }
            let Some(context) = &function.context else {
                calls.push(Call { names, function, editing: api.editing(function) });
                continue;
            };
            if let Some(number) = api.contexts.position(context) {
                let bundle: &mut Bundle<'_> = &mut bundles[number];
                let own = own_parameters(&bundle.context.parameters, function);
                let paging = api.paging(function).and_then(Result::ok);
                let is_editable = edited.contains(&name.as_str());
                bundle.reads.push(Read { names, function, own, paging, is_editable });
            }
        }
        let channels = api.channels.iter().filter_map(|entry| Rooms::new(api, entry)).collect();
        Self { api, bundles, calls, channels }
    }

    pub(crate) fn api(&self) -> &'api Api {
        self.api
    }

    /// Returns true where the list of a read comes in pages.
    pub(crate) fn has_pages(&self) -> bool {
        let mut reads = self.bundles.iter().flat_map(|bundle| &bundle.reads);
        reads.any(|read| read.paging.is_some())
    }

    /// Returns true where rows of a read come back edited.
    pub(crate) fn has_edits(&self) -> bool {
        self.calls.iter().any(|call| call.editing.is_some())
    }

    /// Returns true where a function streams.
    pub(crate) fn has_streams(&self) -> bool {
        self.calls.iter().any(|call| call.function.stream)
    }

    /// Returns true where a context is live, a channel has rooms, or a function travels over a socket.
    pub(crate) fn has_sockets(&self) -> bool {
        self.bundles.iter().any(|bundle| bundle.context.live || bundle.is_over_socket())
            || self.calls.iter().any(|call| call.function.websocket)
            || !self.channels.is_empty()
    }

    /// Returns true where a function answers once.
    pub(crate) fn has_functions(&self) -> bool {
        self.calls.iter().any(|call| !call.function.stream)
    }

    /// The contexts that a function affects or merges into, in the order of its declaration.
    pub(crate) fn affected_contexts(&self, function: &'api Function) -> Vec<&'api str> {
        let mut contexts = Vec::new();
        for affects in &function.affects {
            match &affects.target {
                Target::Context(name) => add(&mut contexts, Some(name)),
                Target::Function(read) => add(&mut contexts, self.context_of(read)),
            }
        }
        for merge in &function.merge {
            add(&mut contexts, self.context_of(&merge.slot));
        }
        contexts
    }

    fn context_of(&self, read: &str) -> Option<&'api String> {
        self.api.functions.get(read)?.context.as_ref()
    }
}

fn add<'api>(contexts: &mut Vec<&'api str>, context: Option<&'api String>) {
    if let Some(context) = context
        && !contexts.contains(&context.as_str())
    {
        contexts.push(context);
    }
}

fn own_parameters<'api>(shared: &[Parameter], function: &'api Function) -> Vec<&'api Parameter> {
    let mut own = Vec::new();
    for argument in &function.arguments {
        if shared.iter().all(|parameter| parameter.name != argument.name) {
            own.push(argument);
        }
    }
    own
}

impl<'api> Rooms<'api> {
    /// `None` for a channel that nobody can join.
    fn new(api: &'api Api, (name, channel): &'api (String, Channel)) -> Option<Self> {
        let (mut join, mut present, mut sends) = (None, None, Vec::new());
        for ((name, function), role) in api.roles(name) {
            match role {
                ChannelRole::Join(_) => join = Some(function),
                ChannelRole::Present(_) => present = Some(function),
                ChannelRole::Send(_) => {
                    let own = own_parameters(&channel.parameters, function);
                    sends.push(Speaker { names: Names::new(name), function, own });
                }
            }
        }
        Some(Self { names: Names::new(name), channel, join: join?, present, sends })
    }

    /// Returns true for a channel without parameters, which has one room.
    pub(crate) fn is_single(&self) -> bool {
        self.channel.parameters.is_empty()
    }
}

impl Bundle<'_> {
    /// Returns true where the reads travel over a socket.
    pub(crate) fn is_over_socket(&self) -> bool {
        self.reads.iter().any(|read| read.function.websocket)
    }

    /// Returns true where a read has parameters of its own.
    pub(crate) fn has_own(&self) -> bool {
        self.reads.iter().any(|read| !read.own.is_empty())
    }

    /// Returns true where a read declares an error.
    pub(crate) fn has_failures(&self) -> bool {
        self.reads.iter().any(|read| read.function.error.is_some())
    }

    /// Returns true for a context without parameters, which has one instance.
    pub(crate) fn is_single(&self) -> bool {
        self.context.parameters.is_empty()
    }
}

impl Deref for Model<'_> {
    type Target = Api;

    fn deref(&self) -> &Api {
        self.api
    }
}
