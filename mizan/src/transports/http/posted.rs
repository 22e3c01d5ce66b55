//! The body of a form that a browser sends by itself: names and texts, and files where the form has them.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;

use bytes::Buf;
use http_body::Body;

use super::body::discard;
use super::content_type::{PostedKind, find_posted_kind};
use crate::Error;
use crate::declared::exchange::Exchange;
use crate::protocol::head::Header;
use crate::protocol::run::call::Authorized;
use crate::server::member::Member;
use crate::server::state::Server;

/// The texts of a form by their names, in the order of the page.
pub(crate) type Values = BTreeMap<String, Vec<String>>;

/// What a browser has sent: the texts, and the caller with the files, if there were any.
#[derive(Default)]
pub(crate) struct PostedBody {
    pub(crate) values: Values,
    pub(crate) authorized: Option<Authorized>,
}

impl Server {
    /// Receives the form. The texts that have arrived are in `posted`, also where it breaks off.
    pub(crate) async fn receive_posted<B>(
        &self,
        exchange: &Arc<Exchange>,
        member: &Arc<Member>,
        content_type: Header<'_>,
        body: B,
        posted: &mut PostedBody,
    ) -> Result<(), Error>
    where
        B: Body<Data: Buf + Send> + Send,
    {
        // Only files ask who is calling before they are received.
        #[cfg(not(feature = "uploads"))]
        let _ = exchange;
        let kind = match find_posted_kind(content_type) {
            Ok(kind) => kind,
            Err(error) => {
                discard(pin!(body), self.limits().time).await;
                return Err(error);
            }
        };
        match kind {
            PostedKind::Encoded => {
                let received = self.receive_body(body, Some(Some(member.function.name))).await?;
                for (name, text) in form_urlencoded::parse(&received.body) {
                    posted.values.entry(name.into_owned()).or_default().push(text.into_owned());
                }
                Ok(())
            }
            #[cfg(feature = "uploads")]
            PostedKind::Parts(boundary) => {
                self.receive_parts(exchange, member, boundary, body, posted).await
            }
        }
    }
}
