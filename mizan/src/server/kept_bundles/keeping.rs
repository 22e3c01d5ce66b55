//! How the instances of a context are kept: for how long, for whom, and under which names.

use std::time::Duration;

use super::names::KnownNames;
use crate::cache::tags::TagSets;
use crate::cache::{Cache, Secret};
use crate::declared::context::Target;
use crate::declared::function::{FUNCTIONS, Function};
use crate::server::member::{Audience, ContextMembers};

/// How the instances of a context are kept.
pub(crate) struct Keeping {
    pub(super) tags: TagSets,
    pub(super) secrets: Vec<Secret>,
    pub(super) rev: u32,
    pub(super) life: Duration,
    /// How long an entry that a purge has made stale may be shown while somebody reads it anew.
    pub(super) stale: Duration,
    /// The identity types on which its bundles depend.
    pub(super) identities: Vec<usize>,
    pub(super) known: KnownNames,
}

impl Keeping {
    /// How the instances of a context are kept; `None` if one of its reads forbids it.
    pub(super) fn of(context: &ContextMembers, cache: &Cache) -> Option<Self> {
        let identities = match &context.audience {
            Audience::Everybody => Vec::new(),
            Audience::Identities(positions) => positions.clone(),
            Audience::Socket => return None,
        };
        let name = context.wire_name();
        let mut life = cache.most_age;
        for member in &context.members {
            match member.function.cache {
                mizan_ir::Cache::Off => return None,
                mizan_ir::Cache::Seconds(seconds) => {
                    life = life.min(Duration::from_secs(seconds.into()));
                }
                mizan_ir::Cache::Default => {}
            }
        }
        let rev = context.members.iter().map(|member| member.function.rev).max();
        Some(Self {
            tags: tags_of(name, context.parameters()),
            secrets: cache.secrets.iter().map(|secret| secret.derive(name)).collect(),
            rev: rev.unwrap_or_default(),
            life,
            stale: Duration::from_secs(context.stale().into()),
            identities,
            known: KnownNames::default(),
        })
    }
}

/// The tags of a context, by which its bundles and its pages are made stale alike.
pub(super) fn tags_of(context: &'static str, parameters: &[&'static str]) -> TagSets {
    let named = FUNCTIONS.iter().flat_map(|function| named_by(function, context));
    TagSets::new(context, parameters, named)
}

/// The sets of parameters by which the arguments of a function name the instances of a context.
fn named_by(function: &'static Function, context: &str) -> Vec<Vec<&'static str>> {
    let targets = function.affects.iter().chain(function.merges);
    let named = targets.filter(|target| target.context == context && !target.is_explicit);
    let set = |target: &Target| {
        let is_argument = |name: &&&'static str| function.arguments.contains(name);
        target.parameters.iter().filter(is_argument).copied().collect()
    };
    named.map(set).collect()
}
