//! Reads of contexts: one by its query or by its body, and several in one request.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::TryFutureExt;
use futures_util::future::join_all;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::bundle::Bundle;
use super::pages::{PAGES, Selection};
use super::running_bundle::{BundleStarted, ReadBundle};
use crate::Error;
use crate::arguments::errors::shorten;
use crate::arguments::object::Members;
use crate::arguments::query::Query;
use crate::arguments::source::ArgumentSource;
use crate::arguments::written::WrittenValue;
use crate::declared::exchange::Exchange;
use crate::outgoing::Outgoing;
use crate::protocol::envelope::read_object;
use crate::protocol::reply::errors::write_error;
use crate::protocol::served::Served;
use crate::server::member::ContextMembers;
use crate::server::state::Server;

/// The name under which a query selects members.
const ONLY: &str = "$only";

/// The body of a read, whose context is in the path.
#[derive(Deserialize)]
struct ReadBody<'body> {
    #[serde(borrow)]
    params: Option<&'body RawValue>,
    #[serde(borrow)]
    only: Option<Cow<'body, str>>,
}

/// The body of several reads.
#[derive(Deserialize)]
struct ReadsBody<'body> {
    #[serde(borrow)]
    read: Vec<Instance<'body>>,
}

/// One of several reads.
#[derive(Deserialize)]
struct Instance<'body> {
    #[serde(borrow)]
    context: Cow<'body, str>,
    #[serde(borrow)]
    params: Option<&'body RawValue>,
    #[serde(borrow)]
    only: Option<Cow<'body, str>>,
}

impl Server {
    /// Reads a context whose parameters are in the query of the address.
    pub(crate) async fn read_context(
        &self,
        exchange: &Arc<Exchange>,
        name: &str,
        query: &Query<'_>,
    ) -> Result<Served, Error> {
        if query.has_twice(ONLY) {
            return Err(Error::bad_request(
                "`$only` is given twice. Separate the names by commas: `$only=one,other`.",
            ));
        }
        if query.has_twice(PAGES) {
            return Err(Error::bad_request("`$pages` is given twice. Keep one of them."));
        }
        let context = self.context(name)?;
        let parameters = query.names().filter(|name| *name != ONLY);
        let pages = query.get(PAGES).map(WrittenValue::Text);
        let selection = Selection { only: query.get(ONLY), pages };
        let bundle = Bundle::select(context, parameters, selection, self.limits().pages)?;
        let bundle = bundle.by_itself();
        let permit = self.acquire().await?;
        let arguments = ArgumentSource::query(query);
        let start = context.clock.start_read();
        match self.start_bundle(bundle, start, exchange, &arguments).await? {
            BundleStarted::Ended(read) => Ok(Served::Whole(Outgoing::read(read?))),
            BundleStarted::Running(mut running) => {
                running.hold(permit);
                Ok(Served::later(running.map_ok(Outgoing::read)))
            }
        }
    }

