//! Files from callers, over HTTP to a running server.

use std::convert::Infallible;
use std::fs::read_dir;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body::Frame;
use http_body_util::StreamBody;
use mizan::{Error, Identify, Request, Server, Upload};
use reqwest::Body;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::timeout;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n picture";

#[derive(mizan::Identity)]
struct Me {
    #[mizan(id)]
    id: i64,
}

/// Believes every request that has the header `x-me`.
struct Word;

impl Identify for Word {
    type Identity = Me;

    async fn identify(&self, request: &Request) -> Result<Option<Me>, Error> {
        Ok(request.headers().contains_key("x-me").then_some(Me { id: 5 }))
    }
}

#[derive(mizan::Context)]
struct Album {
    album_id: i64,
}

#[mizan::client(context = Album)]
fn album_size(album_id: i64) -> i64 {
    album_id
}

#[derive(serde::Serialize, mizan::Type)]
struct Seen {
    name: String,
    content_type: String,
    len: u64,
    content: String,
}

async fn look(file: &Upload) -> Result<Seen, Error> {
    let content = file.bytes().await?;
    assert_eq!(content.len() as u64, file.len());
    Ok(Seen {
        name: file.name().to_owned(),
        content_type: file.content_type().to_owned(),
        len: file.len(),
        content: String::from_utf8_lossy(&content[..content.len().min(20)]).into_owned(),
    })
}

#[mizan::client(affects = Album)]
async fn add_photo(
    album_id: i64,
    #[mizan(size = 100_000, accept = "image/png, text/*")] photo: Upload,
    title: Option<String>,
) -> Result<(i64, Seen, Option<String>), Error> {
    Ok((album_id, look(&photo).await?, title))
}

#[mizan::client]
async fn add_all(
    cover: Option<Upload>,
    #[mizan(count = 2)] photos: Vec<Upload>,
) -> Result<(Option<Seen>, Vec<Seen>), Error> {
    let cover = match &cover {
        Some(cover) => Some(look(cover).await?),
        None => None,
    };
    let mut seen = Vec::new();
    for photo in &photos {
        seen.push(look(photo).await?);
    }
    Ok((cover, seen))
}

#[mizan::client]
fn add_mine(me: &Me, file: Upload) -> u64 {
    file.len() + me.id as u64
}

#[mizan::client]
async fn keep(file: Upload, directory: String) -> Result<u64, Error> {
    file.persist(std::path::Path::new(&directory).join(file.name())).await?;
    Ok(std::io::copy(&mut file.into_file()?, &mut std::io::sink())?)
}

#[mizan::client]
fn fall(file: Upload) -> u64 {
    panic!("{}", file.len())
}

#[derive(Default)]
struct Waiting {
    entered: Notify,
    left: Notify,
}

/// Reads its file only after its client has gone, which shows by the task that runs it.
#[mizan::client(affects = Album)]
async fn wait(waiting: &Arc<Waiting>, file: Upload) -> Result<u64, Error> {
    let client = tokio::task::try_id();
    waiting.entered.notify_one();
    poll_fn(|_| if tokio::task::try_id() == client { Poll::Pending } else { Poll::Ready(()) })
        .await;
    let len = file.bytes().await?.len() as u64;
    waiting.left.notify_one();
    Ok(len)
}

struct Running {
    address: std::net::SocketAddr,
    waiting: Arc<Waiting>,
}

fn builder() -> mizan::Builder {
    Server::builder().identify(Word).body_limit(4096).upload_limit(1_000_000)
}

async fn start() -> Running {
    let waiting = Arc::new(Waiting::default());
    let api = builder().provide(Arc::clone(&waiting)).build().unwrap();
    let app = axum::Router::new().nest("/api", mizan::axum::router(api));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    Running { address, waiting }
}

impl Running {
    fn request(&self) -> reqwest::RequestBuilder {
        reqwest::Client::new().post(format!("http://{}/api/call/", self.address))
    }

    async fn send(&self, form: Form) -> (u16, Value) {
        answer(self.request().multipart(form)).await
    }
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
}

fn form(function: &'static str, args: Value) -> Form {
    Form::new().text("fn", function).text("args", args.to_string())
}

fn file(name: &'static str, content: &[u8]) -> Part {
    Part::bytes(content.to_vec()).file_name(name).mime_str("image/gif").unwrap()
}

