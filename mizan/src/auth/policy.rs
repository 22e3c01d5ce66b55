//! Whom a function lets in, in terms of the identities that one server knows.

use super::identify::IdentityProviders;
use crate::declared::function::Function;
use crate::declared::guard::{Auth, Check};
use crate::declared::identity::AnyIdentity;
use crate::server::{Injected, WiringError};
use crate::{Error, Identity, Request};

/// What is found out and asked before a function runs. Identities are named by the position of
/// their kind in the server.
pub(crate) struct AccessPolicy {
    /// Who is found out.
    pub(crate) identity_types: Vec<usize>,
    /// Whether nothing is asked: anybody may run it.
    pub(crate) allows_anyone: bool,
    /// Whether it has nothing to do with who asks either: nobody is found out, signed in or out.
    pub(crate) ignores_identity: bool,
    /// Who has to be there, as the function borrows them.
    required: Vec<usize>,
    rule: Rule,
}

enum Rule {
    Open,
    /// The first of these kinds that is somebody.
    First(Vec<usize>, Demand),
    Guard(usize, &'static dyn Check),
}

#[derive(Clone, Copy)]
enum Demand {
    SignedIn,
    Staff,
    Superuser,
}

/// An identity that a function borrows.
#[derive(Clone, Copy)]
pub(crate) struct InjectedIdentity {
    pub(crate) position: usize,
    pub(crate) is_required: bool,
}

impl AccessPolicy {
    /// What the function says of itself; `auth` looks at the identities that it borrows, and at
    /// all that there are where it borrows none.
    pub(crate) fn new(
        function: &'static Function,
        injected: &[Injected],
        providers: &[IdentityProviders],
    ) -> Result<Self, WiringError> {
        let borrowed = || {
            injected.iter().filter_map(|injected| match injected {
                Injected::Identity(borrowed) => Some(*borrowed),
                _ => None,
            })
        };
        let mut kinds: Vec<usize> = borrowed().map(|borrowed| borrowed.position).collect();
        let required = borrowed().filter(|borrowed| borrowed.is_required);
        let required: Vec<usize> = required.map(|borrowed| borrowed.position).collect();
        let demand = |demand| {
            if providers.is_empty() {
                return Err(WiringError::nobody_identified(function));
            }
            let all = || (0..providers.len()).collect();
            let asked = if kinds.is_empty() { all() } else { kinds.clone() };
            Ok(Rule::First(asked, demand))
        };
        let rule = match &function.auth {
            Auth::Open => Rule::Open,
            Auth::SignedIn => demand(Demand::SignedIn)?,
            Auth::Staff => demand(Demand::Staff)?,
            Auth::Superuser => demand(Demand::Superuser)?,
            Auth::Guard(guard) => {
                let (id, type_name) = guard.identity();
                let kind = providers.iter().position(|known| known.id == id);
                let kind = kind.ok_or_else(|| WiringError::unknown_guard(function, type_name))?;
                Rule::Guard(kind, *guard)
            }
        };
        match &rule {
            Rule::Open => {}
            Rule::First(asked, _) => kinds.clone_from(asked),
            Rule::Guard(kind, _) => kinds.push(*kind),
        }
        let is_reachable = !function.private && !function.websocket;
        let allows_anyone = is_reachable && required.is_empty() && matches!(rule, Rule::Open);
        let borrows_session = injected.iter().any(|injected| matches!(injected, Injected::Session));
        let ignores_identity = allows_anyone && kinds.is_empty() && !borrows_session;
        Ok(Self { identity_types: kinds, allows_anyone, ignores_identity, required, rule })
    }

    /// Lets in whoever was found out, or tells why not.
    pub(crate) fn authorize<'found>(
        &self,
        request: &Request,
        find: impl Fn(usize) -> Option<&'found AnyIdentity>,
    ) -> Result<(), Error> {
        if self.required.iter().any(|kind| find(*kind).is_none()) {
            return Err(nobody());
        }
        match &self.rule {
            Rule::Open => Ok(()),
            Rule::First(kinds, demand) => {
                let somebody = kinds.iter().find_map(|kind| find(*kind)).ok_or_else(nobody)?;
                demand.check(&**somebody)
            }
            Rule::Guard(kind, guard) => {
                guard.authorize(&**find(*kind).ok_or_else(nobody)?, request)
            }
        }
    }
}

impl Demand {
    fn check(self, somebody: &dyn Identity) -> Result<(), Error> {
        let (is_met, missing) = match self {
            Self::SignedIn => (true, ""),
            Self::Staff => (somebody.is_staff(), "Only staff may do this."),
            Self::Superuser => (somebody.is_superuser(), "Only a superuser may do this."),
        };
        if is_met { Ok(()) } else { Err(Error::forbidden(missing)) }
    }
}

fn nobody() -> Error {
    Error::unauthorized("Nobody is signed in.")
}
