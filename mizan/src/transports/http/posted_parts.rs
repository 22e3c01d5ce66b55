//! The parts of a form with files, as a browser sends them.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use bytes::Buf;
use http_body::Body;
use multer::{Field, Multipart};

use super::body::discard;
use super::disposition::Disposition;
use super::form::{Pieces, explain, receive_file_after};
use super::posted::PostedBody;
use crate::Error;
use crate::declared::exchange::Exchange;
use crate::protocol::run::call::Authorized;
use crate::server::member::Member;
use crate::server::state::Server;
use crate::timeout::within;

impl Server {
    pub(super) async fn receive_parts<B>(
        &self,
        exchange: &Arc<Exchange>,
        member: &Arc<Member>,
        boundary: String,
        body: B,
        posted: &mut PostedBody,
    ) -> Result<(), Error>
    where
        B: Body<Data: Buf + Send> + Send,
    {
        let limits = self.limits();
        let mut body = pin!(body);
        let received = {
            let beside_files = AtomicU64::new(0);
            let pieces = Pieces::new(body.as_mut(), limits, &beside_files);
            let parts = Multipart::new(pieces.into_stream(), boundary);
            let receive = self.receive_each(exchange, member, parts, &beside_files, posted);
            within(limits.upload_time, Box::pin(receive)).await.unwrap_or_else(|| {
                let time = limits.upload_time;
                Err(Error::bad_request(format!("The form took longer than {time:?} to arrive.")))
            })
        };
        if received.is_err() {
            discard(body, limits.time).await;
        }
        received
    }

    /// Receives part by part. The caller is authorised before the first file is received.
    async fn receive_each(
        &self,
        exchange: &Arc<Exchange>,
        member: &Arc<Member>,
        mut parts: Multipart<'_>,
        beside_files: &AtomicU64,
        posted: &mut PostedBody,
    ) -> Result<(), Error> {
        while let Some(mut part) = parts.next_field().await.map_err(explain)? {
            let Some(name) = file_name_of(&part) else {
                receive_text(part, posted).await?;
                continue;
            };
            let first = part.chunk().await.map_err(explain)?;
            // An input in which nobody has chosen a file is sent as a file without a name.
            if name.is_empty() && first.as_ref().is_none_or(|piece| piece.is_empty()) {
                continue;
            }
            let Authorized { files, .. } = match &mut posted.authorized {
                Some(authorized) => authorized,
                unknown => {
                    let authorized = self.find_authorized(exchange, member.function.name).await?;
                    authorized.admit(exchange)?;
                    unknown.insert(authorized)
                }
            };
            let function = member.function;
            receive_file_after(function, part, first, files, self.limits(), beside_files).await?;
        }
        Ok(())
    }
}

/// The name of a file; `None` for a text.
fn file_name_of(part: &Field<'_>) -> Option<String> {
    Disposition::of(part.headers()).file_name.map(|name| name.into_owned())
}

async fn receive_text(part: Field<'_>, posted: &mut PostedBody) -> Result<(), Error> {
    let name = Disposition::of(part.headers()).name.unwrap_or_default().into_owned();
    let text = part.bytes().await.map_err(explain)?;
    let text = String::from_utf8(text.into())
        .map_err(|_| Error::bad_request(format!("The field `{name}` is no text in UTF-8.")))?;
    posted.values.entry(name).or_default().push(text);
    Ok(())
}