    /// Reads a context whose parameters are in the body, because they are too long for an address.
    pub(crate) async fn read_context_by_body(
        &self,
        exchange: &Arc<Exchange>,
        name: &str,
        body: &[u8],
    ) -> Result<Outgoing, Error> {
        let read: ReadBody<'_> = read_object(body).map_err(|error| {
            Error::bad_request(format!("The body has to be `{{\"params\": {{…}}}}`: {error}."))
        })?;
        let _permit = self.acquire().await?;
        let read = self.read_instance(exchange, name, read.params, read.only.as_deref()).await?;
        Ok(Outgoing::read(read))
    }

    /// Reads several instances at the same time. A read that fails does not fail the others.
    pub(crate) async fn read_contexts(
        &self,
        exchange: &Arc<Exchange>,
        body: &[u8],
    ) -> Result<Outgoing, Error> {
        Ok(Outgoing::plain(self.read_each(exchange, body).await?.to_json()))
    }

    /// The same, with a result for each instance.
    pub(crate) async fn read_each(
        &self,
        exchange: &Arc<Exchange>,
        body: &[u8],
    ) -> Result<ReadResults, Error> {
        let ReadsBody { read } = read_object(body).map_err(|error| {
            let form = r#"{"read": [{"context": "name", "params": {…}}]}"#;
            Error::bad_request(format!("The body has to be `{form}`: {error}."))
        })?;
        let most = self.limits().reads;
        if read.len() > most {
            let (count, message) = (read.len(), "reads are more than one request may have");
            return Err(Error::payload_too_large(format!(
                "{count} {message}, which is {most}. Send several requests, or raise `reads_limit`."
            )));
        }
        let _permit = self.acquire().await?;
        let reads = read.iter().map(|Instance { context, params, only }| {
            self.read_instance(exchange, context, *params, only.as_deref())
        });
        let results = join_all(reads).await;
        #[cfg(feature = "cache")]
        if let Some(reads) = exchange.page_reads()
            && results.iter().any(Result::is_err)
        {
            // A page that shows an error is not kept: in a moment it may show data.
            reads.spoil();
        }
        Ok(ReadResults(results.into_iter().map(ReadResult::of).collect()))
    }

    pub(crate) async fn read_instance(
        &self,
        exchange: &Arc<Exchange>,
        name: &str,
        params: Option<&RawValue>,
        only: Option<&str>,
    ) -> Result<ReadBundle, Error> {
        let context = self.context(name)?;
        let params = Members::parse(params.map_or("{}", RawValue::get)).map_err(|error| {
            Error::bad_request(format!("`params` has to be an object: {error}."))
        })?;
        let selection = Selection::of(&params, only);
        let bundle = Bundle::select(context, params.names(), selection, self.limits().pages)?;
        let start = context.clock.start_read();
        let (bundle, arguments) = (bundle.by_itself(), ArgumentSource::members(&params));
        self.read_bundle(bundle, start, exchange, &arguments).await
    }

    /// The context of a name that a client sent.
    pub(crate) fn context(&self, name: &str) -> Result<&Arc<ContextMembers>, Error> {
        self.find_context(name).ok_or_else(|| {
            let name = shorten(name.to_owned(), 100);
            Error::not_found(format!("There is no context `{name}`."))
        })
    }
}

/// What several reads have led to, in the order of what was asked.
pub(crate) struct ReadResults(pub(crate) Vec<ReadResult>);

/// What one of several reads has led to.
pub(crate) struct ReadResult {
    /// What it is called on the wire: `bundle` or `error`.
    pub(crate) name: &'static str,
    pub(crate) json: Bytes,
}

impl ReadResult {
    fn of(result: Result<ReadBundle, Error>) -> Self {
        match result {
            Ok(read) => Self { name: "bundle", json: read.body },
            Err(error) => {
                let mut json = Vec::new();
                write_error(&error, &mut json);
                Self { name: "error", json: json.into() }
            }
        }
    }
}

impl ReadResults {
    fn to_json(&self) -> Vec<u8> {
        let results = self.0.iter().map(|it| it.json.len() + 16).sum::<usize>();
        let mut body = Vec::with_capacity(results + 16);
        self.write(&mut |piece| body.extend_from_slice(&piece));
        body
    }

    /// Writes the body of an answer, in pieces.
    pub(crate) fn write(&self, push: &mut impl FnMut(Bytes)) {
        push(Bytes::from_static(br#"{"read":["#));
        for (number, ReadResult { name, json }) in self.0.iter().enumerate() {
            push(Bytes::from_static(if number == 0 { br#"{""# } else { br#",{""# }));
            push(Bytes::from_static(name.as_bytes()));
            push(Bytes::from_static(br#"":"#));
            push(json.clone());
            push(Bytes::from_static(b"}"));
        }
        push(Bytes::from_static(b"]}"));
    }
}
