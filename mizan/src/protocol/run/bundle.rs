//! The bundle of a context: the reads that a request asks for, and their start.

use std::borrow::Cow;
use std::sync::Arc;
use std::task::Context;
use std::time::{Duration, Instant};

use super::admit::admit;
use super::execute::{Execution, poll_once};
use super::member_run::{MemberRun, MemberStarted};
use super::pages::{PAGES, PageCall, Pages, Selection};
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
    pub(crate) async fn read_bundle(
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
        let is_admitted = bundle.is_admitted;
        let reading = Reading { exchange, identities, arguments, is_admitted };
        #[cfg(feature = "cache")]
        if let Some(kept) = self.kept() {
            // Boxed, so that a read on a server without a cache is small.
            let read = Box::pin(self.read_through(kept, &bundle, start, &reading)).await;
            return Ok(BundleStarted::Ended(read));
        }
        Ok(self.start_source(&bundle, start, &reading, None).await)
    }

    /// Reads a bundle from its source, whatever the cache has.
    #[cfg(feature = "cache")]
    pub(super) async fn read_source(
        &self,
        bundle: &Bundle<'_>,
        start: ReadStart,
        reading: &Reading<'_>,
        admissions: Option<Admissions>,
    ) -> Result<ReadBundle, Error> {
        match self.start_source(bundle, start, reading, admissions).await {
            BundleStarted::Ended(result) => result,
            BundleStarted::Running(running) => running.await,
        }
    }

    /// Starts the members of a bundle. They are admitted here unless that was done before.
    fn start_source(
        &self,
        bundle: &Bundle<'_>,
        start: ReadStart,
        reading: &Reading<'_>,
        admissions: Option<Admissions>,
    ) -> impl Future<Output = BundleStarted> {
        let mut admissions = admissions.map(Vec::into_iter);
        poll_once(move |context| {
            let start = start.clone();
            let Reading { exchange, arguments, .. } = reading;
            let mut running = RunningBundle::open(self, bundle, start, exchange, arguments);
            // Read once for the end of one member and the beginning of the next: a bundle of four costs
            // 300 instructions less.
            let mut began = Instant::now();
            running.start(bundle, |member| {
                match admissions.as_mut().and_then(Iterator::next) {
                    Some(admitted) => admitted?,
                    None => reading.admit(member, &mut began)?,
                }
                reading.start(member, bundle.pages, context, &mut began)
            });
            running.started()
        })
    }
}

/// The inputs that the members of a bundle share.
pub(super) struct Reading<'request> {
    pub(super) exchange: &'request Arc<Exchange>,
    pub(super) identities: Identities,
    pub(super) arguments: &'request ArgumentSource<'request>,
    pub(super) is_admitted: bool,
}

/// Whether the caller may read each member of a bundle, in their order.
pub(super) type Admissions = Vec<Result<(), Error>>;

impl Reading<'_> {
    /// Accepts the caller of a member, and counts the run.
    pub(super) fn admit(&self, member: &Member, began: &mut Instant) -> Result<(), Error> {
        let Self { exchange, identities, is_admitted, .. } = self;
        check_policy(member, &exchange.request, identities)?;
        if !is_admitted && member.admission.is_some() {
            admit(member, exchange, identities)?;
            // The time of the application's hooks is none of the member's.
            *began = Instant::now();
        }
        Ok(())
    }

    /// Starts a member that the caller may read: its result, or as many pages of it.
    fn start(
        &self,
        member: &Arc<Member>,
        pages: Option<u32>,
        context: &mut Context<'_>,
        began: &mut Instant,
    ) -> MemberStarted {
        let Self { exchange, identities, arguments, .. } = self;
        if let (Some(pages), Some(paging)) = (pages, &member.paging) {
            let page = PageCall {
                member: Arc::clone(member),
                paging: Arc::clone(paging),
                exchange: Arc::clone(exchange),
                identities: identities.clone(),
                arguments: arguments.keep(member.inputs.arguments),
            };
            return MemberRun::Pages(Box::new(Pages::new(page, pages))).advance(context);
        }
        let call = Call::new(&member.inputs, exchange, identities.clone());
        let run = Execution::start(member, call, exchange, arguments, context, began)?;
        Ok(run.map(MemberRun::Once))
    }
}

/// The reads of a context that a request asks for.
pub(crate) struct Bundle<'context> {
    pub(super) context: &'context Arc<ContextMembers>,
    /// `false` for some members of an instance of which the client holds more: a name of the bundle
    /// would name what the client does not hold.
    pub(super) has_name: bool,
    /// Sorted by name.
    pub(super) members: Cow<'context, [Arc<Member>]>,
    /// The number of pages of the one member's list.
    pub(super) pages: Option<u32>,
    /// `true` for a read that is charged to nobody.
    is_admitted: bool,
    /// `true` for a read that a client asks for by itself: the cache may answer it as its options allow.
    #[cfg_attr(not(feature = "cache"), expect(dead_code))]
    pub(super) may_lag: bool,
}

impl<'context> Bundle<'context> {
    /// All members of a context.
    pub(crate) fn whole(context: &'context Arc<ContextMembers>) -> Self {
        Self::of(context, Cow::Borrowed(&context.members))
    }

    /// The members that a client asks for, at most `most` pages of a list. The client gives the
    /// parameters of these names.
    pub(crate) fn select<'name>(
        context: &'context Arc<ContextMembers>,
        parameters: impl Iterator<Item = &'name str> + Clone,
        selection: Selection<'_>,
        most: u32,
    ) -> Result<Self, Error> {
        let is_unknown = |name: &&str| *name != PAGES && !context.takes(name);
        let mut unknown = parameters.filter(is_unknown).peekable();
        let Selection { only, pages } = selection;
        if only.is_none() && pages.is_none() && unknown.peek().is_none() {
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
        let pages = selection.read_pages(context, most, &mut errors);
        if !errors.is_empty() {
            return Err(errors.into_error());
        }
        Ok(Self { pages, ..Self::named(context, &only) })
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
        Self { context, has_name: true, members, pages: None, is_admitted: false, may_lag: false }
    }

    /// The same for a read that no caller has asked for: no rate counts it, and no hook is asked.
    pub(crate) fn admitted(self) -> Self {
        Self { is_admitted: true, ..self }
    }

    /// The same for a read that a client asks for by itself, and that no change has brought about.
    pub(super) fn by_itself(self) -> Self {
        Self { may_lag: true, ..self }
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
