//! A call with files: a form, read piece by piece.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::{Buf, Bytes};
use futures_util::stream::{Stream, unfold};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Response};
use http_body::Body;
use http_body_util::BodyExt;
use multer::{Field, Multipart};
use tokio::task::yield_now;

use super::call::Authorized;
use crate::arguments::{ArgumentErrors, ArgumentSource};
use crate::declared::function::{Files, Function};
use crate::declared::upload::{IncomingFile, accepts};
use crate::protocol::receive::{Mounted, check_object};
use crate::protocol::timeout::within;
use crate::server::Limits;
use crate::{Code, Error, Request, Server, Upload};

/// The form's parser takes everything that is ready, so it is given little at a time.
const PIECE: usize = 16 * 1024;

/// What a form may take beside files and text, for the heads of its parts.
const HEADS: u64 = 64 * 1024;

/// How much of a refused form is read all the same: a browser reads no answer before it has sent
/// everything.
const REST: usize = 32 * 1024 * 1024;

/// What separates the parts of a form; `None` if the body is none.
pub(in crate::protocol) fn find_boundary(headers: &HeaderMap) -> Option<String> {
    let content_type = headers.get(CONTENT_TYPE)?;
    // Most calls are JSON, and need not pay for reading a type whole.
    let is_form = content_type.as_bytes().get(..10)?.eq_ignore_ascii_case(b"multipart/");
    if is_form { multer::parse_boundary(content_type.to_str().ok()?).ok() } else { None }
}

/// The files of a call, in the order of the parameters that take them.
#[derive(Debug, Default)]
pub(super) struct ReceivedFiles(Vec<Vec<Upload>>);

impl ReceivedFiles {
    pub(super) fn take(&mut self, position: usize) -> Vec<Upload> {
        self.0.get_mut(position).map(std::mem::take).unwrap_or_default()
    }

    fn add(&mut self, position: usize, file: Upload) {
        self.0.resize_with(self.0.len().max(position + 1), Vec::new);
        self.0[position].push(file);
    }

    fn count(&self, position: usize) -> usize {
        self.0.get(position).map_or(0, Vec::len)
    }
}

/// The text of a form.
#[derive(Default)]
struct Fields {
    function: Option<Bytes>,
    args: Option<Bytes>,
    mounted: Option<Bytes>,
}

impl Fields {
    /// The field of that name. A part with a file name is a file, whatever else it is called.
    fn find(&mut self, part: &Field<'_>) -> Option<&mut Option<Bytes>> {
        match part.name() {
            _ if part.file_name().is_some() => None,
            Some("fn") => Some(&mut self.function),
            Some("args") => Some(&mut self.args),
            Some("mounted") => Some(&mut self.mounted),
            _ => None,
        }
    }

    fn function(&self) -> Result<&str, Error> {
        let name = self.function.as_deref().ok_or_else(|| {
            Error::bad_request("The form has to name its function: a part `fn`, before the files.")
        })?;
        std::str::from_utf8(name).map_err(|_| Error::bad_request("The part `fn` is no text."))
    }

    fn args(&self) -> Result<&str, Error> {
        let args = self.args.as_deref();
        let args = args.ok_or_else(|| Error::bad_request("The form lacks a part `args`."))?;
        let args = std::str::from_utf8(args)
            .map_err(|_| Error::bad_request("The part `args` is no text."))?;
        check_object(args)?;
        Ok(args)
    }
}

impl Server {
    pub(in crate::protocol) async fn call_with_form<B>(
        &self,
        request: &Arc<Request>,
        body: B,
        boundary: String,
    ) -> Result<Response<Bytes>, Error>
    where
        B: Body<Data: Buf + Send> + Send,
    {
        let mut body = pin!(body);
        let received = self.receive(request, body.as_mut(), boundary).await;
        if received.is_err() {
            discard(body, self.limits().time).await;
        }
        let (mut authorized, fields) = received?;
        let arguments = ArgumentSource::json(fields.args()?);
        let mounted = match &fields.mounted {
            Some(mounted) => serde_json::from_slice::<Vec<Mounted<'_>>>(mounted)
                .map_err(|error| Error::bad_request(format!("`mounted` is no list: {error}.")))?,
            None => Vec::new(),
        };
        let permit = self.acquire().await?;
        self.run(request, &mut authorized, &arguments, permit, &mounted).await
    }

