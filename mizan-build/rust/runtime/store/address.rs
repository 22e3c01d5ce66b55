//! The address of an entry: which context, with which parameters, and the text that names it.

use super::super::canonical::to_query;
use super::super::carrier::Params;
use super::super::spec::{Context, Member};

/// A context with its parameters.
#[derive(Debug, Clone)]
pub struct Address {
    /// The context.
    pub context: &'static Context,
    /// Its parameters, and those of the single member.
    pub params: Params,
    /// The single member that is read, where a parameter is that member's own.
    pub only: Option<&'static Member>,
}

impl Address {
    /// The address of an instance: the whole bundle.
    pub fn new(context: &'static Context, params: Params) -> Self {
        Self { context, params, only: None }
    }

    /// The address of one member. A member whose own parameters are all null is read with its instance.
    pub fn of_member(
        context: &'static Context,
        params: Params,
        member: &'static Member,
        own: Params,
    ) -> Self {
        let only = own.values().any(|value| !value.is_null()).then_some(member);
        let params = params.into_iter().chain(own).collect();
        Self { context, params, only }
    }

    /// The unique text of an address; the same query asks the server for its data.
    pub fn key(&self) -> String {
        let name = self.context.name;
        let query = to_query(&self.params, self.only_name());
        if query.is_empty() { name.to_owned() } else { format!("{name}?{query}") }
    }

    /// The name of the single member.
    pub(crate) fn only_name(&self) -> Option<&'static str> {
        self.only.map(|member| member.name)
    }

    /// The members that a read brings.
    pub(crate) fn members(&self) -> &'static [Member] {
        self.only.map_or(self.context.members, std::slice::from_ref)
    }
}