fn message(answer: &Value) -> &str {
    answer["error"]["message"].as_str().unwrap()
}

#[tokio::test]
async fn a_file_is_an_argument_beside_others() {
    let server = start().await;
    let form = form("add_photo", json!({"album_id": 5, "title": "Sea"}))
        .text("mounted", json!([{"context": "album", "params": {"album_id": 5}}]).to_string())
        .part("photo", file("C:\\photos\\sea.png", PNG));
    let (status, answer) = server.send(form).await;
    assert_eq!(status, 200, "{answer}");
    let seen = json!({"name": "sea.png", "content_type": "image/png", "len": 16,
                      "content": "\u{fffd}PNG\r\n\u{1a}\n picture"});
    assert_eq!(answer["result"], json!([5, seen, "Sea"]));
    assert_eq!(answer["invalidate"], json!([{"context": "album", "params": {"album_id": 5}}]));
    assert_eq!(answer["contexts"][0]["bundle"]["album_size"], 5);
}

#[tokio::test]
async fn there_may_be_none_or_several() {
    let server = start().await;
    let (status, answer) = server.send(form("add_all", json!({}))).await;
    assert_eq!((status, &answer["result"]), (200, &json!([null, []])));
    let many = form("add_all", json!({}))
        .part("photos", file("a", b"a"))
        .part("cover", file("fn", b"c"))
        .part("photos", file("b", &vec![b'b'; 300_000]));
    let (status, answer) = server.send(many).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["result"][0]["content"], "c");
    assert_eq!(answer["result"][1][0]["content"], "a");
    assert_eq!(answer["result"][1][1]["len"], 300_000);
    let body = json!({"fn": "add_all", "args": {}}).to_string();
    let (status, answer) = self::answer(server.request().body(body)).await;
    assert_eq!((status, &answer["result"]), (200, &json!([null, []])), "without a form");
}

#[tokio::test]
async fn what_is_not_taken_is_refused() {
    let server = start().await;
    let photo = || form("add_photo", json!({"album_id": 5}));
    let cases = [
        (photo(), 422, "`photo`: is missing"),
        (photo().part("picture", file("a", PNG)), 422, "`picture`: is unknown: there is `photo`"),
        (
            photo().part("photo", file("a", PNG)).part("photo", file("a", PNG)),
            422,
            "`photo`: is given twice",
        ),
        (
            photo().part("photo", file("a.png", b"GIF89a")),
            422,
            "`photo`: is image/gif, expected image/png or text/*",
        ),
        (
            photo().part("photo", file("a.png", b"<svg onload='alert(1)'/>")),
            422,
            "`photo`: is image/svg+xml, expected image/png or text/*",
        ),
        (
            photo().part("photo", file("a.txt", b"<!-- --><script >alert(1)</script>")),
            422,
            "`photo`: is text/html, expected image/png or text/*",
        ),
        (
            photo().part("photo", file("a", &[b'a'; 100_001])),
            413,
            "`photo` is larger than 100000 bytes.",
        ),
        (form("add_mine", json!({})).part("file", file("a", b"a")), 401, "Nobody is signed in."),
        (
            form("add_all", json!({})).part("cover", file("a", &vec![0; 1_000_001])),
            413,
            "`cover` is larger than 1000000 bytes.",
        ),
        (
            (0..3).fold(form("add_all", json!({})), |form, _| form.part("photos", file("a", b"a"))),
            422,
            "`photos`: are too many: there may be 2",
        ),
        (form("none", json!({})).part("file", file("a", b"a")), 404, "There is no function `none`"),
        (Form::new().text("fn", "add_all"), 400, "The form lacks a part `args`."),
        (Form::new().part("photo", file("a", PNG)), 400, "The form has to name its function"),
        (form("add_all", json!([])), 400, "`args` has to be an object"),
        (form("add_all", json!({"cover": 1})), 422, "`cover`: is unknown"),
        (
            form("add_all", json!({})).text("args", "x".repeat(100_000)),
            413,
            "The form has more than",
        ),
        (form("add_all", json!({})).text("mounted", "{}"), 400, "`mounted` is no list"),
    ];
    for (form, status, text) in cases {
        let (actual, answer) = server.send(form).await;
        assert_eq!(actual, status, "{answer}");
        assert!(message(&answer).contains(text), "{answer}\ninstead of\n{text}");
    }
}

