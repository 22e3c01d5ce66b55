//! Bundles read through the cache: served from it where they are still true, and otherwise kept once they
//! have been read.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use super::bundle::{Admissions, Bundle, Reading};
use super::running_bundle::ReadBundle;
use crate::Error;
use crate::declared::guard::Auth;
use crate::protocol::seen::token_of;
use crate::server::clock::ReadStart;
use crate::server::kept_bundles::{Found, Keeping, KeptBundles, Missing, Names, Wanted};
use crate::server::member::Member;
use crate::server::observer::{Bypass, CacheResult};
use crate::server::state::Server;

/// An instance that is kept: how, and its names.
type Named<'kept> = (&'kept Keeping, Arc<Names>);

impl Server {
    /// Reads a bundle through the cache.
    pub(super) async fn read_through(
        &self,
        kept: &KeptBundles,
        bundle: &Bundle<'_>,
        start: ReadStart,
        reading: &Reading<'_>,
    ) -> Result<ReadBundle, Error> {
        let admissions = reading.admit_all(bundle);
        let named = match admissions.iter().flatten().all(Result::is_ok) {
            true => self.name(kept, bundle, reading),
            false => Err(Bypass::Refused),
        };
        let wanted = named.as_ref().map(|named| self.want(named, bundle, reading));
        let found = match &wanted {
            Ok(wanted) => kept.find(&kept.fills, wanted).await,
            Err(bypass) => Err(**bypass),
        };
        let result = match &found {
            Ok(Found::Hit(_)) => CacheResult::Hit,
            Ok(Found::Stale(_)) => CacheResult::Stale,
            Ok(Found::Missing(missing)) => CacheResult::Miss(missing.miss),
            Err(bypass) => CacheResult::Bypass(*bypass),
        };
        self.observer().cached(bundle.context.wire_name(), result);
        note_for_page(bundle, reading, (&named, &found));
        let arguments = reading.arguments;
        let read = match (found, wanted) {
            (Ok(Found::Hit(entry)), _) => {
                Ok(ReadBundle::of_kept(self, bundle, start, arguments, &entry))
            }
            (Ok(Found::Stale(stale)), _) => {
                Ok(ReadBundle::of_stale(self, bundle, arguments, &stale))
            }
            (Ok(Found::Missing(missing)), Ok(wanted)) => {
                let read = self.read_source(bundle, start, reading, admissions);
                let read = missing.loan.hold(read).await;
                if !self.fill(kept, &wanted, missing, &read).await
                    && let Some(reads) = reading.exchange.page_reads()
                {
                    reads.spoil();
                }
                read
            }
            _ => self.read_source(bundle, start, reading, admissions).await,
        };
        read.map(|read| ReadBundle { cache: Some(result), ..read })
    }

    /// How an instance is looked for.
    fn want<'read>(
        &self,
        (keeping, names): &'read Named<'_>,
        bundle: &Bundle<'_>,
        reading: &'read Reading<'_>,
    ) -> Wanted<'read> {
        let context = bundle.context;
        let seen = token_of(&reading.exchange.request, context.wire_name());
        let has_heard = seen.is_none_or(|token| context.clock.has_reached(token));
        // The stamps of what is near are none of the store's, by which a page is kept.
        let may_lag = bundle.may_lag && reading.exchange.page_reads().is_none();
        let limit = bundle.time_limit();
        Wanted { keeping, names, seen, has_heard, may_lag, limit }
    }

    /// Keeps what was read, and hands it to those who wait; `false` for a read of which something has failed.
    async fn fill(
        &self,
        kept: &KeptBundles,
        wanted: &Wanted<'_>,
        mut missing: Missing,
        read: &Result<ReadBundle, Error>,
    ) -> bool {
        let kept_read = read.as_ref().ok().and_then(|read| Some((read, read.to_keep()?)));
        let Some((read, answer)) = kept_read else {
            missing.lead.end(None);
            return false;
        };
        let entry = kept.entry(&missing, answer);
        if read.is_exact || kept.still_stands(wanted, &missing).await {
            kept.put(wanted, &mut missing, &entry).await;
        }
        missing.lead.end(Some(entry));
        true
    }

    /// The names of an instance in the store.
    fn name<'kept>(
        &self,
        kept: &'kept KeptBundles,
        bundle: &Bundle<'_>,
        reading: &Reading<'_>,
    ) -> Result<Named<'kept>, Bypass> {
        let Bundle { context, members, pages, .. } = bundle;
        let keeping = kept.keeping(context.wire_name()).ok_or(Bypass::Uncached)?;
        if !bundle.has_name {
            return Err(Bypass::Partial);
        }
        let mut parameters = BTreeMap::new();
        for name in context.arguments() {
            if let Some(written) = reading.arguments.written(name) {
                let text = context.normalize(name, written).ok_or(Bypass::Unnamed)?;
                parameters.insert(name, text);
            }
        }
        if members.len() < context.members.len() {
            let names: Vec<&str> = members.iter().map(|member| member.function.name).collect();
            parameters.insert("$only", names.join(","));
        }
        if let Some(pages) = pages {
            parameters.insert("$pages", pages.to_string());
        }
        let names = kept.names(context.wire_name(), &parameters, &reading.identities);
        Ok((keeping, names.ok_or(Bypass::Unnamed)?))
    }
}

/// Takes note of an instance that a page reads while it runs: what is kept of the page is stale once this is, and
/// is shown to nobody who may not read this.
fn note_for_page(
    bundle: &Bundle<'_>,
    reading: &Reading<'_>,
    (named, found): (&Result<Named<'_>, Bypass>, &Result<Found, Bypass>),
) {
    let Some(reads) = reading.exchange.page_reads() else { return };
    // A guard may look at the request, an identity may know more than it tells, and the age of what has a limit of its
    // own is not known.
    let is_for_all = |member: &Arc<Member>| {
        matches!(member.function.auth, Auth::Open | Auth::Anyone | Auth::SignedIn)
            && reads.depends_on(&member.policy.identity_types)
            && !matches!(member.function.cache, mizan_ir::Cache::Seconds(_))
    };
    let Ok((_, names)) = named else { return reads.spoil() };
    match found {
        _ if !bundle.members.iter().all(is_for_all) => reads.spoil(),
        Ok(Found::Hit(entry)) => reads.note(names.tags.iter(), entry.stamps().iter()),
        Ok(Found::Missing(missing)) => reads.note(names.tags.iter(), missing.stamps.iter()),
        _ => reads.spoil(),
    }
}

impl Reading<'_> {
    /// Admits the caller to each member once, whatever the cache has: no hit skips a guard, and each is
    /// counted as a run. `None` if nobody is refused or counted.
    fn admit_all(&self, bundle: &Bundle<'_>) -> Option<Admissions> {
        let is_open = |member: &Member| {
            member.policy.allows_anyone && (self.is_admitted || member.admission.is_none())
        };
        if bundle.members.iter().all(|member| is_open(member)) {
            return None;
        }
        let mut began = Instant::now();
        Some(bundle.members.iter().map(|member| self.admit(member, &mut began)).collect())
    }
}
