//! The admission of a run, before its arguments are read.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::execute::{Log, panic_error};
use crate::declared::exchange::Exchange;
use crate::declared::identity::Identities;
use crate::server::admission::{Admission, Before};
use crate::server::member::Member;
use crate::{Code, Error};

/// Counts a run of the function, and asks the hooks of the application.
///
/// # Errors
///
/// `TOO_MANY_REQUESTS` over the rate of the function, or the error of a hook.
#[inline]
pub(crate) fn admit(
    member: &Member,
    exchange: &Exchange,
    identities: &Identities,
) -> Result<(), Error> {
    match &member.admission {
        None => Ok(()),
        Some(admission) => examine(admission, member, exchange, identities),
    }
}

fn examine(
    admission: &Admission,
    member: &Member,
    exchange: &Exchange,
    identities: &Identities,
) -> Result<(), Error> {
    let (function, request) = (member.function, &exchange.request);
    let before = Before { function, request, identities };
    let asked = catch_unwind(AssertUnwindSafe(|| {
        if let Some(rate) = &admission.rate {
            let identity = identities.caller(&member.policy.identity_types);
            rate.count(&admission.name_caller(identity, &before)).map_err(|wait| {
                let message = "You have called this too often. Try again later.";
                Error::too_many_requests(message).with_retry_after(wait)
            })?;
        }
        admission.gate.hooks.iter().try_for_each(|hook| hook(&before))
    }));
    let admitted = asked.unwrap_or_else(|panic| Err(panic_error(&*panic).with_certain_outcome()));
    if let Err(error) = &admitted
        && error.code() == Code::Internal
    {
        Log { function, request }.failure(error);
    }
    admitted
}