#[tokio::test]
async fn a_large_file_is_refused_while_it_arrives() {
    let server = start().await;
    let pieces = (0..300).map(|_| Ok::<_, std::io::Error>(vec![0_u8; 64 * 1024]));
    let endless = Part::stream(Body::wrap_stream(stream::iter(pieces)));
    let (status, answer) =
        server.send(form("add_all", json!({})).part("cover", endless.file_name("a"))).await;
    assert_eq!((status, &answer["error"]["code"]), (413, &json!("PAYLOAD_TOO_LARGE")));
}

#[tokio::test]
async fn a_broken_form_is_a_bad_request() {
    let server = start().await;
    for body in [
        "",
        "--x",
        "--x\r\n",
        "--x\r\n\r\n",
        "--x\r\nContent-Disposition: form-data; name=\"fn\"\r\n\r\nadd_all",
    ] {
        let request = server.request().header("content-type", "multipart/form-data; boundary=x");
        let (status, answer) = answer(request.body(body)).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &json!("BAD_REQUEST")), "{body}");
    }
}

#[tokio::test]
async fn what_is_persisted_stays() {
    let server = start().await;
    let directory = tempfile::tempdir().unwrap();
    for content in [vec![b'a'; 10], vec![b'b'; 500_000]] {
        let args = json!({"directory": directory.path()});
        let (status, answer) =
            server.send(form("keep", args).part("file", file("../kept.txt", &content))).await;
        assert_eq!((status, &answer["result"]), (200, &json!(content.len())), "{answer}");
        assert_eq!(std::fs::read(directory.path().join("kept.txt")).unwrap(), content);
        assert_eq!(read_dir(directory.path()).unwrap().count(), 1);
    }
}

#[tokio::test]
async fn a_panic_is_an_error_and_no_more() {
    let server = start().await;
    let (status, answer) =
        server.send(form("fall", json!({})).part("file", file("a", &[0; 100_000]))).await;
    assert_eq!((status, &answer["error"]["code"]), (500, &json!("INTERNAL_ERROR")));
}

/// A form with a file, to be sent piece by piece.
fn raw(function: &str, len: usize) -> (String, String) {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"fn\"\r\n\r\n{function}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"args\"\r\n\r\n{{}}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n{}\r\n--x--\r\n",
        "a".repeat(len)
    );
    let head = format!(
        "POST /api/call/ HTTP/1.1\r\nhost: a\r\ncontent-type: multipart/form-data; boundary=x\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    (head, body)
}

#[tokio::test]
async fn who_reads_only_after_sending_gets_the_answer() {
    let server = start().await;
    let (head, body) = raw("add_all", 16_000_000);
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.expect("the server takes what it refuses");
    let mut text = vec![0; 24];
    timeout(Duration::from_secs(60), stream.read_exact(&mut text)).await.unwrap().unwrap();
    assert_eq!(String::from_utf8_lossy(&text), "HTTP/1.1 422 Unprocessab");
}

#[tokio::test]
async fn who_goes_away_loses_no_file_of_a_mutation() {
    let server = start().await;
    let (head, body) = raw("wait", 200_000);
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    timeout(Duration::from_secs(60), server.waiting.entered.notified()).await.unwrap();
    drop(stream);
    let end = server.waiting.left.notified();
    timeout(Duration::from_secs(60), end).await.expect("the mutation comes to its end");
}

/// Without a connection: the limit is shorter than any would take.
#[tokio::test]
async fn who_falls_silent_is_told_so() {
    let waiting = Arc::new(Waiting::default());
    let api = builder().provide(waiting).time_limit(Duration::from_millis(1)).build().unwrap();
    let (_, body) = raw("wait", 40_000);
    let half = Bytes::copy_from_slice(&body.as_bytes()[..20_000]);
    let half = stream::iter([Ok::<_, Infallible>(Frame::data(half))]).chain(stream::pending());
    let request = http::Request::post("/call/")
        .header("content-type", "multipart/form-data; boundary=x")
        .body(StreamBody::new(half))
        .unwrap();
    let answer = api.answer(request).await;
    let body = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(answer.status(), 400, "{body}");
    assert_eq!(message(&body), "The body took too long to arrive.");
}
