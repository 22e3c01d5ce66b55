//! A function of the server with the values that it borrows, and the reads of a context.

use std::any::Any;
use std::borrow::Cow;
use std::sync::Arc;

use super::clock::Clock;
use super::observer::Observed;
use crate::auth::policy::{AccessPolicy, InjectedIdentity};
use crate::declared::function::Function;
use crate::declared::target::Target;

/// A function and what the server lends it.
pub(crate) struct Member {
    pub(crate) function: &'static Function,
    /// In the order of the function's borrowed parameters.
    pub(crate) injected: Vec<Injected>,
    /// The reads that its answer brings anew.
    pub(crate) slots: Cow<'static, [Target]>,
    /// The clocks of the contexts that it affects or merges into.
    pub(crate) clocks: Vec<Arc<Clock>>,
    /// Whom it lets in.
    pub(crate) policy: AccessPolicy,
    /// Who looks at it.
    pub(crate) observed: Observed,
    /// What stands before its result in a bundle: `,"name":`.
    pub(crate) key: Vec<u8>,
}

/// Where a borrowed parameter comes from.
pub(crate) enum Injected {
    /// The application provided it.
    Provided(Arc<dyn Any + Send + Sync>),
    /// It is the request.
    Request,
    /// It is the session of whoever is asking.
    Session,
    /// It is who is asking, in one of the types of identities.
    Identity(InjectedIdentity),
}

/// The reads of a context.
pub(crate) struct ContextMembers {
    /// Sorted by name.
    pub(crate) members: Vec<Arc<Member>>,
    /// Orders what is read of it.
    pub(crate) clock: Arc<Clock>,
    pub(super) parameters: &'static [&'static str],
    /// The names of its private reads, which no client gets.
    pub(super) hidden: Vec<&'static str>,
}

impl ContextMembers {
    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.function.name == name)
    }

    pub(crate) fn hides(&self, name: &str) -> bool {
        self.hidden.contains(&name)
    }

    /// Whether a parameter of that name means anything here.
    pub(crate) fn takes(&self, name: &str) -> bool {
        self.parameters.contains(&name)
            || self.members.iter().any(|member| member.function.arguments.contains(&name))
    }

    /// Every parameter that means something here: the context's, then the members' own.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = &'static str> {
        let mut names = self.parameters.to_vec();
        for name in self.members.iter().flat_map(|member| member.function.arguments) {
            if !names.contains(name) {
                names.push(name);
            }
        }
        names.into_iter()
    }
}
