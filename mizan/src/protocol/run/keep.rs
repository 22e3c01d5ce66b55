//! Bundles read through the cache: served from it where they are still true, and otherwise kept once they
//! have been read.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;

use super::bundle::{Admissions, Bundle, Reading};
use super::running_bundle::ReadBundle;
use crate::Error;
use crate::server::clock::ReadStart;
use crate::server::kept_bundles::{Fill, Filled, Keeping, KeptBundles, Lead, Names};
use crate::server::member::Member;
use crate::server::observer::{Bypass, CacheResult, Miss};
use crate::server::state::Server;

/// What the cache knows of an instance.
enum Found {
    Hit(Bytes),
    /// It has to be read, and is kept with these stamps.
    Miss(Miss, Lead, Vec<String>),
}

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
        let found = match &named {
            Ok((_, names)) => self.find(kept, names).await,
            Err(bypass) => Err(*bypass),
        };
        let result = match &found {
            Ok(Found::Hit(_)) => CacheResult::Hit,
            Ok(Found::Miss(miss, ..)) => CacheResult::Miss(*miss),
            Err(bypass) => CacheResult::Bypass(*bypass),
        };
        self.observer().cached(bundle.context.wire_name(), result);
        let read = match (found, named) {
            (Ok(Found::Hit(members)), _) => {
                Ok(ReadBundle::of_members(self, bundle, start, reading.arguments, &members))
            }
            (Ok(Found::Miss(_, lead, stamps)), Ok((keeping, names))) => {
                let read = self.read_source(bundle, start, reading, admissions).await;
                let filled = read.as_ref().ok().and_then(|read| self.members_to_keep(read));
                if let Some(members) = &filled {
                    kept.put(&names, &stamps, members.clone(), keeping).await;
                }
                lead.end(filled);
                read
            }
            _ => self.read_source(bundle, start, reading, admissions).await,
        };
        read.map(|read| ReadBundle { cache: Some(result), ..read })
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

    /// Finds an instance in the store, or who reads it.
    async fn find(&self, kept: &KeptBundles, names: &Names) -> Result<Found, Bypass> {
        loop {
            let look = kept.look(names).await.ok_or(Bypass::Unavailable)?;
            if look.stamps.iter().flatten().any(|stamp| stamp.is_marked) {
                return Err(Bypass::Changing);
            }
            let miss = match kept.judge(&look) {
                Ok(members) => return Ok(Found::Hit(members)),
                Err(miss) => miss,
            };
            // Stamped before anybody joins: who has other stamps has seen a purge that the fill may not have.
            let stamps = kept.stamps(names, look.stamps).await?;
            match kept.fills.join(&names.keys[0], &stamps) {
                Fill::Lead(lead) => return Ok(Found::Miss(miss, lead, stamps)),
                Fill::Wait(mut waiting) => {
                    let ended = waiting.wait_for(Option::is_some).await;
                    match ended.map(|ended| ended.clone().flatten()) {
                        Ok(Some(members)) => return Ok(Found::Hit(members)),
                        Ok(None) => return Err(Bypass::Failed),
                        // Who led has gone: somebody else does.
                        Err(_) => {}
                    }
                }
            }
        }
    }

    /// The members of a bundle, if it may be kept. Without a bus a change that overlapped is known, and
    /// the entry would be stale at once.
    fn members_to_keep(&self, read: &ReadBundle) -> Filled {
        let is_quiet = self.link().has_bus() || read.is_exact;
        (is_quiet && read.h.is_some())
            .then(|| Bytes::copy_from_slice(&read.body[read.members_at..]))
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
