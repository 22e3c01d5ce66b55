//! The identities of a caller, found once for a request, and the access policy applied to them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::sender::log_failure;
use crate::auth::identify::IdentityProviders;
use crate::declared::exchange::Exchange;
use crate::declared::identity::{AnyIdentity, Identities, NamedIdentities};
use crate::server::member::Member;
use crate::server::state::Server;
use crate::timeout::within;
use crate::unlogged::print_first;
use crate::{Code, Error, Request};

/// Accepts the caller of one function by its access policy, or returns the error to answer.
pub(crate) fn check_policy(
    member: &Member,
    request: &Request,
    identities: &Identities,
) -> Result<(), Error> {
    if member.policy.allows_anyone {
        return Ok(());
    }
    if member.function.private {
        return Err(refuse_private(member.function.name));
    }
    let check = AssertUnwindSafe(|| member.policy.authorize(request, identities));
    let accepted =
        catch_unwind(check).unwrap_or_else(|_| Err(Error::internal("its guard panicked")));
    if let Err(error) = &accepted
        && error.code() == Code::Internal
    {
        let (function, request) = (member.function.name, request.id());
        tracing::error!(function, request, %error, "failed");
        print_first(format_args!("the guard of `{function}` failed, request {request}: {error}"));
    }
    accepted
}

/// The error of a private function.
pub(crate) fn refuse_private(name: &str) -> Error {
    Error::forbidden(format!("`{name}` is private: no client can reach it."))
}

impl Server {
    /// Authorises a request for the one function that it calls. The members of a bundle are checked
    /// one by one instead, by [`check_policy`].
    pub(crate) async fn authorize(
        &self,
        exchange: &Exchange,
        member: &Member,
    ) -> Result<Identities, Error> {
        if member.function.private {
            return Err(refuse_private(member.function.name));
        }
        if member.policy.ignores_identity {
            return Ok(Identities::default());
        }
        // Boxed, so that the future of a request without an identity is small.
        let identify = Box::pin(self.identify(exchange, &member.policy.identity_types));
        let identities = identify.await?;
        check_policy(member, &exchange.request, &identities)?;
        Ok(identities)
    }

    /// Finds the identities of these types.
    pub(crate) async fn identify(
        &self,
        exchange: &Exchange,
        types: &[usize],
    ) -> Result<Identities, Error> {
        let mut found: Vec<Option<AnyIdentity>> = Vec::new();
        for position in types {
            found.resize(self.identities().len(), None);
            if found[*position].is_none() {
                let providers = &self.identities()[*position];
                found[*position] = self.find_identity(providers, exchange).await?;
            }
        }
        Ok(Identities::new(found))
    }

    async fn find_identity(
        &self,
        providers: &IdentityProviders,
        exchange: &Exchange,
    ) -> Result<Option<AnyIdentity>, Error> {
        let request = &exchange.request;
        let mut known = exchange.identities().await;
        if let Some((_, identity)) = known.iter().find(|(id, _)| *id == providers.id) {
            return Ok(identity.clone());
        }
        if let Some(named) = NamedIdentities::find(request, providers.id) {
            known.push((providers.id, Some(named.clone())));
            return Ok(Some(named));
        }
        let limit = self.limits().time;
        let found = within(limit, Box::pin(providers.find(request))).await;
        let found = found.unwrap_or_else(|| {
            Err(Error::internal(format!("finding out who is asking took longer than {limit:?}")))
        });
        match &found {
            Ok(identity) => known.push((providers.id, identity.clone())),
            Err(error) => log_failure(providers, request, error),
        }
        found
    }
}
