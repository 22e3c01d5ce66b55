//! Reads of contexts: one by its query or by its body, and several in one request.

use std::borrow::Cow;
use std::sync::Arc;

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
        Ok(Outgoing::plain(write_results(&results)))
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

fn write_results(results: &[Result<ReadBundle, Error>]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut opening = br#"{"read":["#.as_slice();
    for result in results {
        body.extend_from_slice(opening);
        match result {
            Ok(read) => {
                body.extend_from_slice(br#"{"bundle":"#);
                body.extend_from_slice(&read.body);
            }
            Err(error) => {
                body.extend_from_slice(br#"{"error":"#);
                write_error(error, &mut body);
            }
        }
        body.push(b'}');
        opening = b",";
    }
    if results.is_empty() {
        body.extend_from_slice(opening);
    }
    body.extend_from_slice(b"]}");
    body
}
