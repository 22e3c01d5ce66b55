//! The mistakes in how a cache is used.

use crate::cache::{Cache, LONGEST_LEASE};
use crate::server::errors::WiringError;
use crate::server::member::{ContextMembers, Member};

/// The mistakes in how a cache is used.
pub(crate) fn find_uncacheable<'contexts>(
    cache: &Cache,
    has_bus: bool,
    contexts: impl Iterator<Item = &'contexts ContextMembers>,
) -> Vec<WiringError> {
    let mut errors = Vec::new();
    match cache.lease {
        None if has_bus && cache.store.is_local() => errors.push(WiringError::LocalCache),
        Some(lease) if lease > LONGEST_LEASE => errors.push(WiringError::LongLease { lease }),
        _ => {}
    }
    errors.extend(contexts.filter_map(find_contradiction));
    errors
}

/// A function that says how long it is kept, in a context of which nothing is.
fn find_contradiction(context: &ContextMembers) -> Option<WiringError> {
    let find = |is_it: fn(&Member) -> bool| context.members.iter().find(|member| is_it(member));
    let says = find(|member| matches!(member.function.cache, mizan_ir::Cache::Seconds(_)))?;
    if let Some(borrower) = find(|member| member.may_tell()) {
        return Some(WiringError::uncacheable(says.function, borrower.function));
    }
    let other = find(|member| member.function.cache == mizan_ir::Cache::Off)?;
    Some(WiringError::never_kept(says.function, other.function))
}
