//! `?` turns errors of any kind into `mizan::Error`: the client learns nothing of them, and the log
//! has the whole chain.

use std::error::Error as StdError;
use std::io;
use std::sync::{Arc, Mutex};

use http::Request;
use mizan::{Error, Server};

type BoxedError = Box<dyn StdError + Send + Sync>;

fn read() -> io::Result<String> {
    Err(io::Error::other("secret cause"))
}

fn read_by_anyhow() -> anyhow::Result<String> {
    anyhow::Context::context(read(), "secret context")
}

fn read_by_eyre() -> eyre::Result<String> {
    eyre::WrapErr::wrap_err(read(), "secret context")
}

#[mizan::client]
fn by_anyhow() -> Result<String, Error> {
    Ok(read_by_anyhow()?)
}

#[mizan::client]
async fn by_eyre() -> Result<String, Error> {
    tokio::task::yield_now().await;
    Ok(read_by_eyre()?)
}

#[mizan::client]
fn by_a_box() -> Result<String, Error> {
    fn load() -> Result<String, BoxedError> {
        Ok(read()?)
    }
    Ok(load()?)
}

#[mizan::client]
fn by_a_text() -> Result<String, Error> {
    let name: Option<String> = None;
    let name = name.ok_or("secret text")?;
    Err(format!("secret {name}"))?
}

#[mizan::client]
fn by_itself() -> Result<String, Error> {
    fn check() -> Result<(), Error> {
        Err(Error::conflict("taken"))
    }
    check()?;
    Ok(String::new())
}

/// A class goes through a box, which a library without Mizan may return.
#[mizan::client]
fn by_its_box() -> Result<String, Error> {
    fn check() -> Result<(), BoxedError> {
        Err(Error::conflict("taken").into_boxed())
    }
    check()?;
    Ok(String::new())
}

#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
enum SaveError {
    #[mizan(conflict)]
    Taken,
    #[mizan(transparent)]
    Other(Error),
}

#[mizan::client]
fn by_a_variant(kind: String) -> Result<String, SaveError> {
    match kind.as_str() {
        "taken" => Err(SaveError::Taken),
        "anyhow" => Ok(read_by_anyhow()?),
        "eyre" => Ok(read_by_eyre()?),
        "box" => Err(BoxedError::from("secret text"))?,
        _ => Ok(read()?),
    }
}

/// What the log got while a function ran.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn call(function: &str, arguments: &str) -> (String, String) {
    let api = Server::builder().build().unwrap();
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let body = format!(r#"{{"fn":"{function}","args":{arguments}}}"#);
    let answer = api.answer(Request::post("/call/").body(body).unwrap()).await;
    drop(guard);
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    (String::from_utf8(answer.body().to_vec()).unwrap(), logged)
}

#[tokio::test]
async fn the_client_learns_nothing_and_the_log_everything() {
    for (function, arguments, logged) in [
        ("by_anyhow", "{}", "secret context: secret cause"),
        ("by_eyre", "{}", "secret context: secret cause"),
        ("by_a_box", "{}", "secret cause"),
        ("by_a_text", "{}", "secret text"),
        ("by_a_variant", r#"{"kind":"anyhow"}"#, "secret context: secret cause"),
        ("by_a_variant", r#"{"kind":"eyre"}"#, "secret context: secret cause"),
        ("by_a_variant", r#"{"kind":"box"}"#, "secret text"),
        ("by_a_variant", r#"{"kind":"io"}"#, "secret cause"),
    ] {
        let (answer, log) = call(function, arguments).await;
        assert_eq!(
            answer,
            r#"{"error":{"code":"INTERNAL_ERROR","message":"Something went wrong on the server."}}"#,
            "{function}"
        );
        assert!(log.contains(logged), "{function}: {log}");
    }
}

#[tokio::test]
async fn an_error_with_a_class_keeps_it() {
    for function in ["by_itself", "by_its_box"] {
        let (answer, log) = call(function, "{}").await;
        assert_eq!(answer, r#"{"error":{"code":"CONFLICT","message":"taken"}}"#, "{function}");
        assert!(!log.contains("ERROR"), "{log}");
    }
    let (answer, _) = call("by_a_variant", r#"{"kind":"taken"}"#).await;
    assert!(answer.contains(r#""kind":"Taken""#), "{answer}");
}
