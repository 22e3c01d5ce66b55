//! What a mutation made stale and the client shows, read again in the same round trip.

use std::sync::Arc;

use futures_util::future::join_all;

use super::bundle::Bundle;
use crate::arguments::{ArgumentSource, Members};
use crate::json::write_text;
use crate::protocol::receive::Mounted;
use crate::protocol::reply::{Announcement, Invalidations};
use crate::{Request, Server};

impl Server {
    /// Reads the instances that are stale, after the mutation has committed, and writes them
    /// behind the answer. What cannot be read is left to the client, which asks for it and then
    /// learns why.
    pub(super) async fn refresh(
        &self,
        request: &Arc<Request>,
        mounted: &[Mounted<'_>],
        (invalidations, announcement): (&Invalidations<'_>, &Announcement),
        body: &mut Vec<u8>,
    ) {
        let due = mounted.iter().filter(|instance| is_stale(instance, invalidations));
        let due: Vec<&Mounted<'_>> = due.take(self.limits().mounted).collect();
        let bundles =
            join_all(due.iter().map(|instance| self.read_again(request, instance, announcement)))
                .await;
        let mut opening = br#","contexts":["#.as_slice();
        for (instance, bundle) in due.iter().zip(&bundles) {
            let Some(bundle) = bundle else { continue };
            body.extend_from_slice(opening);
            write_instance(instance, bundle, body);
            opening = b",";
        }
        if opening == b"," {
            body.push(b']');
        }
    }

    /// Reads one of them. Its token is exact only where that of the mutation is.
    async fn read_again(
        &self,
        request: &Arc<Request>,
        instance: &Mounted<'_>,
        announcement: &Announcement,
    ) -> Option<Vec<u8>> {
        let context = self.find_context(&instance.context)?;
        let params = Members::parse(instance.params()).ok()?;
        let start = match announcement.find(&instance.context) {
            Some((_, token)) if !token.is_exact() => context.clock.start_read().disturbed(),
            _ => context.clock.start_read(),
        };
        let bundle = Bundle::whole(context);
        self.read_bundle(bundle, start, request, &ArgumentSource::members(&params)).await.ok()
    }
}

fn is_stale(instance: &Mounted<'_>, invalidations: &Invalidations<'_>) -> bool {
    let Ok(params) = Members::parse(instance.params()) else { return false };
    invalidations.reach(&instance.context, |name| params.get(name))
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
