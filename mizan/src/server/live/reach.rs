//! The reach of a change: the instances of a context that it makes stale.

use crate::declared::context::{Target, TargetKind};
use crate::declared::invalidation::{Invalidation, Invalidations};
use crate::declared::scope::Scope;
use crate::json::canonical::canonical;

/// A change of a context, made ready to be compared with many instances.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    pub(crate) context: &'static str,
    /// The one read that is stale; `None` for all.
    pub(crate) function: Option<&'static str>,
    /// The parameters that narrow it, as canonical text.
    scope: Vec<(&'static str, String)>,
}

impl Reach {
    /// What a change reaches: the instances that it invalidates, and those that it merges into.
    pub(crate) fn of_change<'change>(
        invalidations: &'change Invalidations,
        slots: &'change [Target],
    ) -> impl Iterator<Item = Self> + 'change {
        let invalidated = invalidations.iter().map(|it| Self::of(&it));
        let scope = invalidations.scope();
        let merged = slots.iter().enumerate();
        invalidated.chain(merged.map(move |(position, slot)| Self::of_merge(slot, position, scope)))
    }

    /// The reach of an invalidation.
    pub(crate) fn of(invalidation: &Invalidation<'_>) -> Self {
        Self::new(invalidation.context(), invalidation.function(), invalidation.parameters())
    }

    /// The reach of a merge into the slot of that position among those of its function.
    pub(crate) fn of_merge(slot: &Target, position: usize, scope: &Scope) -> Self {
        let function = (slot.kind == TargetKind::Function).then_some(slot.name);
        Self::new(slot.context, function, slot.narrow(position, scope))
    }

    fn new<'scope>(
        context: &'static str,
        function: Option<&'static str>,
        parameters: impl Iterator<Item = (&'static str, &'scope str)>,
    ) -> Self {
        let text = |(name, json)| {
            (name, canonical(json).map(|text| text.into_owned()).unwrap_or_default())
        };
        Self { context, function, scope: parameters.map(text).collect() }
    }

    /// `true` if an instance has all values of the scope. `has` tells if a parameter of the instance
    /// has a canonical text.
    pub(crate) fn meets(&self, has: impl Fn(&str, &str) -> bool) -> bool {
        self.scope.iter().all(|(name, text)| has(name, text))
    }

    /// The reach of a change of a context with these canonical texts of its parameters.
    pub(crate) fn with(context: &'static str, scope: Vec<(&'static str, String)>) -> Self {
        Self { context, function: None, scope }
    }

    /// The parameters that narrow it, as canonical text.
    pub(crate) fn scope(&self) -> &[(&'static str, String)] {
        &self.scope
    }

    /// The reach of a change with this scope.
    #[cfg(test)]
    pub(super) fn for_tests(context: &'static str, scope: &[(&'static str, &str)]) -> Self {
        Self::with(context, scope.iter().map(|(name, text)| (*name, (*text).to_owned())).collect())
    }

    /// The text that the scope demands of a parameter.
    pub(crate) fn demands(&self, parameter: &str) -> Option<&str> {
        let found = self.scope.iter().find(|(name, _)| *name == parameter);
        found.map(|(_, text)| text.as_str())
    }
}
