//! The API as a whole: its contexts, channels, functions and types.

mod change;
mod channel;
mod context;
mod function;
mod part;

use std::borrow::Cow;

use crate::{ByName, TypeDefinition};

pub use self::{
    change::{Affects, Merge, Target},
    channel::{Channel, ChannelRole},
    context::{Context, Parameter},
    function::{Auth, Cache, Function, Identity, Route},
};

/// The contract of a backend: all that a client has to know about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Api {
    /// The contexts, by wire name.
    pub contexts: ByName<Context>,
    /// The channels, by wire name.
    pub channels: ByName<Channel>,
    /// The functions, by wire name.
    pub functions: ByName<Function>,
    /// The types that functions and contexts mention, by path (`my_crate::model::Profile`).
    pub types: ByName<TypeDefinition>,
}

impl Api {
    /// The reads that a bundle of a context carries, in the order of their wire names. Private
    /// functions and pages are left out, because the wire does not reach them.
    ///
    /// ```
    /// use mizan_ir::{Api, Function};
    ///
    /// let mut api = Api::default();
    /// let read = Function { context: Some("user".to_owned()), ..Function::default() };
    /// api.functions.insert("user_profile".to_owned(), read);
    /// api.functions.insert("ping".to_owned(), Function::default());
    /// let members: Vec<&str> = api.members("user").map(|(name, _)| name).collect();
    /// assert_eq!(members, ["user_profile"]);
    /// ```
    pub fn members<'api>(
        &'api self,
        context: &'api str,
    ) -> impl Iterator<Item = (&'api str, &'api Function)> {
        self.functions
            .iter()
            .filter(move |(_, function)| {
                function.is_reachable() && function.context.as_deref() == Some(context)
            })
            .map(|(name, function)| (name.as_str(), function))
    }

    /// The functions of a channel with their names, in the order of these, and their roles.
    ///
    /// ```
    /// use mizan_ir::{Api, ChannelRole, Function};
    ///
    /// let mut api = Api::default();
    /// let channel = Some(ChannelRole::Join("chat".to_owned()));
    /// api.functions.insert("enter".to_owned(), Function { channel, ..Function::default() });
    /// assert!(api.roles("chat").all(|(_, role)| role.is_join()));
    /// ```
    pub fn roles<'api>(
        &'api self,
        channel: &'api str,
    ) -> impl Iterator<Item = (&'api (String, Function), &'api ChannelRole)> {
        self.functions.iter().filter_map(move |entry| {
            let role = entry.1.channel.as_ref().filter(|role| role.channel() == channel)?;
            Some((entry, role))
        })
    }

    /// The part of the API that a client sees: the functions that it can call or read, the contexts
    /// of these reads, and the types that these functions and contexts mention.
    ///
    /// ```
    /// use mizan_ir::{Api, Function};
    ///
    /// let mut api = Api::default();
    /// api.functions.insert("ping".to_owned(), Function::default());
    /// let audit = Function { private: true, ..Function::default() };
    /// api.functions.insert("audit".to_owned(), audit);
    /// assert_eq!(api.reachable().functions.len(), 1);
    /// ```
    pub fn reachable(&self) -> Cow<'_, Self> {
        let mut is_read = vec![false; self.contexts.len()];
        let mut is_whole = true;
        for function in self.functions.values() {
            is_whole &= function.is_reachable();
            if let Some(context) = &function.context
                && let Some(number) = self.contexts.position(context)
            {
                is_read[number] |= function.is_reachable();
            }
        }
        if is_whole && !is_read.contains(&false) {
            return Cow::Borrowed(self);
        }
        let mut api = self.clone();
        api.functions.retain(|_, function| function.is_reachable());
        api.contexts.keep(&is_read);
        for function in api.functions.values_mut() {
            function.affects.retain(|affects| match &affects.target {
                Target::Context(context) => api.contexts.contains_key(context),
                Target::Function(read) => {
                    self.functions.get(read).is_some_and(Function::is_reachable)
                }
            });
        }
        api.keep_mentioned();
        Cow::Owned(api)
    }
}
