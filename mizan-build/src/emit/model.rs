//! An API with what its files say again and again at hand: the names that things have in
//! TypeScript, the reads of each context, the parameters that are a read's own.

use std::ops::Deref;

use mizan_ir::{Api, Context, Function, Parameter, Target};

use super::names::{camel, pascal};

pub(crate) struct Model<'api> {
    api: &'api Api,
    /// In the order of their wire names, like all that follows.
    pub(crate) bundles: Vec<Bundle<'api>>,
    /// The functions that are called; reads belong to their contexts.
    pub(crate) calls: Vec<Call<'api>>,
}

/// A context, with its reads.
pub(crate) struct Bundle<'api> {
    pub(crate) wire_name: &'api str,
    /// `userOrders`.
    pub(crate) name: String,
    /// `UserOrders`.
    pub(crate) title: String,
    pub(crate) context: &'api Context,
    pub(crate) members: Vec<Member<'api>>,
}

/// A read of a context.
pub(crate) struct Member<'api> {
    pub(crate) wire_name: &'api str,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) function: &'api Function,
    /// The parameters that are not its context's.
    pub(crate) own: Vec<&'api Parameter>,
}

/// A function that is called.
pub(crate) struct Call<'api> {
    pub(crate) wire_name: &'api str,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) function: &'api Function,
}

impl<'api> Model<'api> {
    pub(crate) fn new(api: &'api Api) -> Self {
        let mut bundles = Vec::with_capacity(api.contexts.len());
        for (name, context) in &api.contexts {
            let (wire_name, members) = (name.as_str(), Vec::new());
            let (name, title) = (camel(name), pascal(name));
            bundles.push(Bundle { wire_name, name, title, context, members });
        }
        let mut calls = Vec::new();
        for (name, function) in &api.functions {
            let (wire_name, name, title) = (name.as_str(), camel(name), pascal(name));
            let Some(context) = &function.context else {
                calls.push(Call { wire_name, name, title, function });
                continue;
            };
            if let Some(number) = api.contexts.position(context) {
                let bundle: &mut Bundle<'_> = &mut bundles[number];
                let own = own_parameters(bundle.context, function);
                bundle.members.push(Member { wire_name, name, title, function, own });
            }
        }
        Self { api, bundles, calls }
    }

    /// What a function changes or brings anew, as contexts, in the order of its declaration.
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

fn own_parameters<'api>(context: &Context, function: &'api Function) -> Vec<&'api Parameter> {
    let mut own = Vec::new();
    for argument in &function.arguments {
        if context.parameters.iter().all(|parameter| parameter.name != argument.name) {
            own.push(argument);
        }
    }
    own
}

impl Bundle<'_> {
    /// Whether any of its reads has parameters of its own.
    pub(crate) fn has_own(&self) -> bool {
        self.members.iter().any(|member| !member.own.is_empty())
    }

    /// Whether any of its reads declares an error.
    pub(crate) fn has_failures(&self) -> bool {
        self.members.iter().any(|member| member.function.error.is_some())
    }

    /// Whether it has one instance only.
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
