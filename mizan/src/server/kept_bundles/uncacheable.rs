//! The mistakes in how a cache is used.

use std::sync::Arc;

use crate::cache::{Cache, LONGEST_LEASE};
use crate::declared::inputs::Injected;
use crate::server::errors::WiringError;
use crate::server::member::{Audience, ContextMembers, Member};

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
    for context in contexts.filter(|context| matches!(context.audience, Audience::Socket)) {
        let differs = |value: &Injected| matches!(value, Injected::Request | Injected::Session);
        let borrower = context.members.iter().find(|it| it.inputs.injected.iter().any(differs));
        let says =
            |member: &&Arc<Member>| matches!(member.function.cache, mizan_ir::Cache::Seconds(_));
        if let (Some(member), Some(borrower)) = (context.members.iter().find(says), borrower) {
            errors.push(WiringError::uncacheable(member.function, borrower.function));
        }
    }
    errors
}
