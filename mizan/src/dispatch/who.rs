//! Who is asking, found out once for a request and before anything of it runs.

use std::sync::Arc;

use super::limit::within;
use crate::identity::{Kind, Somebody};
use crate::server::{Loan, Member};
use crate::{Code, Error, Request, Server};

/// An identity of each type that the functions of a request borrow; `None` for nobody.
#[derive(Clone, Default)]
pub(super) struct Who(Option<Arc<[Option<Somebody>]>>);

impl Who {
    pub(super) fn get(&self, kind: usize) -> Option<&Somebody> {
        self.0.as_ref()?[kind].as_ref()
    }

    pub(super) fn is_somebody(&self) -> bool {
        self.0.as_ref().is_some_and(|found| found.iter().any(Option::is_some))
    }

    /// Refuses a function that is only run for somebody.
    pub(super) fn admit(&self, member: &Member) -> Result<(), Error> {
        let is_missing = |loan: &Loan| match loan {
            Loan::Identity { kind, is_required: true } => self.get(*kind).is_none(),
            _ => false,
        };
        match member.loans.iter().any(is_missing) {
            true => Err(Error::unauthorized("Nobody is signed in.")),
            false => Ok(()),
        }
    }
}

impl Server {
    /// Finds out who is asking, as far as these functions borrow it.
    pub(super) async fn find_who<'members>(
        &self,
        request: &Request,
        members: impl Iterator<Item = &'members Arc<Member>>,
    ) -> Result<Who, Error> {
        let mut is_wanted = vec![false; self.identities().len()];
        for loan in members.flat_map(|member| &member.loans) {
            if let Loan::Identity { kind, .. } = loan {
                is_wanted[*kind] = true;
            }
        }
        if !is_wanted.contains(&true) {
            return Ok(Who::default());
        }
        let mut found = Vec::new();
        for (kind, is_wanted) in self.identities().iter().zip(is_wanted) {
            let identity = match is_wanted {
                true => self.find_identity(kind, request).await?,
                false => None,
            };
            found.push(identity);
        }
        Ok(Who(Some(found.into())))
    }

    async fn find_identity(
        &self,
        kind: &Kind,
        request: &Request,
    ) -> Result<Option<Somebody>, Error> {
        let mut known = request.identities.lock().await;
        if let Some(identity) = known.get(&kind.id) {
            return Ok(identity.clone());
        }
        let limit = self.limits().time;
        let found = within(limit, Box::pin(kind.find(request))).await;
        let found = found.unwrap_or_else(|| {
            Err(Error::internal(format!("finding out who is asking took longer than {limit:?}")))
        });
        match &found {
            Ok(identity) => {
                known.insert(kind.id, identity.clone());
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
