//! Whom a function lets in, in terms of the identities that one server knows.

use super::guard::{Auth, Check};
use crate::function::Function;
use crate::identity::{Kind, Somebody};
use crate::server::{Loan, WiringError};
use crate::{Error, Identity, Request};

/// What is found out and asked before a function runs. Identities are named by the position of
/// their kind in the server.
pub(crate) struct Admission {
    /// Who is found out.
    pub(crate) kinds: Vec<usize>,
    /// Whether nothing is asked: anybody may run it.
    pub(crate) is_open: bool,
    /// Whether it has nothing to do with who asks either: nobody is found out, signed in or out.
    pub(crate) asks_nothing: bool,
    /// Who has to be there, as the function borrows them.
    required: Vec<usize>,
    rule: Rule,
}

enum Rule {
    Open,
    /// The first of these kinds that is somebody.
    Somebody(Vec<usize>, Demand),
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
pub(crate) struct Borrowed {
    pub(crate) kind: usize,
    pub(crate) is_required: bool,
}

impl Admission {
    /// What the function says of itself; `auth` looks at the identities that it borrows, and at
    /// all that there are where it borrows none.
    pub(crate) fn of(
        function: &'static Function,
        loans: &[Loan],
        known: &[Kind],
    ) -> Result<Self, WiringError> {
        let borrowed = || {
            loans.iter().filter_map(|loan| match loan {
                Loan::Identity(borrowed) => Some(*borrowed),
                _ => None,
            })
        };
        let mut kinds: Vec<usize> = borrowed().map(|borrowed| borrowed.kind).collect();
        let required = borrowed().filter(|borrowed| borrowed.is_required);
        let required: Vec<usize> = required.map(|borrowed| borrowed.kind).collect();
        let demand = |demand| {
            if known.is_empty() {
                return Err(WiringError::nobody_identified(function));
            }
            let all = || (0..known.len()).collect();
            let asked = if kinds.is_empty() { all() } else { kinds.clone() };
            Ok(Rule::Somebody(asked, demand))
        };
        let rule = match &function.auth {
            Auth::Open => Rule::Open,
            Auth::SignedIn => demand(Demand::SignedIn)?,
            Auth::Staff => demand(Demand::Staff)?,
            Auth::Superuser => demand(Demand::Superuser)?,
            Auth::Guard(guard) => {
                let (id, type_name) = guard.identity();
                let kind = known.iter().position(|kind| kind.id == id);
                let kind = kind.ok_or_else(|| WiringError::unknown_guard(function, type_name))?;
                Rule::Guard(kind, *guard)
            }
        };
        match &rule {
            Rule::Open => {}
            Rule::Somebody(asked, _) => kinds.clone_from(asked),
            Rule::Guard(kind, _) => kinds.push(*kind),
        }
        let is_reachable = !function.private && !function.websocket;
        let is_open = is_reachable && required.is_empty() && matches!(rule, Rule::Open);
        let borrows_session = loans.iter().any(|loan| matches!(loan, Loan::Session));
        let asks_nothing = is_open && kinds.is_empty() && !borrows_session;
        Ok(Self { kinds, is_open, asks_nothing, required, rule })
    }

    /// Lets in whoever was found out, or tells why not.
    pub(crate) fn check<'found>(
        &self,
        request: &Request,
        find: impl Fn(usize) -> Option<&'found Somebody>,
    ) -> Result<(), Error> {
        if self.required.iter().any(|kind| find(*kind).is_none()) {
            return Err(nobody());
        }
        match &self.rule {
            Rule::Open => Ok(()),
            Rule::Somebody(kinds, demand) => {
                let somebody = kinds.iter().find_map(|kind| find(*kind)).ok_or_else(nobody)?;
                demand.check(&**somebody)
            }
            Rule::Guard(kind, guard) => guard.admit(&**find(*kind).ok_or_else(nobody)?, request),
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
