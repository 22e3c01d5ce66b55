//! A call whose files have arrived.

use std::sync::Arc;

use crate::Error;
use crate::arguments::source::ArgumentSource;
use crate::declared::exchange::Exchange;
use crate::protocol::run::call::{Authorized, check_size};
use crate::protocol::run::call_body::CallBody;
use crate::protocol::served::Served;
use crate::server::state::Server;

impl Server {
    /// Authorises the caller of a function that takes files, before the first file is received.
    pub(crate) async fn authorize_files(
        &self,
        exchange: &Exchange,
        function: &str,
        has_key: bool,
    ) -> Result<Authorized, Error> {
        let authorized = self.find_authorized(exchange, function).await?;
        // A call with a key may repeat another one, and a stream admits its run itself.
        if !has_key && !authorized.member.function.stream {
            authorized.admit(exchange)?;
        }
        Ok(authorized)
    }

    /// Runs an authorised call whose files have arrived.
    pub(crate) async fn call_with_files(
        &self,
        exchange: &Arc<Exchange>,
        mut authorized: Authorized,
        body: CallBody,
        key: Option<&str>,
    ) -> Result<Served, Error> {
        let (args, mounted) = body.read()?;
        check_size(args.len(), authorized.member.limits.body)?;
        let permit = self.acquire().await?;
        let arguments = ArgumentSource::json(args);
        if authorized.member.function.stream {
            return self.stream(exchange, authorized, &arguments, permit, key).await;
        }
        if let Some(key) = key {
            return self.run_once(exchange, authorized, body, key, permit).await.map(Served::Whole);
        }
        let limit = authorized.member.limits.time;
        let run = self.run(exchange, &mut authorized, &arguments, Some(permit), &mounted.0, limit);
        run.await.map(Served::Whole)
    }
}
