//! The wired functions of a server, alone and grouped by context.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use super::admission::Admission;
use super::clock::Clock;
use super::limits::Limits;
use super::observer::SharedObserver;
use super::paging::Paging;
use crate::arguments::written::WrittenValue;
use crate::auth::policy::AccessPolicy;
use crate::declared::channel::RoleKind;
use crate::declared::context::Target;
use crate::declared::function::Function;
use crate::declared::inputs::{Injected, Inputs};
use crate::json::canonical::canonical;

/// A function with everything that the server found out about it when it was built.
pub(crate) struct Member {
    pub(crate) function: &'static Function,
    pub(crate) inputs: Arc<Inputs>,
    /// The reads that a merge updates with its result.
    pub(crate) slots: Cow<'static, [Target]>,
    /// The clocks of the contexts that it affects or merges into.
    pub(crate) clocks: Vec<Arc<Clock>>,
    pub(crate) policy: AccessPolicy,
    pub(crate) observer: SharedObserver,
    pub(crate) limits: MemberLimits,
    /// What a run has to pass; `None` for most functions.
    pub(crate) admission: Option<Box<Admission>>,
    /// `Some` if its list comes in pages.
    pub(crate) paging: Option<Arc<Paging>>,
    /// The bytes before its result in a bundle: `,"name":`.
    pub(crate) key: Vec<u8>,
}

/// The limits of a function: its own, or those of the server.
#[derive(Clone, Copy)]
pub(crate) struct MemberLimits {
    /// The largest body of a call in bytes.
    pub(crate) body: usize,
    /// The time for an answer.
    pub(crate) time: Duration,
}

impl MemberLimits {
    pub(super) fn new(function: &Function, server: &Limits) -> Self {
        let body = function.limits.body.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        Self {
            body: body.unwrap_or(server.body),
            time: function.limits.time.map_or(server.time, Duration::from_millis),
        }
    }
}

/// The reads of a context.
pub(crate) struct ContextMembers {
    /// Sorted by name.
    pub(crate) members: Vec<Arc<Member>>,
    pub(crate) clock: Arc<Clock>,
    /// `true` if its instances can be subscribed.
    pub(crate) is_live: bool,
    /// Who sees the same data of an instance.
    pub(crate) audience: Audience,
    /// The context as a target, which knows the types of the parameters.
    pub(super) target: Target,
    /// The names of the private reads, which no client gets.
    pub(super) hidden: Vec<&'static str>,
}

/// Who sees the same data of an instance of a context.
pub(crate) enum Audience {
    /// No read borrows anything of the caller.
    Everybody,
    /// Callers whose identities of these types are equal.
    Identities(Vec<usize>),
    /// One socket alone: a read borrows the request, the session, or what is attached to the request.
    Socket,
}

impl Audience {
    /// The audience of a context with these reads.
    pub(super) fn of(members: &[Arc<Member>]) -> Self {
        let mut identities = Vec::new();
        for injected in members.iter().flat_map(|member| &member.inputs.injected) {
            match injected {
                Injected::Provided(_) => {}
                Injected::Identity(identity) => identities.push(identity.position),
                Injected::Request | Injected::Session | Injected::Attached(_) => {
                    return Self::Socket;
                }
            }
        }
        identities.sort_unstable();
        identities.dedup();
        if identities.is_empty() { Self::Everybody } else { Self::Identities(identities) }
    }
}

impl Member {
    /// `true` if the function may change something that clients show: it declares so, or borrows the
    /// request or the session, by which it can say so while it runs. It is never stopped half way.
    pub(crate) fn is_mutation(&self) -> bool {
        let Function { context, affects, merges, .. } = self.function;
        let declares = !affects.is_empty() || !merges.is_empty() || self.speaks();
        context.is_none() && (declares || self.may_tell())
    }

    /// `true` if the function borrows the request, the session, or what is attached to the request: it can say
    /// what it changes while it runs, and what it reads differs from request to request.
    pub(crate) fn may_tell(&self) -> bool {
        let may_tell = |value: &Injected| {
            matches!(value, Injected::Request | Injected::Session | Injected::Attached(_))
        };
        self.inputs.injected.iter().any(may_tell)
    }
}

impl Member {
    /// `true` if its result is a message in a channel.
    pub(crate) fn speaks(&self) -> bool {
        self.function.role.as_ref().is_some_and(|role| role.kind == RoleKind::Send)
    }
}

impl ContextMembers {
    /// The canonical text of the normal form of a parameter. A value that does not fit the type is its
    /// own normal form: the read refuses it.
    pub(crate) fn normalize(&self, parameter: &str, written: WrittenValue<'_>) -> Option<String> {
        match (self.target.normalize)(parameter, written) {
            Some(json) => canonical(&json).ok().map(Cow::into_owned),
            None => written.canonical().map(Cow::into_owned),
        }
    }

    /// The parameters that were written otherwise than in their normal form, as JSON, sorted by name.
    pub(crate) fn find_abnormal<'value>(
        &self,
        written: impl Fn(&str) -> Option<WrittenValue<'value>>,
    ) -> Vec<(&'static str, String)> {
        let mut abnormal = Vec::new();
        for parameter in self.target.parameters {
            if let Some(value) = written(parameter)
                && let Some(json) = (self.target.normalize)(parameter, value)
                && canonical(&json).ok() != value.canonical()
            {
                abnormal.push((*parameter, json));
            }
        }
        abnormal.sort_unstable();
        abnormal
    }

    /// The names of the parameters of the context itself.
    pub(super) fn parameters(&self) -> &'static [&'static str] {
        self.target.parameters
    }

    /// The seconds for which a bundle may be shown that a purge has made stale.
    #[cfg(feature = "cache")]
    pub(super) fn stale(&self) -> u32 {
        self.target.stale
    }

    /// The name on the wire.
    pub(crate) fn wire_name(&self) -> &'static str {
        self.target.context
    }

    /// The reads of these names, separated by commas, or all.
    pub(crate) fn named(&self, only: Option<&str>) -> Vec<&Arc<Member>> {
        let is_named = |member: &&Arc<Member>| {
            only.is_none_or(|only| only.split(',').any(|name| name == member.function.name))
        };
        self.members.iter().filter(is_named).collect()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.function.name == name)
    }

    pub(crate) fn hides(&self, name: &str) -> bool {
        self.hidden.contains(&name)
    }

    /// `true` if the context or one of its members has a parameter of that name.
    pub(crate) fn takes(&self, name: &str) -> bool {
        self.target.parameters.contains(&name)
            || self.members.iter().any(|member| member.function.arguments.contains(&name))
    }

    /// The parameters of the context, then those that only members have.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = &'static str> {
        let mut names = self.target.parameters.to_vec();
        for name in self.members.iter().flat_map(|member| member.function.arguments) {
            if !names.contains(name) {
                names.push(name);
            }
        }
        names.into_iter()
    }
}
