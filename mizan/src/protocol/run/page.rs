//! A page: a function with a route, whose result a transport shows as it is.

use std::sync::Arc;
use std::task::Context;
use std::time::Instant;

use super::call::end_session;
use super::execute::{self, Execution};
use super::mutation::mutate;
use crate::Error;
use crate::arguments::source::ArgumentSource;
use crate::declared::call::Call;
use crate::declared::exchange::Exchange;
use crate::declared::identity::Identities;
use crate::declared::invalidation::Invalidations;
use crate::declared::reply::Page;
use crate::server::member::Member;
use crate::server::state::Server;

impl Server {
    /// Runs an authorised and admitted page. A request with a safe method is a read, any other a mutation.
    pub(crate) async fn run_page(
        &self,
        member: &Arc<Member>,
        exchange: &Arc<Exchange>,
        identities: Identities,
        arguments: &ArgumentSource<'_>,
    ) -> Result<(Page, Invalidations), Error> {
        let permit = self.acquire().await?;
        let limit = member.limits.time;
        let call = || Call::new(&member.inputs, exchange, identities.clone());
        let start = |context: &mut Context<'_>| {
            Execution::start(member, call(), exchange, arguments, context, &mut Instant::now())
        };
        let begun = match exchange.request.method().is_safe() {
            true => execute::read(limit, start, Some(permit)).await,
            false => {
                self.check_detached()?;
                let scope = self.known_scope(member, exchange, call, arguments);
                mutate(self, member, exchange, scope, start, Some(permit), limit).await
            }
        };
        let ended = begun.end().await;
        let is_success = !exchange.reply.has_failed_page();
        let announcement = end_session(exchange, ended, is_success).await?;
        let page = exchange.reply.take().page;
        let page = page.ok_or_else(|| Error::internal("a page answered none"))?;
        Ok((*page, announcement.invalidations))
    }
}