    /// Reads the form. Whoever is not let in sends no file.
    async fn receive<B>(
        &self,
        request: &Arc<Request>,
        body: Pin<&mut B>,
        boundary: String,
    ) -> Result<(Authorized<'_>, Fields), Error>
    where
        B: Body<Data: Buf + Send> + Send,
    {
        let limits = self.limits();
        let beside_files = AtomicU64::new(0);
        let pieces =
            Pieces { body, rest: Bytes::new(), limits: &limits, beside_files: &beside_files };
        let mut parts = Multipart::new(pieces.into_stream(), boundary);
        let (mut fields, mut authorized) = (Fields::default(), None);
        while let Some(part) = parts.next_field().await.map_err(explain)? {
            if let Some(field) = fields.find(&part) {
                *field = Some(part.bytes().await.map_err(explain)?);
                continue;
            }
            let Authorized { member, files, .. } = match &mut authorized {
                Some(authorized) => authorized,
                None => authorized.insert(self.prepare_form(request, &fields).await?),
            };
            receive_file(member.function, part, files, &limits, &beside_files).await?;
        }
        let authorized = match authorized {
            Some(authorized) => authorized,
            None => self.prepare_form(request, &fields).await?,
        };
        Ok((authorized, fields))
    }

    async fn prepare_form(
        &self,
        request: &Request,
        fields: &Fields,
    ) -> Result<Authorized<'_>, Error> {
        self.prepare(request, fields.function()?).await
    }
}

/// Reads a file, and stops as soon as it is not what its parameter takes.
async fn receive_file(
    function: &Function,
    mut part: Field<'_>,
    received: &mut ReceivedFiles,
    limits: &Limits,
    beside_files: &AtomicU64,
) -> Result<(), Error> {
    let name = part.name().unwrap_or_default();
    let Some(position) = function.files.iter().position(|files| files.name == name) else {
        let mut errors = ArgumentErrors::default();
        errors.add_unknown(name, function.files.iter().map(|files| files.name));
        return Err(errors.into_error());
    };
    let files = &function.files[position];
    if received.count(position) == files.count {
        let message = match files.count {
            1 => "is given twice".to_owned(),
            count => format!("are too many: there may be {count}"),
        };
        return Err(refuse(files, message));
    }
    let size = files.size.unwrap_or(limits.upload);
    let mut file = IncomingFile::new(part.file_name().unwrap_or_default());
    while let Some(piece) = part.chunk().await.map_err(explain)? {
        beside_files.fetch_sub(piece.len() as u64, Ordering::Relaxed);
        if file.len() + piece.len() as u64 > size {
            let message = format!("`{}` is larger than {size} bytes.", files.name);
            return Err(Error::new(Code::PayloadTooLarge, message));
        }
        let was_known = file.is_known();
        file = file.receive(piece).await?;
        if file.is_known() && !was_known {
            check_type(files, file.content_type())?;
        }
    }
    check_type(files, file.content_type())?;
    received.add(position, file.finish());
    Ok(())
}

fn check_type(files: &Files, content_type: &str) -> Result<(), Error> {
    if accepts(files.accept, content_type) {
        return Ok(());
    }
    Err(refuse(files, format!("is {content_type}, expected {}", files.accept.join(" or "))))
}

fn refuse(files: &Files, message: String) -> Error {
    let mut errors = ArgumentErrors::default();
    errors.add(files.name.to_owned(), message);
    errors.into_error()
}

/// The body, little by little. What the parser holds, and what is no file, is counted.
struct Pieces<'body, B> {
    body: Pin<&'body mut B>,
    rest: Bytes,
    limits: &'body Limits,
    beside_files: &'body AtomicU64,
}

impl<'body, B> Pieces<'body, B>
where
    B: Body<Data: Buf + Send> + Send,
{
    fn into_stream(self) -> impl Stream<Item = Result<Bytes, Refusal>> + Send + 'body {
        unfold(self, |mut pieces| async move {
            // The parser takes what is there now, and works on it before it asks again.
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

    /// What arrives next. A long file takes its time, a silent client has none.
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

async fn discard<B: Body<Data: Buf>>(mut body: Pin<&mut B>, time: Duration) {
    let rest = pin!(async {
        let mut left = REST;
        while let Some(Ok(frame)) = body.as_mut().frame().await
            && let Some(less) = left.checked_sub(frame.data_ref().map_or(0, Buf::remaining))
        {
            left = less;
        }
    });
    within(time, rest).await;
}

/// Our own refusal, on its way through the parser.
#[derive(Debug)]
struct Refusal(Error);

impl std::fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::error::Error for Refusal {}

fn explain(error: multer::Error) -> Error {
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
