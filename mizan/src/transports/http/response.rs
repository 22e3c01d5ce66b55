//! The body of a response: whole, or the lines of a stream that come while its function runs.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame};

use crate::protocol::run::stream::Lines;

/// The body of a response.
pub(crate) enum ResponseBody {
    Whole(Bytes),
    Lines(LinesBody),
}

/// The lines of a stream. They are asked for as fast as the connection takes them, and dropping the
/// body drops the function.
pub(crate) struct LinesBody(pub(super) Lines);

impl Body for LinesBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_next(context).map(|lines| lines.map(|lines| Ok(Frame::data(lines))))
    }
}

impl ResponseBody {
    /// The whole body; of a stream the lines to its end.
    pub(super) async fn collect(self) -> Bytes {
        let LinesBody(mut lines) = match self {
            Self::Whole(whole) => return whole,
            Self::Lines(lines) => lines,
        };
        let mut all = BytesMut::new();
        while let Some(batch) = poll_fn(|context| lines.poll_next(context)).await {
            all.extend_from_slice(&batch);
        }
        all.freeze()
    }
}
