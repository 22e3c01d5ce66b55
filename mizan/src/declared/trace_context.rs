//! The place of a request in a distributed trace: the header `traceparent` of the W3C.

use http::{HeaderMap, HeaderName};

/// The header that names the trace.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The place of a request in a distributed trace. [`Request::trace_context`](crate::Request::trace_context)
/// has an example.
///
/// Where a subscriber of `tracing` wants spans of the level `INFO`, Mizan opens one for each request over
/// HTTP, `request`, and below it one for each run, `function`. Their fields are those of OpenTelemetry's
/// semantic conventions, `otel.name`, `otel.kind`, `otel.status_code`, `http.request.method`,
/// `http.route`, `http.response.status_code`, `url.path`, `rpc.method` and `error.type`, so that
/// `tracing-opentelemetry` exports them as they are. The span of a request has the fields `trace_id` and
/// `parent_id` as well. It becomes a child of the sender's span if a layer in front of Mizan opens a span
/// whose parent is set from the header: Mizan's span is a child of the current one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceContext<'request> {
    trace_id: &'request str,
    parent_id: &'request str,
    is_sampled: bool,
}

impl<'request> TraceContext<'request> {
    /// The id of the trace: 32 lower-case hexadecimal digits.
    pub fn trace_id(&self) -> &'request str {
        self.trace_id
    }

    /// The id of the span that sent the request: 16 lower-case hexadecimal digits.
    pub fn parent_id(&self) -> &'request str {
        self.parent_id
    }

    /// `true` if the sender records the trace.
    pub fn is_sampled(&self) -> bool {
        self.is_sampled
    }

    /// Reads the header; `None` if it is absent, given twice, or not as the W3C writes it.
    pub(crate) fn of(headers: &'request HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(TRACEPARENT).iter();
        let text = values.next()?.to_str().ok()?;
        if values.next().is_some() {
            return None;
        }
        Self::parse(text)
    }

    fn parse(text: &'request str) -> Option<Self> {
        let mut parts = text.split('-');
        let version = parts.next().filter(|version| is_hex(version, 2) && *version != "ff")?;
        let is_id = |id: &&str, digits| is_hex(id, digits) && id.bytes().any(|digit| digit != b'0');
        let trace_id = parts.next().filter(|id| is_id(id, 32))?;
        let parent_id = parts.next().filter(|id| is_id(id, 16))?;
        let flags = parts.next().filter(|flags| is_hex(flags, 2))?;
        // A later version may add parts.
        let is_whole = version != "00" || parts.next().is_none();
        let is_sampled = u8::from_str_radix(flags, 16).ok()? & 1 == 1;
        is_whole.then_some(Self { trace_id, parent_id, is_sampled })
    }
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const SPAN: &str = "00f067aa0ba902b7";

    #[test]
    fn it_is_read_as_the_w3c_writes_it() {
        let zeros = "0".repeat(32);
        for (text, expected) in [
            (format!("00-{TRACE}-{SPAN}-01"), Some(true)),
            (format!("00-{TRACE}-{SPAN}-00"), Some(false)),
            (format!("00-{TRACE}-{SPAN}-03"), Some(true)),
            (format!("cc-{TRACE}-{SPAN}-01-later"), Some(true)),
            (format!("00-{TRACE}-{SPAN}-01-later"), None),
            (format!("ff-{TRACE}-{SPAN}-01"), None),
            (format!("00-{}-{SPAN}-01", TRACE.to_uppercase()), None),
            (format!("00-{zeros}-{SPAN}-01"), None),
            (format!("00-{TRACE}-{}-01", &zeros[..16]), None),
            (format!("00-{TRACE}-{SPAN}"), None),
            (format!("00-{TRACE}-{SPAN}-1"), None),
            (format!("00-{SPAN}-{TRACE}-01"), None),
            ("x".repeat(100_000), None),
            (String::new(), None),
        ] {
            let read = TraceContext::parse(&text).map(|trace| trace.is_sampled());
            assert_eq!(read, expected, "{text:.99}");
        }
    }
}
