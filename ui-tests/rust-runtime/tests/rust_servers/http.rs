//! Requests over HTTP.

use mizan_rust_runtime::runtime::canonical::to_query;
use mizan_rust_runtime::runtime::carrier::{Bundle, Call, Carrier, Read, Reply};
use mizan_rust_runtime::runtime::error::{Code, Error};
use mizan_rust_runtime::runtime::send::BoxFuture;
use reqwest::RequestBuilder;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

pub(crate) struct Http {
    pub(crate) base: String,
    pub(crate) client: reqwest::Client,
}

#[derive(Deserialize)]
struct Failed {
    error: Error,
}

impl Carrier for Http {
    fn read(&self, read: Read) -> BoxFuture<Result<Bundle, Error>> {
        let query = to_query(&read.params, read.only);
        let url = format!("{}/ctx/{}/?{query}", self.base, read.context);
        Box::pin(receive(with_seen(self.client.get(url), read.seen)))
    }

    fn call(&self, call: Call) -> BoxFuture<Result<Reply, Error>> {
        let body = json!({ "fn": call.function, "args": call.args, "mounted": call.mounted });
        let request = self.client.post(format!("{}/call/", self.base)).body(body.to_string());
        let request = request.header("Content-Type", "application/json");
        Box::pin(receive(with_seen(request, call.seen)))
    }
}

fn with_seen(request: RequestBuilder, seen: Option<String>) -> RequestBuilder {
    match seen {
        Some(seen) => request.header("X-Mizan-Seen", seen),
        None => request,
    }
}

async fn receive<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Error> {
    let lost = |error: reqwest::Error| Error::new(Code::Network, error.to_string());
    let response = request.send().await.map_err(lost)?;
    let is_ok = response.status().is_success();
    let text = response.text().await.map_err(lost)?;
    if !is_ok {
        return Err(serde_json::from_str::<Failed>(&text).expect(&text).error);
    }
    Ok(serde_json::from_str(&text).expect(&text))
}
