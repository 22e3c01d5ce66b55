//! The bundle of a context: the reads that a request asks for, and their start.

use std::borrow::Cow;
use std::sync::Arc;
use std::task::Context;
use std::time::Duration;

use super::admit::admit;
use super::execute::{Execution, Started, poll_once};
use super::running_bundle::{BundleStarted, ReadBundle, RunningBundle};
use crate::Error;
use crate::arguments::errors::ArgumentErrors;
use crate::arguments::source::ArgumentSource;
use crate::declared::call::Call;
use crate::declared::exchange::Exchange;
use crate::declared::identity::Identities;
use crate::protocol::authorize::access::{check_policy, refuse_private};
use crate::server::clock::ReadStart;
use crate::server::member::{ContextMembers, Member};
use crate::server::state::Server;

impl Server {
    /// Runs the reads of a bundle at the same time and writes their results as one object.
    pub(super) async fn read_bundle(
        &self,
        bundle: Bundle<'_>,
        start: ReadStart,
        exchange: &Arc<Exchange>,
        arguments: &ArgumentSource<'_>,
    ) -> Result<ReadBundle, Error> {
        match self.start_bundle(bundle, start, exchange, arguments).await? {
            BundleStarted::Ended(result) => result,
            BundleStarted::Running(running) => running.await,
        }
    }

    /// Starts the reads of a bundle. Most have ended then, and cost no more than calls.
    pub(super) async fn start_bundle(
        &self,
        bundle: Bundle<'_>,
        start: ReadStart,
        exchange: &Arc<Exchange>,
        arguments: &ArgumentSource<'_>,
    ) -> Result<BundleStarted, Error> {
        let types = bundle.identity_types();
        let identities = match types.is_empty() {
            true => Identities::default(),
            // Boxed, so that the future of a request without an identity is small.
            false => Box::pin(self.identify(exchange, &types)).await?,
        };
        let reading = Reading { exchange, identities, arguments };
        let started = poll_once(|context| {
            let mut running = RunningBundle::open(self, &bundle, start, exchange, arguments);
            running.start(&bundle, |member| reading.start(member, context));
            running.started()
        });
        Ok(started.await)
    }
}

/// The inputs that the members of a bundle share.
struct Reading<'request> {
    exchange: &'request Arc<Exchange>,
    identities: Identities,
    arguments: &'request ArgumentSource<'request>,
}

impl Reading<'_> {
    fn start(&self, member: &Member, context: &mut Context<'_>) -> Started {
        check_policy(member, &self.exchange.request, &self.identities)?;
        admit(member, self.exchange, &self.identities)?;
        let call = Call::new(&member.inputs, self.exchange, self.identities.clone());
        Execution::start(member, call, self.exchange, self.arguments, context)
    }
}

/// The reads of a context that a request asks for.
pub(super) struct Bundle<'context> {
    pub(super) context: &'context Arc<ContextMembers>,
    /// `false` for some members of an instance of which the client holds more: a name of the bundle
    /// would name what the client does not hold.
    pub(super) has_name: bool,
    /// Sorted by name.
    pub(super) members: Cow<'context, [Arc<Member>]>,
}

impl<'context> Bundle<'context> {
    /// All members of a context.
    pub(super) fn whole(context: &'context Arc<ContextMembers>) -> Self {
        Self::of(context, Cow::Borrowed(&context.members))
    }

    /// The members that a client asks for by name, separated by commas, or all. The client gives the
    /// parameters of these names.
    pub(super) fn select<'name>(
        context: &'context Arc<ContextMembers>,
        parameters: impl Iterator<Item = &'name str> + Clone,
        only: Option<&str>,
    ) -> Result<Self, Error> {
        let mut unknown = parameters.filter(|name| !context.takes(name)).peekable();
        if only.is_none() && unknown.peek().is_none() {
            return Ok(Self::whole(context));
        }
        let mut errors = ArgumentErrors::default();
        for name in unknown {
            errors.add_unknown(name, context.arguments());
        }
        let only: Vec<&str> = only.map(|names| names.split(',').collect()).unwrap_or_default();
        if let Some(name) = only.iter().find(|name| context.hides(name)) {
            return Err(refuse_private(name));
        }
        for name in only.iter().filter(|name| !context.has(name)) {
            errors.add("$only".to_owned(), format!("`{name}` is no function of this context"));
        }
        if !errors.is_empty() {
            return Err(errors.into_error());
        }
        Ok(Self::named(context, &only))
    }

    /// The members of these names.
    fn named(context: &'context Arc<ContextMembers>, names: &[&str]) -> Self {
        let is_named = |member: &&Arc<Member>| names.contains(&member.function.name);
        Self::of(context, context.members.iter().filter(is_named).cloned().collect())
    }

    /// The members of these names, of an instance of which the client holds all.
    pub(super) fn part(context: &'context Arc<ContextMembers>, names: &[&str]) -> Self {
        Self { has_name: false, ..Self::named(context, names) }
    }

    fn of(context: &'context Arc<ContextMembers>, members: Cow<'context, [Arc<Member>]>) -> Self {
        Self { context, has_name: true, members }
    }

    /// The time after which no member runs any more.
    pub(super) fn time_limit(&self) -> Duration {
        self.members.iter().map(|member| member.limits.time).max().unwrap_or_default()
    }

    /// The identity types that the members need.
    fn identity_types(&self) -> Vec<usize> {
        let mut types = Vec::new();
        for member in &*self.members {
            types.extend_from_slice(&member.policy.identity_types);
        }
        types
    }
}
