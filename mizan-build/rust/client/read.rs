//! Reads of contexts, and of single functions of them.

use std::collections::BTreeMap;
use std::future::IntoFuture;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::super::runtime::carrier::Read as WireRead;
use super::super::runtime::error::{Code, Error as WireError};
use super::super::runtime::observe::{source::Source, watch::Watch};
use super::super::runtime::send::{BoxFuture, MaybeSend};
use super::super::runtime::spec::{Context as ContextSpec, Member as MemberSpec};
use super::super::runtime::store::address::Address;
use super::answer;
use super::arguments::{Arguments, Collect};
use super::call::Function;
use super::client::Client;
use super::decode::{decode_bytes, decode_text};
use super::failure::{Error, Failure};

/// A context of the API.
pub trait Context: 'static {
    /// Its name on the wire, and its functions.
    const SPEC: &'static ContextSpec;
    /// The results of its functions.
    type Bundle: DeserializeOwned + MaybeSend + 'static;
    /// The errors that its functions declare.
    type Error: Failure + MaybeSend + 'static;
}

/// A function of a context.
pub trait Member: Function {
    /// The context.
    type Context: Context;
    /// What the context knows about it.
    const MEMBER: &'static MemberSpec;
    /// The parameters that are not its context's.
    const OWN: &'static [&'static str];
}

/// A read of a whole context, in one request: it is sent when it is awaited.
#[must_use = "a read is sent when it is awaited"]
pub struct Instance<C> {
    client: Client,
    arguments: Arguments,
    context: PhantomData<fn() -> C>,
}

/// A read of one function of a context: it is sent when it is awaited.
#[must_use = "a read is sent when it is awaited"]
pub struct Read<F> {
    client: Client,
    arguments: Arguments,
    function: PhantomData<fn() -> F>,
}

impl<C: Context> Collect for Instance<C> {
    fn with_client(client: &Client) -> Self {
        let client = client.clone();
        Self { client, arguments: Arguments::default(), context: PhantomData }
    }

    fn arguments_mut(&mut self) -> &mut Arguments {
        &mut self.arguments
    }
}

impl<C: Context> Instance<C> {
    /// The data as they are watched: their state, and reads that ask the server only for what it does not
    /// know to be true.
    ///
    /// # Errors
    ///
    /// Where a parameter has no JSON.
    pub fn source(self) -> Result<Source<C::Bundle>, Error> {
        let (params, _) = self.arguments.take()?;
        Ok(self.client.store.context(Address::new(C::SPEC, params)))
    }

    /// Keeps the data true until the watch is dropped, and tells of every change.
    ///
    /// # Errors
    ///
    /// Where a parameter has no JSON.
    pub fn watch(self) -> Result<Watch<C::Bundle>, Error> {
        Ok(self.source()?.watch())
    }

    /// The name of the data in the drafts of an optimistic change.
    ///
    /// # Errors
    ///
    /// Where a parameter has no JSON.
    pub fn address(self) -> Result<Address, Error> {
        let (params, _) = self.arguments.take()?;
        Ok(Address::new(C::SPEC, params))
    }

    async fn into_answer(self) -> Result<C::Bundle, Error<C::Error>> {
        let bundle = send(&self.client, self.arguments, C::SPEC.name, None).await?;
        let Failed { errors } = answer::read(&bundle)?;
        match errors.into_iter().next() {
            Some((member, error)) => Err(Error::of_member(Some(&member), error)),
            None => Ok(decode_bytes(C::SPEC.name, &bundle)?),
        }
    }
}

impl<F: Member> Collect for Read<F> {
    fn with_client(client: &Client) -> Self {
        let client = client.clone();
        Self { client, arguments: Arguments::default(), function: PhantomData }
    }

    fn arguments_mut(&mut self) -> &mut Arguments {
        &mut self.arguments
    }
}

impl<F: Member> Read<F> {
    /// The data as they are watched: their state, and reads that ask the server only for what it does not
    /// know to be true.
    ///
    /// # Errors
    ///
    /// Where a parameter has no JSON.
    pub fn source(self) -> Result<Source<F::Output>, Error> {
        let (mut params, _) = self.arguments.take()?;
        let own = F::OWN.iter().filter_map(|name| params.remove_entry(*name)).collect();
        let address = Address::of_member(F::Context::SPEC, params, F::MEMBER, own);
        Ok(self.client.store.member(address, F::MEMBER))
    }

    /// Keeps the data true until the watch is dropped, and tells of every change.
    ///
    /// # Errors
    ///
    /// Where a parameter has no JSON.
    pub fn watch(self) -> Result<Watch<F::Output>, Error> {
        Ok(self.source()?.watch())
    }

    async fn into_answer(self) -> Result<F::Output, Error<F::Error>> {
        let (context, member) = (F::Context::SPEC.name, F::SPEC.name);
        let bundle = send(&self.client, self.arguments, context, Some(member)).await?;
        let Failed { mut errors } = answer::read(&bundle)?;
        if let Some(error) = errors.remove(member) {
            return Err(error.into());
        }
        let parts: BTreeMap<String, &RawValue> = answer::read(&bundle)?;
        match parts.get(member) {
            Some(result) => Ok(decode_text(member, result.get())?),
            None => {
                let message = format!("The answer has no `{member}`.");
                Err(WireError::new(Code::InternalError, message).into())
            }
        }
    }
}

/// The errors in a bundle.
#[derive(Deserialize)]
struct Failed {
    #[serde(rename = "$errors", default)]
    errors: BTreeMap<String, WireError>,
}

/// Sends a read; its answer as it has come.
async fn send(
    client: &Client,
    arguments: Arguments,
    context: &'static str,
    only: Option<&'static str>,
) -> Result<Vec<u8>, WireError> {
    let (params, _) = arguments.take()?;
    client.session.read_bytes(WireRead { context, params, only, seen: None }).await
}

impl<C: Context> IntoFuture for Instance<C> {
    type Output = Result<C::Bundle, Error<C::Error>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.into_answer())
    }
}

impl<F: Member> IntoFuture for Read<F> {
    type Output = Result<F::Output, Error<F::Error>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.into_answer())
    }
}
