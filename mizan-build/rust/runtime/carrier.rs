//! The interface of a carrier: what carries requests, such as HTTP, a socket or a test.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::error::Error;
use super::send::{BoxFuture, MaybeSend, MaybeSync};

/// Values by their names on the wire.
pub type Params = Map<String, Value>;

/// Carries requests. To drop a future that it gave aborts the request.
pub trait Carrier: MaybeSend + MaybeSync + 'static {
    /// Reads a context.
    fn read(&self, read: Read) -> BoxFuture<Result<Bundle, Error>>;

    /// Calls a function.
    fn call(&self, call: Call) -> BoxFuture<Result<Reply, Error>>;
}

/// The read of one instance, or of one member of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// The context, by its name on the wire.
    pub context: &'static str,
    /// Its parameters; those that are null are left out of a request.
    pub params: Params,
    /// The single member to run, by its name on the wire.
    pub only: Option<&'static str>,
    /// The newest token that the client has seen, as the header `X-Mizan-Seen` has it: `user=a:5`.
    pub seen: Option<String>,
}

/// The call of one function.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// The function, by its name on the wire.
    pub function: &'static str,
    /// Its arguments, but for the files among them.
    pub args: Params,
    /// The files among its arguments.
    pub files: Vec<File>,
    /// The instances with readers that the function may change, so that its answer can bring them.
    pub mounted: Vec<Mounted>,
    /// The newest tokens that the client has seen: `user=a:5, feed=a:3`.
    pub seen: Option<String>,
    /// With a key the server runs the function once, however often the call is sent.
    pub idempotency_key: Option<String>,
}

/// A file that is an argument of a call.
#[derive(Debug, Clone)]
pub struct File {
    /// The argument that it is; several files of one argument are a list.
    pub argument: &'static str,
    /// The name of the file.
    pub name: String,
    /// Its media type, if it is known.
    pub media_type: Option<String>,
    /// Its bytes; shared, because a call with a key may be sent again.
    pub content: Arc<[u8]>,
}

/// An instance with readers, as a call lists it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mounted {
    /// The context.
    pub context: &'static str,
    /// Its parameters.
    pub params: Params,
    /// The single member that is read, by its name on the wire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<&'static str>,
    /// The server's name for the bundle that the client holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub h: Option<String>,
}

/// The results of the members by their names on the wire, with what the server says about them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(try_from = "Params")]
pub struct Bundle {
    /// The ordering token, `$v`.
    pub v: Option<String>,
    /// The server's name for this bundle, `$h`.
    pub h: Option<String>,
    /// The parameters whose normal form differs from what the client wrote, `$p`.
    pub normal: Params,
    /// The errors of the members that failed, `$errors`.
    pub errors: BTreeMap<String, Error>,
    /// The results of the others.
    pub members: Params,
}

impl TryFrom<Params> for Bundle {
    type Error = serde_json::Error;

    fn try_from(mut members: Params) -> Result<Self, serde_json::Error> {
        Ok(Self {
            v: take(&mut members, "$v")?,
            h: take(&mut members, "$h")?,
            normal: take(&mut members, "$p")?,
            errors: take(&mut members, "$errors")?,
            members,
        })
    }
}

/// Takes a field out of an object; its default where it is not there.
fn take<T>(members: &mut Params, name: &str) -> Result<T, serde_json::Error>
where
    T: Default + for<'de> Deserialize<'de>,
{
    members.remove(name).map_or_else(|| Ok(T::default()), serde_json::from_value)
}

/// The answer to a call.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Reply {
    /// The result of the function, as the text that has come: its type is read from it without a tree between.
    pub result: Box<RawValue>,
    /// What it has changed.
    pub invalidate: Vec<Invalidation>,
    /// New values for members of bundles.
    pub merge: Vec<Merge>,
    /// The call has signed somebody in or out: all data read before are another person's.
    pub session: bool,
    /// The instances that the call listed, as they are after it.
    pub contexts: Vec<Refreshed>,
    /// The tokens of the contexts whose clocks the call has advanced.
    pub v: BTreeMap<String, String>,
}

/// A context, a scoped context, or a function.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Invalidation {
    /// All instances of a context.
    Name(String),
    /// The instances of a context whose parameters equal all of these.
    Context {
        /// The context.
        context: String,
        /// The parameters.
        #[serde(default)]
        params: Params,
    },
    /// The instances that show a function, and whose parameters equal all of these.
    Function {
        /// The function.
        function: String,
        /// The parameters.
        #[serde(default)]
        params: Params,
    },
}

/// A new value for one member of a context's bundle.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Merge {
    /// The context.
    pub context: String,
    /// The member, by its name on the wire.
    pub slot: String,
    /// Its value; one element where the member is a list.
    pub value: Value,
    /// The parameters that narrow the instances.
    #[serde(default)]
    pub params: Params,
    /// The ordering token.
    #[serde(default)]
    pub v: Option<String>,
}

/// An instance as it is after a call: its bundle, or the `same` as the one it had, or an error.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Refreshed {
    /// The context.
    pub context: String,
    /// Its parameters.
    pub params: Params,
    /// The single member.
    #[serde(default)]
    pub only: Option<String>,
    /// The bundle, if it is another one.
    #[serde(default)]
    pub bundle: Option<Bundle>,
    /// It is the bundle that the call named.
    #[serde(default)]
    pub same: bool,
    /// The ordering token of what is the same.
    #[serde(default)]
    pub v: Option<String>,
    /// Why it cannot be read any more.
    #[serde(default)]
    pub error: Option<Error>,
}
