//! The cases of the protocol over the plugin: the answers to calls are those that HTTP gives.
//!
//! A case whose request says something by a header, a query or a body that is no JSON is about HTTP alone, and so
//! is the file `envelope`, whose texts count the columns of a body.

#[expect(dead_code, reason = "the tests over HTTP use more of it")]
#[path = "../../../tests/protocol/application.rs"]
mod application;
#[path = "../../../tests/protocol/failures.rs"]
mod failures;
mod running;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use application::{Cookies, Gate, Tokens, Users};
use serde::Deserialize;
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponseBody};
use tauri::test::{
    INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets,
};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewWindow, WebviewWindowBuilder};

#[derive(Deserialize)]
struct Case {
    name: String,
    request: CaseRequest,
    response: CaseResponse,
}

#[derive(Deserialize)]
struct CaseRequest {
    method: String,
    path: Option<String>,
    #[serde(default)]
    headers: Vec<(String, String)>,
    json: Option<Value>,
}

#[derive(Deserialize)]
struct CaseResponse {
    json: Option<Value>,
}

impl Case {
    /// The call of a case that has no more to it than its envelope.
    fn call(&self) -> Option<&Value> {
        let CaseRequest { method, path, headers, json } = &self.request;
        let is_call = method == "POST" && path.as_deref() == Some("/call/") && headers.is_empty();
        json.as_ref().filter(|_| is_call).filter(|json| json.is_object())
    }
}

/// A window, and the connection of its page.
struct Page {
    window: WebviewWindow<MockRuntime>,
    connection: u64,
    /// The frames that were sent.
    sent: AtomicU64,
    _app: App<MockRuntime>,
}

impl Page {
    fn open() -> Self {
        let api = mizan::Server::builder()
            .provide(Arc::new(Users::with_ada()))
            .provide(Arc::new(Gate::default()))
            .identify(Tokens)
            .identify(Cookies)
            .body_limit(4096)
            .mounted_limit(2)
            .build()
            .unwrap();
        let mut context = mock_context(noop_assets());
        for command in ["open", "send"] {
            let command = format!("plugin:mizan|{command}");
            let local = tauri::utils::acl::ExecutionContext::Local;
            context.runtime_authority_mut().__allow_command(command, local);
        }
        let app = mock_builder().plugin(tauri_plugin_mizan::init(api)).build(context).unwrap();
        let window = WebviewWindowBuilder::new(&app, "main", Default::default()).build().unwrap();
        let opening = json!({"protocol": 1, "page": "cases", "events": "__CHANNEL__:1"});
        let opened = invoke(&window, "open", InvokeBody::Json(opening), &[]);
        let connection = opened.deserialize().unwrap();
        Self { connection, window, sent: AtomicU64::new(0), _app: app }
    }

    /// The answer to a request, in the form that it has over HTTP, where its status says whether it is an
    /// error.
    fn ask(&self, action: &str, request: &Value) -> Value {
        let number = self.sent.fetch_add(1, Ordering::SeqCst);
        let mut frame = request.clone();
        frame["id"] = json!(number);
        frame["action"] = json!(action);
        let headers = [("mizan-connection", self.connection), ("mizan-frame", number)];
        let body = InvokeBody::Raw(frame.to_string().into_bytes());
        let mut answer: Value = match invoke(&self.window, "send", body, &headers) {
            InvokeResponseBody::Raw(answer) => serde_json::from_slice(&answer).unwrap(),
            InvokeResponseBody::Json(json) => panic!("an answer is bytes, and not {json}"),
        };
        match answer.get_mut("ok") {
            Some(ok) => ok.take(),
            None => json!({"error": answer["error"]}),
        }
    }
}

fn invoke(
    window: &WebviewWindow<MockRuntime>,
    command: &str,
    body: InvokeBody,
    headers: &[(&'static str, u64)],
) -> InvokeResponseBody {
    let headers =
        headers.iter().map(|(name, number)| (name.parse().unwrap(), (*number).into())).collect();
    let request = InvokeRequest {
        cmd: format!("plugin:mizan|{command}"),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: "tauri://localhost".parse().unwrap(),
        body,
        headers,
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request).unwrap()
}

/// Checks the cases of a file that are calls, and that there are so many of them.
fn check(cases: &str, count: usize) {
    let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
    let page = Page::open();
    let mut checked: usize = 0;
    for case in &cases {
        let (Some(envelope), Some(expected)) = (case.call(), &case.response.json) else { continue };
        let actual = page.ask("rpc", envelope);
        assert!(matches(expected, &actual), "{}:\n{actual:#}\ninstead of\n{expected:#}", case.name);
        checked += 1;
    }
    assert_eq!(checked, count);
}

/// `"*"` matches any text.
fn matches(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::String(any), Value::String(_)) if any == "*" => true,
        (Value::Array(expected), Value::Array(actual)) => {
            expected.len() == actual.len()
                && expected.iter().zip(actual).all(|(expected, actual)| matches(expected, actual))
        }
        (Value::Object(expected), Value::Object(actual)) => {
            expected.len() == actual.len()
                && expected.iter().all(|(name, expected)| {
                    actual.get(name).is_some_and(|actual| matches(expected, actual))
                })
        }
        _ => expected == actual,
    }
}

macro_rules! files {
    ($($name:ident: $count:literal),+) => {
        $(#[test]
        fn $name() {
            let cases = include_str!(concat!(
                "../../../tests/protocol/cases/",
                stringify!($name),
                ".json"
            ));
            check(cases, $count);
        })+
    };
}

files!(
    arguments: 4,
    call: 4,
    errors: 10,
    identity: 3,
    invalidation: 9,
    merge: 4,
    mounted: 8
);
