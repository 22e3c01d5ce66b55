//! A call with files: a multipart form, read piece by piece.

use std::borrow::Cow;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::{Buf, Bytes};
use futures_util::stream::{Stream, unfold};
use http_body::Body;
use http_body_util::BodyExt;
use multer::{Field, Multipart};
use tokio::task::yield_now;

use super::body::discard;
use super::disposition::Disposition;
use super::headers::read_idempotency_key;
use crate::declared::exchange::Exchange;
use crate::declared::function::Function;
use crate::declared::upload::ReceivedFiles;
use crate::protocol::envelope::{check_object, choose_name};
use crate::protocol::files::receiving::ReceivingFile;
use crate::protocol::head::Header;
use crate::protocol::run::call::Authorized;
use crate::protocol::run::call_body::CallBody;
use crate::protocol::served::Served;
use crate::server::limits::Limits;
use crate::server::state::Server;
use crate::timeout::within;
use crate::{Code, Error};

/// The size in bytes of the pieces that the form's parser gets. It buffers every piece that is
/// ready, so that small pieces bound its memory.
const PIECE: usize = 16 * 1024;

/// The size in bytes that the headers of all parts may have, beside files and text.
const HEADS: u64 = 64 * 1024;

/// The text parts of a form.
#[derive(Default)]
struct Fields {
    function: Option<Bytes>,
    args: Option<Bytes>,
    mounted: Option<Bytes>,
}

impl Fields {
    /// The field for a part; `None` for a file. A part with a file name is a file, whatever its
    /// name.
    fn find(&mut self, part: &Field<'_>) -> Option<&mut Option<Bytes>> {
        let Disposition { name, file_name } = Disposition::of(part.headers());
        match name.as_deref() {
            _ if file_name.is_some() => None,
            Some("fn") => Some(&mut self.function),
            Some("args") => Some(&mut self.args),
            Some("mounted") => Some(&mut self.mounted),
            _ => None,
        }
    }

    /// The name of the function, which the address may say instead of the form.
    fn function<'form>(&'form self, named: Option<&'form str>) -> Result<&'form str, Error> {
        let Some(name) = self.function.as_deref() else {
            return choose_name(None, named).map_err(|_| {
                Error::bad_request(
                    "The form has to name its function: a part `fn`, before the files.",
                )
            });
        };
        let name = std::str::from_utf8(name)
            .map_err(|_| Error::bad_request("The part `fn` is no text."))?;
        choose_name(Some(name), named)
    }

    /// The arguments and the mounted contexts.
    fn into_body(self) -> Result<CallBody, Error> {
        let lacks = || Error::bad_request("The form lacks a part `args`.");
        let args = self.args.ok_or_else(lacks)?;
        let text = std::str::from_utf8(&args)
            .map_err(|_| Error::bad_request("The part `args` is no text."))?;
        check_object(text)?;
        Ok(CallBody::Form { args, mounted: self.mounted })
    }
}

impl Server {
    pub(super) async fn call_with_form<B>(
        &self,
        exchange: &Arc<Exchange>,
        body: B,
        boundary: String,
        name: Option<Cow<'_, str>>,
        idempotency_key: Header<'_>,
    ) -> Result<Served, Error>
    where
        B: Body<Data: Buf + Send> + Send,
    {
        let mut body = pin!(body);
        let limits = self.limits();
        let key = match read_idempotency_key(idempotency_key) {
            Ok(key) => key,
            Err(error) => {
                discard(body, limits.time).await;
                return Err(error);
            }
        };
        if key.is_some() {
            exchange.remember_session();
        }
        let received = {
            let has_key = key.is_some();
            let receive = self.receive(exchange, body.as_mut(), boundary, name.as_deref(), has_key);
            within(limits.upload_time, Box::pin(receive)).await.unwrap_or_else(|| {
                let time = limits.upload_time;
                Err(Error::bad_request(format!("The form took longer than {time:?} to arrive.")))
            })
        };
        if received.is_err() {
            discard(body, limits.time).await;
        }
        let (authorized, fields) = received?;
        self.call_with_files(exchange, authorized, fields.into_body()?, key).await
    }

    /// Reads the form. The caller is authorised before the first file is received.
    async fn receive<B>(
        &self,
        exchange: &Arc<Exchange>,
        body: Pin<&mut B>,
        boundary: String,
        name: Option<&str>,
        has_key: bool,
    ) -> Result<(Authorized, Fields), Error>
    where
        B: Body<Data: Buf + Send> + Send,
    {
        let limits = self.limits();
        let beside_files = AtomicU64::new(0);
        let pieces = Pieces::new(body, limits, &beside_files);
        let mut parts = Multipart::new(pieces.into_stream(), boundary);
        let (mut fields, mut authorized) = (Fields::default(), None);
        while let Some(part) = parts.next_field().await.map_err(explain)? {
            if let Some(field) = fields.find(&part) {
                *field = Some(part.bytes().await.map_err(explain)?);
                continue;
            }
            let Authorized { member, files, .. } = match &mut authorized {
                Some(authorized) => authorized,
                None => {
                    let prepared =
                        self.authorize_files(exchange, fields.function(name)?, has_key).await?;
                    authorized.insert(prepared)
                }
            };
            receive_file(member.function, part, files, limits, &beside_files).await?;
        }
        let authorized = match authorized {
            Some(authorized) => authorized,
            None => self.authorize_files(exchange, fields.function(name)?, has_key).await?,
        };
        Ok((authorized, fields))
    }
}

