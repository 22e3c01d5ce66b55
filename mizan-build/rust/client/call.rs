//! Calls: what a function is called with, until it is awaited.

use std::future::IntoFuture;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::super::runtime::carrier::Call as WireCall;
use super::super::runtime::error::Error as WireError;
use super::super::runtime::mutations::{
    call::{PendingCall, Settle, run},
    drafts::Drafts,
};
use super::super::runtime::send::{BoxFuture, MaybeSend};
use super::super::runtime::spec::{Channel, Function as Spec};
use super::arguments::{Arguments, Collect};
use super::client::Client;
use super::decode::decode_text;
use super::failure::{Error, Failure};
use super::upload::Upload;

/// A function of the API.
pub trait Function: 'static {
    /// Its name on the wire, and the contexts that it may change.
    const SPEC: &'static Spec;
    /// The channel in whose rooms it speaks, and the parameters that name the room.
    const CHANNEL: Option<(&'static Channel, &'static [&'static str])> = None;
    /// What it answers.
    type Output: DeserializeOwned + MaybeSend + 'static;
    /// The errors that it declares.
    type Error: Failure + MaybeSend + 'static;
}

/// A call of a function: it is sent when it is awaited.
#[must_use = "a call is sent when it is awaited"]
pub struct Call<F> {
    client: Client,
    arguments: Arguments,
    idempotency_key: Option<String>,
    settle: Settle,
    optimistic: Option<Box<dyn Change>>,
    function: PhantomData<fn() -> F>,
}

/// A change of the data that are shown, until the truth has come.
trait Change: FnMut(&mut Drafts<'_>) + MaybeSend {}

impl<T: FnMut(&mut Drafts<'_>) + MaybeSend> Change for T {}

impl<F: Function> Collect for Call<F> {
    fn with_client(client: &Client) -> Self {
        Self {
            client: client.clone(),
            arguments: Arguments::default(),
            idempotency_key: None,
            settle: Settle::default(),
            optimistic: None,
            function: PhantomData,
        }
    }

    fn arguments_mut(&mut self) -> &mut Arguments {
        &mut self.arguments
    }
}

impl<F: Function> Call<F> {
    pub(in super::super) fn with_file(mut self, name: &'static str, file: Upload) -> Self {
        self.arguments.add_file(name, file);
        self
    }

    pub(in super::super) fn with_files(
        mut self,
        name: &'static str,
        files: impl IntoIterator<Item = Upload>,
    ) -> Self {
        for file in files {
            self.arguments.add_file(name, file);
        }
        self
    }

    /// With a key the server runs the function once, however often the call is sent. So it is sent again if its
    /// answer got lost.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// Shows at once what the call will have changed. The change is undone by a failure, and replaced by the
    /// truth; it has to be pure, because it runs again whenever the data below it change.
    pub fn optimistic(mut self, change: impl FnMut(&mut Drafts<'_>) + MaybeSend + 'static) -> Self {
        self.optimistic = Some(Box::new(change));
        self
    }

    /// When the call ends: when all that it changed and is watched has been read again, or with its answer.
    pub fn settle(mut self, settle: Settle) -> Self {
        self.settle = settle;
        self
    }

    /// The call as it is on the wire, with the client that sends it.
    pub(super) fn into_wire(self) -> (Client, Result<WireCall, WireError>) {
        let Self { client, arguments, idempotency_key, .. } = self;
        let call = arguments.take().map(|(args, files)| WireCall {
            function: F::SPEC.name,
            args,
            files,
            mounted: Vec::new(),
            seen: None,
            idempotency_key,
        });
        (client, call)
    }

    /// The call as the store runs it.
    fn into_pending(self) -> Result<PendingCall, WireError> {
        let Self { client, arguments, idempotency_key, settle, optimistic, .. } = self;
        let (mut args, files) = arguments.take()?;
        let call = match F::CHANNEL {
            None => client.store.call(F::SPEC, args),
            Some((channel, names)) => {
                let params = names.iter().filter_map(|name| args.remove_entry(*name)).collect();
                client.store.room::<(), (), ()>(channel, params).send(F::SPEC, args)
            }
        };
        let mut call = call.files(files).settle(settle);
        if let Some(key) = idempotency_key {
            call = call.idempotency_key(key);
        }
        if let Some(mut change) = optimistic {
            call = call.optimistic(move |drafts| change(drafts));
        }
        Ok(call)
    }
}

impl<F: Function> IntoFuture for Call<F> {
    type Output = Result<F::Output, Error<F::Error>>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        // Outside of the future, which is smaller without the parts of a call.
        let call = self.into_pending();
        Box::pin(async move { Ok(decode_text(F::SPEC.name, run(call?).await?.get())?) })
    }
}
