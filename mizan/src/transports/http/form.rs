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
use crate::arguments::errors::ArgumentErrors;
use crate::arguments::source::ArgumentSource;
use crate::declared::content_type::accepts;
use crate::declared::exchange::Exchange;
use crate::declared::function::Function;
use crate::declared::inputs::FileParameter;
use crate::declared::upload::{IncomingFile, ReceivedFiles};
use crate::protocol::envelope::{MountedList, check_object, choose_name};
use crate::protocol::head::Header;
use crate::protocol::run::call::{Authorized, check_size};
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
        let (mut authorized, fields) = received?;
        let args = fields.args()?;
        check_size(args.len(), authorized.member.limits.body)?;
        let permit = self.acquire().await?;
        if authorized.member.function.stream {
            let arguments = ArgumentSource::json(args);
            return self.stream(exchange, authorized, &arguments, permit, key).await;
        }
        if let Some(key) = key {
            let args = Bytes::copy_from_slice(args.as_bytes());
            let body = CallBody::Form { args, mounted: fields.mounted };
            return self.run_once(exchange, authorized, body, key, permit).await.map(Served::Whole);
        }
        let arguments = ArgumentSource::json(args);
        let mounted = fields.mounted.as_deref().map(MountedList::read).transpose()?;
        let (mounted, limit) = (mounted.unwrap_or_default().0, authorized.member.limits.time);
        let run = self.run(exchange, &mut authorized, &arguments, Some(permit), &mounted, limit);
        run.await.map(Served::Whole)
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
        let pieces = Pieces { body, rest: Bytes::new(), limits, beside_files: &beside_files };
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
                    let prepared = self.prepare_form(exchange, &fields, name, has_key).await?;
                    authorized.insert(prepared)
                }
            };
            receive_file(member.function, part, files, limits, &beside_files).await?;
        }
        let authorized = match authorized {
            Some(authorized) => authorized,
            None => self.prepare_form(exchange, &fields, name, has_key).await?,
        };
        Ok((authorized, fields))
    }

    async fn prepare_form(
        &self,
        exchange: &Exchange,
        fields: &Fields,
        name: Option<&str>,
        has_key: bool,
    ) -> Result<Authorized, Error> {
        let authorized = self.find_authorized(exchange, fields.function(name)?).await?;
        // A call with a key may repeat another one, and a stream admits its run itself.
        if !has_key && !authorized.member.function.stream {
            authorized.admit(exchange)?;
        }
        Ok(authorized)
    }
}

/// Reads one file, and stops at the first byte that its parameter does not take.
async fn receive_file(
    function: &Function,
    mut part: Field<'_>,
    received: &mut ReceivedFiles,
    limits: &Limits,
    beside_files: &AtomicU64,
) -> Result<(), Error> {
    let Disposition { name, file_name } = Disposition::of(part.headers());
    let position = find_parameter(function, &name.unwrap_or_default(), received)?;
    let parameter = &function.files[position];
    let size = parameter.size.unwrap_or(limits.upload);
    let mut file = IncomingFile::new(&file_name.unwrap_or_default());
    while let Some(piece) = part.chunk().await.map_err(explain)? {
        beside_files.fetch_sub(piece.len() as u64, Ordering::Relaxed);
        if file.len() + piece.len() as u64 > size {
            let message = format!("`{}` is larger than {size} bytes.", parameter.name);
            return Err(Error::new(Code::PayloadTooLarge, message));
        }
        let had_head = file.has_head();
        file = file.receive(piece).await?;
        if file.has_head() && !had_head {
            check_type(parameter, file.content_type())?;
        }
    }
    check_type(parameter, file.content_type())?;
    received.add(position, file.finish());
    Ok(())
}

/// The position of the parameter that takes a file.
fn find_parameter(
    function: &Function,
    name: &str,
    received: &ReceivedFiles,
) -> Result<usize, Error> {
    let position = function.files.iter().position(|parameter| parameter.name == name);
    let Some(position) = position else {
        let mut errors = ArgumentErrors::default();
        errors.add_unknown(name, function.files.iter().map(|parameter| parameter.name));
        return Err(errors.into_error());
    };
    let parameter = &function.files[position];
    if received.count(position) < parameter.count {
        return Ok(position);
    }
    let message = match parameter.count {
        1 => "is given twice".to_owned(),
        count => format!("are too many: there may be {count}"),
    };
    Err(refuse(parameter, message))
}

fn check_type(parameter: &FileParameter, content_type: &str) -> Result<(), Error> {
    if accepts(parameter.accept, content_type) {
        return Ok(());
    }
    let expected = parameter.accept.join(" or ");
    Err(refuse(parameter, format!("is {content_type}, expected {expected}")))
}

fn refuse(parameter: &FileParameter, message: String) -> Error {
    let mut errors = ArgumentErrors::default();
    errors.add(parameter.name.to_owned(), message);
    errors.into_error()
}

/// The body in small pieces. The bytes that belong to no file are counted: those that the parser
/// holds, and those of text.
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