/// Reads one file, and stops at the first byte that its parameter does not take.
pub(super) async fn receive_file(
    function: &'static Function,
    part: Field<'_>,
    received: &mut ReceivedFiles,
    limits: &Limits,
    beside_files: &AtomicU64,
) -> Result<(), Error> {
    receive_file_after(function, part, None, received, limits, beside_files).await
}

/// The same for a file whose first piece was read before.
pub(super) async fn receive_file_after(
    function: &'static Function,
    mut part: Field<'_>,
    first: Option<Bytes>,
    received: &mut ReceivedFiles,
    limits: &Limits,
    beside_files: &AtomicU64,
) -> Result<(), Error> {
    let Disposition { name, file_name } = Disposition::of(part.headers());
    let (name, file_name) = (name.unwrap_or_default(), file_name.unwrap_or_default());
    let (name, file_name) = (name.into_owned(), file_name.into_owned());
    let count = |position| received.count(position);
    let mut file = ReceivingFile::begin(function, &name, &file_name, count, limits)?;
    let mut next = first;
    while let Some(piece) = match next.take() {
        Some(first) => Some(first),
        None => part.chunk().await.map_err(explain)?,
    } {
        beside_files.fetch_sub(piece.len() as u64, Ordering::Relaxed);
        file = file.receive(piece).await?;
    }
    file.end(received)
}

/// The body in small pieces. The bytes that belong to no file are counted: those that the parser
/// holds, and those of text.
pub(super) struct Pieces<'body, B> {
    body: Pin<&'body mut B>,
    rest: Bytes,
    limits: &'body Limits,
    beside_files: &'body AtomicU64,
}

impl<'body, B> Pieces<'body, B>
where
    B: Body<Data: Buf + Send> + Send,
{
    pub(super) fn new(
        body: Pin<&'body mut B>,
        limits: &'body Limits,
        beside_files: &'body AtomicU64,
    ) -> Self {
        Self { body, rest: Bytes::new(), limits, beside_files }
    }

    pub(super) fn into_stream(self) -> impl Stream<Item = Result<Bytes, Refusal>> + Send + 'body {
        unfold(self, |mut pieces| async move {
            // Lets the parser work on the last piece before it asks for the next one.
            yield_now().await;
            Some((pieces.next().await.transpose()?, pieces))
        })
    }

    async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        while self.rest.is_empty() {
            match self.next_data().await? {
                Some(data) => self.rest = data,
                None => return Ok(None),
            }
        }
        let piece = self.rest.split_to(self.rest.len().min(PIECE));
        let size = piece.len() as u64;
        let held = self.beside_files.fetch_add(size, Ordering::Relaxed) + size;
        if held > self.limits.body as u64 + HEADS {
            let limit = self.limits.body;
            let message = format!("The form has more than {limit} bytes beside its files.");
            return Err(Refusal(Error::new(Code::PayloadTooLarge, message)));
        }
        Ok(Some(piece))
    }

    /// The next frame of the body. The time limit is for each frame: a large file may take long, a
    /// silent client may not.
    async fn next_data(&mut self) -> Result<Option<Bytes>, Refusal> {
        let refuse = |message: &'static str| Refusal(Error::bad_request(message));
        match within(self.limits.time, self.body.frame()).await {
            None => Err(refuse("The body took too long to arrive.")),
            Some(None) => Ok(None),
            Some(Some(Err(_))) => Err(refuse("The body broke off.")),
            Some(Some(Ok(frame))) => Ok(Some(match frame.into_data() {
                Ok(mut data) => data.copy_to_bytes(data.remaining()),
                Err(_) => Bytes::new(),
            })),
        }
    }
}

/// An error of Mizan on its way through the parser.
#[derive(Debug)]
pub(super) struct Refusal(Error);

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::error::Error for Refusal {}

pub(super) fn explain(error: multer::Error) -> Error {
    let broken = |error: &dyn std::fmt::Display| {
        Error::bad_request(format!("The form cannot be read: {error}."))
    };
    match error {
        multer::Error::StreamReadFailed(source) => match source.downcast::<Refusal>() {
            Ok(refusal) => refusal.0,
            Err(source) => broken(&source),
        },
        error => broken(&error),
    }
}
