//! The consequences of a mutation: what becomes stale, and what its result updates.

/// An invalidation that follows a success of a mutation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Affects {
    /// The context or the read that becomes stale.
    pub target: Target,
    /// The context parameters that have a value: only the instances with these values become stale.
    /// Empty if every instance does.
    pub scope: Vec<String>,
    /// `true` if the values are expressions of the declaration; `false` if they are the arguments
    /// of the same names.
    pub is_explicit: bool,
}

impl Affects {
    /// An invalidation of the instances that have the values of the arguments in `scope`; of every
    /// instance, if it is empty.
    ///
    /// ```
    /// use mizan_ir::{Affects, Target};
    ///
    /// let affects = Affects::new(Target::Context("user".to_owned()), vec!["user_id".to_owned()]);
    /// assert!(!affects.is_explicit);
    /// ```
    pub fn new(target: Target, scope: Vec<String>) -> Self {
        Self { target, scope, is_explicit: false }
    }

    /// The same, with the values of expressions in place of arguments.
    #[must_use]
    pub fn with_explicit(self, is_explicit: bool) -> Self {
        Self { is_explicit, ..self }
    }
}

/// A read whose cached result a mutation updates: the mutation answers the new result, or a new
/// element of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Merge {
    /// The wire name of the read.
    pub slot: String,
    /// The context parameters whose values are the mutation's arguments of the same names.
    pub scope: Vec<String>,
}

impl Merge {
    /// An update of a read, in the instances that have the values of the arguments in `scope`.
    ///
    /// ```
    /// let merge = mizan_ir::Merge::new("user_profile", vec!["user_id".to_owned()]);
    /// assert_eq!(merge.slot, "user_profile");
    /// ```
    pub fn new(slot: impl Into<String>, scope: Vec<String>) -> Self {
        Self { slot: slot.into(), scope }
    }
}

/// The target of an invalidation, by wire name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Every read of a context.
    Context(String),
    /// One read.
    Function(String),
}
