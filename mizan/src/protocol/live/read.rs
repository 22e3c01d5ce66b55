//! A live instance read for a whole audience.

use std::sync::Arc;

use crate::arguments::object::Members;
use crate::arguments::source::ArgumentSource;
use crate::declared::exchange::Exchange;
use crate::protocol::run::bundle::Bundle as Reading;
use crate::protocol::run::pages::Selection;
use crate::server::live::instance::{Bundle, Seen};
use crate::server::live::subscription::Name;
use crate::server::member::ContextMembers;
use crate::server::state::Server;
use crate::{Code, Error};

impl Server {
    /// Reads an instance with the identity of an exchange. It waits for its turn like a request, however
    /// long that takes: who has subscribed waits for nothing else.
    pub(super) async fn read_live(
        &self,
        context: &Arc<ContextMembers>,
        name: &Name,
        exchange: &Arc<Exchange>,
    ) -> Seen {
        let _permit = loop {
            match self.acquire().await {
                Err(error) if error.code() == Code::Unavailable && !self.is_going_down() => {}
                permit => break permit?,
            }
        };
        let params = parse(&name.written)?;
        let reading = Reading::select(
            context,
            params.names(),
            Selection::of(&params, name.only.as_deref()),
            self.limits().pages,
        )?
        .admitted();
        let start = context.clock.start_read();
        let arguments = ArgumentSource::members(&params);
        let read = self.read_bundle(reading, start.clone(), exchange, &arguments).await?;
        let mut version = Vec::new();
        context.clock.write(&start.token(read.is_exact), &mut version);
        Ok(Bundle {
            body: read.body,
            h: read.h,
            passing: read.passing,
            version: String::from_utf8(version).unwrap_or_default(),
        })
    }
}

/// Reads the parameters of an instance.
pub(crate) fn parse(params: &str) -> Result<Members<'_>, Error> {
    Members::parse(params)
        .map_err(|error| Error::bad_request(format!("`params` has to be an object: {error}.")))
}
