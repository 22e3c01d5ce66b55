//! The bodies of requests, which may be sent twice.

use reqwest::RequestBuilder;
use reqwest::header::CONTENT_TYPE;
use reqwest::multipart::{Form, Part};
use serde::Serialize;

use super::super::runtime::carrier::{Call, File, Mounted, Params, Read};
use super::super::runtime::error::{Code, Error};

/// What a request carries.
pub(super) enum Body {
    Nothing,
    Json(Vec<u8>),
    /// A call with files.
    Form {
        function: &'static str,
        args: String,
        mounted: Option<String>,
        files: Vec<File>,
    },
}

/// The envelope of a call.
#[derive(Serialize)]
struct Envelope<'call> {
    #[serde(rename = "fn")]
    function: &'call str,
    args: &'call Params,
    #[serde(skip_serializing_if = "<[Mounted]>::is_empty")]
    mounted: &'call [Mounted],
}

/// The parameters of a read that are too long for an address.
#[derive(Serialize)]
struct Parameters<'read> {
    params: &'read Params,
    #[serde(skip_serializing_if = "Option::is_none")]
    only: Option<&'read str>,
}

impl Body {
    pub(super) fn of_call(call: Call) -> Result<Self, Error> {
        let Call { function, args, files, mounted, .. } = call;
        if files.is_empty() {
            return write(&Envelope { function, args: &args, mounted: &mounted }).map(Self::Json);
        }
        let text = |json: Vec<u8>| String::from_utf8_lossy(&json).into_owned();
        let mounted = match mounted.is_empty() {
            true => None,
            false => Some(text(write(&mounted)?)),
        };
        Ok(Self::Form { function, args: text(write(&args)?), mounted, files })
    }

    pub(super) fn of_read(read: &Read) -> Result<Self, Error> {
        write(&Parameters { params: &read.params, only: read.only }).map(Self::Json)
    }

    /// Puts the body into a request.
    pub(super) fn fill(&self, request: RequestBuilder) -> Result<RequestBuilder, Error> {
        match self {
            Self::Nothing => Ok(request),
            Self::Json(json) => {
                Ok(request.header(CONTENT_TYPE, "application/json").body(json.clone()))
            }
            Self::Form { function, args, mounted, files } => {
                let mut form = Form::new().text("fn", *function).text("args", args.clone());
                if let Some(mounted) = mounted {
                    form = form.text("mounted", mounted.clone());
                }
                for file in files {
                    form = form.part(file.argument, part(file)?);
                }
                Ok(request.multipart(form))
            }
        }
    }
}

fn write(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value).map_err(|error| Error::new(Code::ValidationError, error.to_string()))
}

fn part(file: &File) -> Result<Part, Error> {
    let part = content(file).file_name(file.name.clone());
    match &file.media_type {
        None => Ok(part),
        Some(media_type) => part.mime_str(media_type).map_err(|_| {
            let File { name, .. } = file;
            let message = format!(
                "`{media_type}`, the media type of the file `{name}`, is none. Write one such as `image/png`."
            );
            Error::new(Code::ValidationError, message)
        }),
    }
}

/// The bytes of a file, in pieces, so that a large one is not copied whole.
#[cfg(not(target_arch = "wasm32"))]
fn content(file: &File) -> Part {
    const PIECE: usize = 64 * 1024;
    let (content, length) = (file.content.clone(), file.content.len());
    let pieces = (0..length).step_by(PIECE).map(move |start| {
        let piece = content.get(start..length.min(start + PIECE)).unwrap_or_default();
        Ok::<_, std::io::Error>(piece.to_vec())
    });
    let pieces = futures_util::stream::iter(pieces);
    Part::stream_with_length(reqwest::Body::wrap_stream(pieces), length as u64)
}

/// The bytes of a file; a browser takes them whole.
#[cfg(target_arch = "wasm32")]
fn content(file: &File) -> Part {
    Part::bytes(file.content.to_vec())
}
