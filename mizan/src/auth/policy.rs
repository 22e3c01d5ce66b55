//! The access policy of a function: the identities that it needs, and the demand that they have to
//! meet.

use super::identify::IdentityProviders;
use crate::declared::function::Function;
use crate::declared::guard::{Auth, Check};
use crate::declared::identity::Identities;
use crate::declared::inputs::{Injected, InjectedIdentity};
use crate::{Error, Identity, Request};

/// The access policy of a function. An identity type is named by its position among the types that
/// the server can find.
pub(crate) struct AccessPolicy {
    /// The identity types to find before the function runs.
    pub(crate) identity_types: Vec<usize>,
    /// `true` if every caller may run the function.
    pub(crate) allows_anyone: bool,
    /// `true` if the function neither demands an identity nor borrows one. Nothing is looked up then.
    pub(crate) ignores_identity: bool,
    /// The identity types that the function borrows as `&Me`.
    required: Vec<usize>,
    rule: Rule,
}

enum Rule {
    Open,
    /// The first identity of these types has to meet the demand.
    First(Vec<usize>, Demand),
    Guard(usize, &'static dyn Check),
}

#[derive(Clone, Copy)]
enum Demand {
    SignedIn,
    Staff,
    Superuser,
}

/// The reason why a function has no access policy.
pub(crate) enum PolicyError {
    /// The function has the key `auth`, and the server has no identity provider.
    NoProvider,
    /// The guard takes an identity type without a provider.
    UnknownGuardIdentity(&'static str),
}

impl AccessPolicy {
    /// The policy of a function that borrows these values. The key `auth` looks at the identities
    /// that the function borrows, and at all types if it borrows none.
    pub(crate) fn new(
        function: &Function,
        injected: &[Injected],
        providers: &[IdentityProviders],
    ) -> Result<Self, PolicyError> {
        let borrowed: Vec<InjectedIdentity> = injected.iter().filter_map(identity).collect();
        let mut identity_types: Vec<usize> = borrowed.iter().map(|it| it.position).collect();
        let required = borrowed.iter().filter(|it| it.is_required).map(|it| it.position).collect();
        let rule = Rule::new(&function.auth, &identity_types, providers)?;
        match &rule {
            Rule::Open => {}
            Rule::First(asked, _) => identity_types.clone_from(asked),
            Rule::Guard(position, _) => identity_types.push(*position),
        }
        let policy =
            Self { identity_types, allows_anyone: false, ignores_identity: false, required, rule };
        Ok(policy.with_shortcuts(function))
    }

    /// Sets the two flags by which most requests skip the rest.
    fn with_shortcuts(mut self, function: &Function) -> Self {
        self.allows_anyone =
            !function.private && self.required.is_empty() && matches!(self.rule, Rule::Open);
        self.ignores_identity = self.allows_anyone && self.identity_types.is_empty();
        self
    }

    /// Accepts the caller or returns the error to answer.
    pub(crate) fn authorize(&self, request: &Request, found: &Identities) -> Result<(), Error> {
        if self.required.iter().any(|position| found.get(*position).is_none()) {
            return Err(unauthorized());
        }
        match &self.rule {
            Rule::Open => Ok(()),
            Rule::First(types, demand) => {
                let first = types.iter().find_map(|position| found.get(*position));
                demand.check(&**first.ok_or_else(unauthorized)?)
            }
            Rule::Guard(position, guard) => {
                guard.authorize(&**found.get(*position).ok_or_else(unauthorized)?, request)
            }
        }
    }
}

fn identity(injected: &Injected) -> Option<InjectedIdentity> {
    match injected {
        Injected::Identity(identity) => Some(*identity),
        _ => None,
    }
}

impl Rule {
    fn new(
        auth: &Auth,
        borrowed: &[usize],
        providers: &[IdentityProviders],
    ) -> Result<Self, PolicyError> {
        let first = |demand| match (providers.is_empty(), borrowed.is_empty()) {
            (true, _) => Err(PolicyError::NoProvider),
            (false, true) => Ok(Self::First((0..providers.len()).collect(), demand)),
            (false, false) => Ok(Self::First(borrowed.to_vec(), demand)),
        };
        match auth {
            Auth::Open | Auth::Anyone => Ok(Self::Open),
            Auth::SignedIn => first(Demand::SignedIn),
            Auth::Staff => first(Demand::Staff),
            Auth::Superuser => first(Demand::Superuser),
            Auth::Guard(guard) => {
                let (id, type_name) = guard.identity();
                let position = providers.iter().position(|known| known.id == id);
                let position = position.ok_or(PolicyError::UnknownGuardIdentity(type_name))?;
                Ok(Self::Guard(position, *guard))
            }
        }
    }
}

impl Demand {
    fn check(self, identity: &dyn Identity) -> Result<(), Error> {
        let (is_met, missing) = match self {
            Self::SignedIn => (true, ""),
            Self::Staff => (identity.is_staff(), "Only staff may do this."),
            Self::Superuser => (identity.is_superuser(), "Only a superuser may do this."),
        };
        if is_met { Ok(()) } else { Err(Error::forbidden(missing)) }
    }
}

fn unauthorized() -> Error {
    Error::unauthorized("Nobody is signed in.")
}
