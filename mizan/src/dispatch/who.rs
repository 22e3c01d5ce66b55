//! Who is asking, found out once for a request and before anything of it runs, and whether that
//! lets them in.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::limit::within;
use super::origin;
use crate::function::Function;
use crate::identity::{Kind, Somebody};
use crate::server::Member;
use crate::{Code, Error, Request, Server};

/// An identity of each type that the functions of a request ask for; `None` for nobody.
#[derive(Clone, Default)]
pub(super) struct Who(Option<Arc<[Option<Somebody>]>>);

impl Who {
    pub(super) fn get(&self, kind: usize) -> Option<&Somebody> {
        self.0.as_ref()?[kind].as_ref()
    }

    fn is_somebody(&self) -> bool {
        self.0.as_ref().is_some_and(|found| found.iter().any(Option::is_some))
    }

    /// Lets them in to a function, or tells why not.
    pub(super) fn admit(&self, member: &Member, request: &Request) -> Result<(), Error> {
        if member.admission.is_open {
            return Ok(());
        }
        check_reachable(member.function)?;
        let check = || member.admission.check(request, |kind| self.get(kind));
        let admitted = catch_unwind(AssertUnwindSafe(check));
        let admitted = admitted.unwrap_or_else(|_| Err(Error::internal("its guard panicked")));
        if let Err(error) = &admitted
            && error.code() == Code::Internal
        {
            let (function, request) = (member.function.name, request.id());
            tracing::error!(function, request, %error, "failed");
        }
        admitted
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
    pub(super) async fn admit(
        &self,
        request: &Request,
        member: &Arc<Member>,
    ) -> Result<Who, Error> {
        check_reachable(member.function)?;
        if member.admission.asks_nothing {
            return Ok(Who::default());
        }
        let who = self.find_who(request, &member.admission.kinds).await?;
        if !request.method().is_safe() {
            origin::check(request, member, who.is_somebody()).await?;
        }
        who.admit(member, request)?;
        Ok(who)
    }

    /// Finds out who is asking, in identities of these kinds.
    pub(super) async fn find_who(&self, request: &Request, kinds: &[usize]) -> Result<Who, Error> {
        let mut found: Vec<Option<Somebody>> = Vec::new();
        for kind in kinds {
            found.resize(self.identities().len(), None);
            if found[*kind].is_none() {
                found[*kind] = self.find_identity(&self.identities()[*kind], request).await?;
            }
        }
        Ok(Who((!found.is_empty()).then(|| found.into())))
    }

    async fn find_identity(
        &self,
        kind: &Kind,
        request: &Request,
    ) -> Result<Option<Somebody>, Error> {
        let mut known = request.identities.lock().await;
        if let Some((_, identity)) = known.iter().find(|(id, _)| *id == kind.id) {
            return Ok(identity.clone());
        }
        let limit = self.limits().time;
        let found = within(limit, Box::pin(kind.find(request))).await;
        let found = found.unwrap_or_else(|| {
            Err(Error::internal(format!("finding out who is asking took longer than {limit:?}")))
        });
        match &found {
            Ok(identity) => {
                known.push((kind.id, identity.clone()));
            }
            Err(error) if error.code() == Code::Internal => {
                let (identity, request) = (kind.type_name, request.id());
                tracing::error!(identity, request, %error, "failed");
            }
            Err(_) => {}
        }
        found
    }
}
