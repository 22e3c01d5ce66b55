//! The invalidations of a mutation: the contexts and reads that it made stale.

use std::fmt;

use super::context::{Context, Target, TargetKind};
use super::scope::Scope;

/// One invalidation: a context, or one read of it, in the instances that the parameters name.
///
/// An [`Observer`](crate::Observer) gets it. An invalidation without parameters means every
/// instance; parameters that it does not name match every value.
///
/// ```standalone_crate
/// # use std::sync::Mutex;
/// /// Forgets in an outer cache what has become stale.
/// struct Purge(Mutex<Vec<String>>);
///
/// impl mizan::Observer for Purge {
///     fn invalidated(&self, invalidation: &mizan::Invalidation<'_>) {
///         let mut key = invalidation.context().to_owned();
///         for (name, value) in invalidation.parameters() {
///             key += &format!("/{name}={value}");
///         }
///         self.0.lock().unwrap().push(key);
///     }
/// }
///
/// #[mizan::client]
/// fn ping() {}
///
/// # fn main() -> Result<(), mizan::WiringErrors> {
/// let api = mizan::Server::builder().observe(Purge(Mutex::default())).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone, Copy)]
pub struct Invalidation<'run> {
    target: &'run Target,
    /// The position of the target among those of its function.
    position: usize,
    scope: &'run Scope,
}

impl<'run> Invalidation<'run> {
    /// The context, by its name on the wire.
    pub fn context(&self) -> &'static str {
        self.target.context
    }

    /// The read, by its name on the wire; `None` if every read of the context is stale.
    pub fn function(&self) -> Option<&'static str> {
        match self.target.kind {
            TargetKind::Context => None,
            TargetKind::Function => Some(self.target.name),
        }
    }

    /// The parameters that narrow the invalidation, sorted by name; the values are JSON.
    pub fn parameters(
        &self,
    ) -> impl Iterator<Item = (&'static str, &'run str)> + Clone + use<'run> {
        self.target.narrow(self.position, self.scope)
    }

    pub(crate) fn target(&self) -> &'run Target {
        self.target
    }
}

impl fmt::Debug for Invalidation<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.function().unwrap_or(self.context());
        let mut fields = formatter.debug_struct(name);
        for (name, value) in self.parameters() {
            fields.field(name, &format_args!("{value}"));
        }
        fields.finish()
    }
}

/// An invalidation that the application asked for at run time.
#[derive(Clone, Debug)]
pub(crate) struct ExplicitInvalidation {
    target: Target,
    scope: Scope,
}

impl ExplicitInvalidation {
    pub(crate) fn of<C: Context>(context: &C) -> Self {
        Self { target: C::TARGET, scope: context.scope() }
    }
}

/// All invalidations of one mutation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Invalidations {
    targets: &'static [Target],
    scope: Scope,
    explicit: Vec<ExplicitInvalidation>,
}

impl Invalidations {
    /// The declared targets, scoped by the arguments, and the explicit invalidations. An explicit
    /// invalidation replaces the declared ones of the same target.
    pub(crate) fn new(
        targets: &'static [Target],
        scope: Scope,
        explicit: Vec<ExplicitInvalidation>,
    ) -> Self {
        Self { targets, scope, explicit }
    }

    /// The contexts of the explicit invalidations.
    pub(crate) fn explicit_contexts(&self) -> impl Iterator<Item = &'static str> {
        self.explicit.iter().map(|explicit| explicit.target.context)
    }

    /// The values that scope the declared targets.
    pub(crate) fn scope(&self) -> &Scope {
        &self.scope
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Invalidation<'_>> {
        let is_replaced = |target: &Target| {
            self.explicit.iter().any(|explicit| {
                (explicit.target.kind, explicit.target.name) == (target.kind, target.name)
            })
        };
        let declared = self.targets.iter().enumerate();
        let declared = declared.filter(move |(_, target)| !is_replaced(target));
        let declared = declared.map(|(position, target)| Invalidation {
            target,
            position,
            scope: &self.scope,
        });
        let explicit = self.explicit.iter();
        declared.chain(explicit.map(|ExplicitInvalidation { target, scope }| Invalidation {
            target,
            position: 0,
            scope,
        }))
    }
}
