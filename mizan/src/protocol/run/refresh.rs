//! The mounted contexts that a mutation made stale, read again within the same request.

use std::sync::Arc;

use futures_util::future::join_all;

use super::bundle::Bundle;
use crate::arguments::object::Members;
use crate::arguments::source::ArgumentSource;
use crate::declared::exchange::Exchange;
use crate::declared::invalidation::Invalidations;
use crate::json::write::write_text;
use crate::protocol::envelope::Mounted;
use crate::protocol::reply::announcement::Announcement;
use crate::protocol::reply::invalidations::reaches;
use crate::server::state::Server;

impl Server {
    /// Reads the stale instances after the mutation has committed, and writes them behind the
    /// answer. An instance that cannot be read is left out: the client reads it and gets the error.
    pub(super) async fn refresh(
        &self,
        exchange: &Arc<Exchange>,
        mounted: &[Mounted<'_>],
        announcement: &Announcement,
        body: &mut Vec<u8>,
    ) {
        let stale =
            mounted.iter().filter(|instance| is_stale(instance, &announcement.invalidations));
        let stale: Vec<&Mounted<'_>> = stale.take(self.limits().mounted).collect();
        let reads = stale.iter().map(|instance| self.read_again(exchange, instance, announcement));
        let bundles = join_all(reads).await;
        let mut opening = br#","contexts":["#.as_slice();
        for (instance, bundle) in stale.iter().zip(&bundles) {
            let Some(bundle) = bundle else { continue };
            body.extend_from_slice(opening);
            write_instance(instance, bundle, body);
            opening = b",";
        }
        if opening == b"," {
            body.push(b']');
        }
    }

    /// Reads one instance again. Its token is exact only if the token of the mutation is.
    async fn read_again(
        &self,
        exchange: &Arc<Exchange>,
        instance: &Mounted<'_>,
        announcement: &Announcement,
    ) -> Option<Vec<u8>> {
        let context = self.find_context(&instance.context)?;
        let params = Members::parse(instance.params()).ok()?;
        let start = match announcement.find(&instance.context) {
            Some((_, token)) if !token.is_exact() => context.clock.start_read().disturbed(),
            _ => context.clock.start_read(),
        };
        let arguments = ArgumentSource::members(&params);
        self.read_bundle(Bundle::whole(context), start, exchange, &arguments).await.ok()
    }
}

fn is_stale(instance: &Mounted<'_>, invalidations: &Invalidations) -> bool {
    let Ok(params) = Members::parse(instance.params()) else { return false };
    reaches(invalidations, &instance.context, |name| params.get(name))
}

fn write_instance(instance: &Mounted<'_>, bundle: &[u8], body: &mut Vec<u8>) {
    body.extend_from_slice(br#"{"context":"#);
    write_text(&instance.context, body);
    body.extend_from_slice(br#","params":"#);
    body.extend_from_slice(instance.params().as_bytes());
    body.extend_from_slice(br#","bundle":"#);
    body.extend_from_slice(bundle);
    body.push(b'}');
}
