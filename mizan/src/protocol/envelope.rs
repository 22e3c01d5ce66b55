//! The envelope of a call: its function, its arguments, and the contexts that the client shows.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::marker::PhantomData;

use memchr::{memchr, memchr2};
use serde::de::{Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::Error;

/// The envelope of a call. The arguments stay JSON text until their types are known.
#[derive(Deserialize)]
pub(crate) struct Envelope<'body> {
    /// Left out where the address names the function.
    #[serde(rename = "fn", borrow)]
    function: Option<Cow<'body, str>>,
    #[serde(borrow, deserialize_with = "read_raw")]
    pub(crate) args: &'body str,
    #[serde(borrow, default)]
    pub(crate) mounted: MountedList<'body>,
    /// The idempotency key, from a transport without headers.
    #[serde(borrow)]
    pub(crate) key: Option<Cow<'body, str>>,
}

/// An instance of a context that is mounted in the client.
#[derive(Deserialize)]
pub(crate) struct Mounted<'body> {
    #[serde(borrow)]
    pub(crate) context: Cow<'body, str>,
    #[serde(borrow)]
    params: Option<&'body RawValue>,
    /// The one member that is read, with parameters of its own.
    #[serde(borrow)]
    pub(crate) only: Option<Cow<'body, str>>,
    /// The `$h` of the bundle that the client holds.
    #[serde(borrow)]
    pub(crate) h: Option<Cow<'body, str>>,
}

/// The mounted instances that a call lists. Of a longer list the first [`MOST_MOUNTED`] are kept.
#[derive(Default)]
pub(crate) struct MountedList<'body>(pub(crate) Vec<Mounted<'body>>);

/// The most mounted instances that are looked at, so that a long list costs no more than its parsing.
/// The client reads the others when it lands the answer.
const MOST_MOUNTED: usize = 256;

impl<'body> MountedList<'body> {
    /// Reads the list from a part of a form.
    #[cfg(feature = "uploads")]
    pub(crate) fn read(json: &'body [u8]) -> Result<Self, Error> {
        serde_json::from_slice(json)
            .map_err(|error| Error::bad_request(format!("`mounted` is no list: {error}.")))
    }
}

impl<'de: 'body, 'body> Deserialize<'de> for MountedList<'body> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor<'body>(PhantomData<&'body ()>);

        impl<'de: 'body, 'body> Visitor<'de> for ListVisitor<'body> {
            type Value = MountedList<'body>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of mounted contexts")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut mounted = Vec::new();
                while mounted.len() < MOST_MOUNTED
                    && let Some(json) = items.next_element::<&RawValue>()?
                {
                    mounted.push(read_object(json.get().as_bytes()).map_err(A::Error::custom)?);
                }
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(MountedList(mounted))
            }
        }
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }
}

impl<'body> Mounted<'body> {
    pub(crate) fn params(&self) -> &'body str {
        self.params.map_or("{}", RawValue::get)
    }
}

pub(crate) fn read_envelope(body: &[u8]) -> Result<Envelope<'_>, Error> {
    let refuse = |error: &dyn Display| {
        Error::bad_request(format!(
            "The body has to be `{{\"fn\": \"name\", \"args\": {{…}}}}`: {error}."
        ))
    };
    let text = str::from_utf8(body).map_err(|error| refuse(&error))?;
    if let Some(envelope) = read_short_envelope(text) {
        return Ok(envelope);
    }
    let envelope: Envelope<'_> = read_object(body).map_err(|error| refuse(&error))?;
    check_object(envelope.args)?;
    Ok(envelope)
}

impl<'body> Envelope<'body> {
    /// A call without anything but its function and its arguments.
    pub(crate) fn short(function: &'body str, args: &'body str) -> Self {
        let (function, mounted) = (Some(Cow::Borrowed(function)), MountedList::default());
        Self { function, args, mounted, key: None }
    }

    /// The name of the function, which the address may say instead of the envelope.
    pub(crate) fn function<'call>(
        &'call self,
        named: Option<&'call str>,
    ) -> Result<&'call str, Error> {
        choose_name(self.function.as_deref(), named)
    }
}

/// The name of a function that the body or the address of a call says; both have to say the same.
pub(crate) fn choose_name<'call>(
    in_body: Option<&'call str>,
    in_address: Option<&'call str>,
) -> Result<&'call str, Error> {
    match (in_body, in_address) {
        (Some(body), Some(address)) if body != address => Err(Error::bad_request(
            "The address and `fn` name two functions. Leave `fn` out, or send the call to `/call/`.",
        )),
        (Some(name), _) | (None, Some(name)) => Ok(name),
        (None, None) => Err(Error::bad_request(
            "The body has to be `{\"fn\": \"name\", \"args\": {…}}`: missing field `fn`.",
        )),
    }
}

/// Reads an object. A struct of serde is read from a list as well, which no client means.
pub(crate) fn read_object<'body, T: Deserialize<'body>>(
    body: &'body [u8],
) -> Result<T, serde_json::Error> {
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    if first.is_some_and(|byte| *byte == b'[') {
        return Err(serde_json::Error::custom("it is a list instead of an object"));
    }
    serde_json::from_slice(body)
}

/// Refuses arguments that are no object.
pub(crate) fn check_object(args: &str) -> Result<(), Error> {
    if args.starts_with('{') {
        return Ok(());
    }
    Err(Error::bad_request("`args` has to be an object: `{\"fn\": \"name\", \"args\": {…}}`."))
}

fn read_raw<'body, D: Deserializer<'body>>(deserializer: D) -> Result<&'body str, D::Error> {
    <&RawValue>::deserialize(deserializer).map(RawValue::get)
}

/// Reads an envelope of the form `{"fn":"…","args":{…}}` without a JSON parser. It only looks for
/// the end of the arguments; invalid JSON inside of them is found when they are read.
///
/// It saves 1 600 of the 23 000 instructions of a small call (`benches/instructions`): serde_json reads
/// every byte of the arguments to find their end, and they are read once more into their types. Any
/// other form is left to serde_json.
fn read_short_envelope(text: &str) -> Option<Envelope<'_>> {
    let (function, args) = read_short_fields(text.strip_prefix('{')?)?;
    Some(Envelope::short(function, args))
}

/// The function and the arguments of a text that ends with `"fn":"…","args":{…}}` and nothing else.
pub(crate) fn read_short_fields(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix(r#""fn":""#)?;
    let end = memchr2(b'"', b'\\', rest.as_bytes())?;
    let (function, rest) = rest.split_at(end);
    let args = rest.strip_prefix(r#"","args":"#)?.strip_suffix('}')?;
    // The first closing brace is the last byte of most arguments: then nothing is behind them.
    let is_flat = memchr(b'}', args.as_bytes())? + 1 == args.len();
    let is_whole = args.starts_with('{') && (is_flat || find_end(args)? == args.len());
    is_whole.then_some((function, args))
}

/// The end of the object that begins the text: the position behind its closing brace.
fn find_end(json: &str) -> Option<usize> {
    let (json, mut depth, mut at) = (json.as_bytes(), 0_usize, 0);
    loop {
        match json.get(at)? {
            b'"' => at = find_quote(json, at + 1)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 1 => return Some(at + 1),
            b'}' | b']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        at += 1;
    }
}

/// The position of the quote that ends the string which contains position `at`.
fn find_quote(json: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr2(b'"', b'\\', json.get(at..)?)?;
        match json[at] {
            b'"' => return Some(at),
            _ => at += 2,
        }
    }
}

#[cfg(test)]
mod tests;
