//! Who is asking, found out once for a request and before anything of it runs, and whether that
//! lets them in.

mod csrf;

pub(super) use csrf::answer_session;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::timeout::within;
use crate::auth::identify::IdentityProviders;
use crate::declared::function::Function;
use crate::declared::identity::AnyIdentity;
use crate::server::Member;
use crate::{Code, Error, Request, Server};

/// An identity of each type that the functions of a request ask for; `None` for nobody.
#[derive(Clone, Default)]
pub(super) struct Identities(Option<Arc<[Option<AnyIdentity>]>>);

impl Identities {
    pub(super) fn get(&self, position: usize) -> Option<&AnyIdentity> {
        self.0.as_ref()?[position].as_ref()
    }

    fn is_somebody(&self) -> bool {
        self.0.as_ref().is_some_and(|found| found.iter().any(Option::is_some))
    }

    /// Lets them in to a function, or tells why not.
    pub(super) fn authorize(&self, member: &Member, request: &Request) -> Result<(), Error> {
        if member.policy.allows_anyone {
            return Ok(());
        }
        check_reachable(member.function)?;
        let check = || member.policy.authorize(request, |position| self.get(position));
        let authorized = catch_unwind(AssertUnwindSafe(check));
        let authorized = authorized.unwrap_or_else(|_| Err(Error::internal("its guard panicked")));
        if let Err(error) = &authorized
            && error.code() == Code::Internal
        {
            let (function, request) = (member.function.name, request.id());
            tracing::error!(function, request, %error, "failed");
        }
        authorized
    }
}

/// Refuses what no request can reach, whoever asks.
fn check_reachable(function: &Function) -> Result<(), Error> {
    let name = function.name;
    if function.private {
        return Err(refuse_private(name));
    }
    if function.websocket {
        let missing = format!("`{name}` is for sockets, which this server does not have.");
        return Err(Error::not_implemented(missing));
    }
    Ok(())
}

/// No client can reach what is for the server alone.
pub(super) fn refuse_private(name: &str) -> Error {
    Error::forbidden(format!("`{name}` is private: no client can reach it."))
}

impl Server {
    /// Lets a request in to the one function that it is for, a call or a view, or tells why not.
    pub(super) async fn authorize(
        &self,
        request: &Request,
        member: &Arc<Member>,
    ) -> Result<Identities, Error> {
        check_reachable(member.function)?;
        if member.policy.ignores_identity {
            return Ok(Identities::default());
        }
        let identities = self.identify(request, &member.policy.identity_types).await?;
        if !request.method().is_safe() {
            csrf::check(request, member, identities.is_somebody()).await?;
        }
        identities.authorize(member, request)?;
        Ok(identities)
    }

    /// Finds out who is asking, in identities of these kinds.
    pub(super) async fn identify(
        &self,
        request: &Request,
        types: &[usize],
    ) -> Result<Identities, Error> {
        let mut found: Vec<Option<AnyIdentity>> = Vec::new();
        for position in types {
            found.resize(self.identities().len(), None);
            if found[*position].is_none() {
                found[*position] =
                    self.find_identity(&self.identities()[*position], request).await?;
            }
        }
        Ok(Identities((!found.is_empty()).then(|| found.into())))
    }

    async fn find_identity(
        &self,
        providers: &IdentityProviders,
        request: &Request,
    ) -> Result<Option<AnyIdentity>, Error> {
        let mut known = request.identities.lock().await;
        if let Some((_, identity)) = known.iter().find(|(id, _)| *id == providers.id) {
            return Ok(identity.clone());
        }
        let limit = self.limits().time;
        let found = within(limit, Box::pin(providers.find(request))).await;
        let found = found.unwrap_or_else(|| {
            Err(Error::internal(format!("finding out who is asking took longer than {limit:?}")))
        });
        match &found {
            Ok(identity) => {
                known.push((providers.id, identity.clone()));
            }
            Err(error) if error.code() == Code::Internal => {
                let (identity, request) = (providers.type_name, request.id());
                tracing::error!(identity, request, %error, "failed");
            }
            Err(_) => {}
        }
        found
    }
}
