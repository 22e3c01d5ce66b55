//! Calls with files over a socket: what the form of HTTP takes and refuses, in pieces that the server asks
//! for.

use std::fs::{read_dir, read_link};
use std::sync::Arc;
use std::time::Duration;

use mizan::{Error, Upload};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::application::{Board, Boards, Me};
use crate::running::{Client, LIMIT, Running};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n picture";

/// The largest piece that the server asks for.
const PIECE: usize = 64 * 1024;

#[mizan::client(websocket, affects = Board)]
async fn add_picture(
    boards: &Arc<Boards>,
    board_id: i64,
    #[mizan(size = 2_000_000, accept = "image/png, text/*")] picture: Upload,
) -> Result<(String, u64, u64), Error> {
    boards.add(board_id, picture.name());
    let sum = picture.bytes().await?.iter().map(|byte| u64::from(*byte)).sum();
    Ok((picture.name().to_owned(), picture.len(), sum))
}

#[mizan::client(websocket)]
fn file_sizes(cover: Option<Upload>, #[mizan(count = 2)] more: Vec<Upload>) -> Vec<u64> {
    cover.iter().chain(&more).map(Upload::len).collect()
}

#[mizan::client(websocket, auth = staff)]
fn add_secret(_me: &Me, file: Upload) -> u64 {
    file.len()
}

#[mizan::client]
async fn read_aloud(file: Upload) -> impl futures_util::Stream<Item = u64> {
    futures_util::stream::iter([file.len(), 0])
}

fn file(argument: &str, name: &str, size: usize) -> Value {
    json!({"argument": argument, "name": name, "size": size})
}

fn upload(function: &str, args: Value, files: Value) -> Value {
    json!({"action": "rpc", "fn": function, "args": args, "files": files})
}

fn picture(size: usize) -> Value {
    upload("add_picture", json!({"board_id": 5}), json!([file("picture", "a.txt", size)]))
}

/// The frame that tells how many bytes of a call's files were taken.
fn received(of: u64, bytes: usize) -> Value {
    json!({"event": "received", "of": of, "bytes": bytes})
}

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or_else(|| panic!("an error, not {answer}"))
}

impl Client {
    async fn send_piece(&mut self, id: u64, piece: &[u8]) {
        self.send_bytes([&id.to_be_bytes()[..], piece].concat()).await;
    }

    /// Asks for a call with files, and waits until the server asks for their bytes.
    async fn begin(&mut self, frame: Value) -> u64 {
        let id = self.ask(frame).await;
        assert_eq!(
            self.next().await,
            json!({"event": "received", "of": id, "bytes": 0, "piece": PIECE})
        );
        id
    }

    /// Sends the bytes of an upload, each piece after the one before it is received.
    async fn send_all(&mut self, id: u64, bytes: &[u8]) {
        let mut sent = 0;
        for piece in bytes.chunks(PIECE) {
            self.send_piece(id, piece).await;
            sent += piece.len();
            assert_eq!(self.next().await, received(id, sent));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_arrives_in_pieces_byte_for_byte() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let content: Vec<u8> = (0..300_000_u32).map(|at| b'a' + (at % 26) as u8).collect();
    let sum: u64 = content.iter().map(|byte| u64::from(*byte)).sum();
    let id = client.begin(picture(content.len())).await;
    client.send_all(id, &content).await;
    let answer = client.next().await;
    assert_eq!(answer["ok"]["result"], json!(["a.txt", content.len(), sum]));
    let invalidated = json!([{"context": "board", "params": {"board_id": 5}}]);
    assert_eq!(answer["ok"]["invalidate"], invalidated);
    // Four pieces may be on the way at once.
    let id = client.begin(picture(4 * PIECE)).await;
    for _ in 0..4 {
        client.send_piece(id, &[b'x'; PIECE]).await;
    }
    for received in 1..=4 {
        assert_eq!(client.next().await["bytes"], received * PIECE);
    }
    assert_eq!(client.next().await["ok"]["result"][1], 4 * PIECE);
    client.expect_silence().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_follow_each_other_within_a_piece() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let sizes = json!([file("more", "b", 3), file("cover", "a", 70_000), file("more", "", 0)]);
    let id = client.begin(upload("file_sizes", json!({}), sizes)).await;
    client.send_all(id, &[b'x'; 70_003]).await;
    assert_eq!(client.next().await["ok"]["result"], json!([70_000, 3, 0]));
    for (files, expected) in [
        (json!([]), json!([])),
        (json!([file("cover", "a", 0)]), json!([0])),
        (json!([{"argument": "cover", "size": 0}]), json!([0])),
    ] {
        let answer = client.request(upload("file_sizes", json!({}), files)).await;
        assert_eq!(answer["ok"]["result"], expected);
    }
    assert_eq!(client.call("file_sizes", json!({})).await["ok"]["result"], json!([]));
    let lacking = client.call("add_picture", json!({"board_id": 5})).await;
    assert_eq!(lacking["error"]["details"]["fields"]["picture"], json!(["is missing"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_refused_before_a_byte_is_sent() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let board = || json!({"board_id": 5});
    for (frame, code, text) in [
        (picture(2_000_001), "PAYLOAD_TOO_LARGE", "`picture` is larger than 2000000 bytes."),
        (
            upload("add_picture", board(), json!([file("photo", "a", 1)])),
            "VALIDATION_ERROR",
            "`photo`: is unknown: there is `picture`",
        ),
        (
            upload("add_picture", board(), json!([file("picture", "", 1), file("picture", "", 1)])),
            "VALIDATION_ERROR",
            "`picture`: is given twice",
        ),
        (
            upload("file_sizes", json!({}), json!([1, 2, 3].map(|_| file("more", "a", 1)))),
            "VALIDATION_ERROR",
            "`more`: are too many: there may be 2",
        ),
        (
            upload("file_sizes", json!({}), json!([file("cover", "a", 20_000_000)])),
            "PAYLOAD_TOO_LARGE",
            "`cover` is larger than 10485760 bytes.",
        ),
        (
            upload("add_secret", json!({}), json!([file("file", "", 1)])),
            "UNAUTHORIZED",
            "signed in",
        ),
        (
            upload("echo", json!({"text": "a"}), json!([file("text", "", 1)])),
            "VALIDATION_ERROR",
            "",
        ),
        (upload("nowhere", json!({}), json!([file("text", "", 1)])), "NOT_FOUND", "`nowhere`"),
        (upload("file_sizes", json!({}), json!({})), "BAD_REQUEST", "`files` has to be"),
        (upload("file_sizes", json!({}), json!([5])), "BAD_REQUEST", "`files` has to be"),
        (
            upload("file_sizes", json!({}), json!([{"argument": "cover", "size": -1}])),
            "BAD_REQUEST",
            "`files` has to be",
        ),
        (upload("file_sizes", json!([]), json!([file("cover", "", 1)])), "BAD_REQUEST", "`args`"),
    ] {
        let answer = client.request(frame.clone()).await;
        assert_eq!(answer["error"]["code"], code, "{frame}: {answer}");
        let message = answer["error"]["message"].as_str().unwrap();
        let details = answer["error"]["details"].to_string();
        assert!(message.contains(text) || details.contains(text), "{answer}\ninstead of\n{text}");
    }
    client.expect_silence().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_type_ends_the_upload_and_not_the_socket() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let id = client.begin(picture(200_000)).await;
    client.send_piece(id, &[b"GIF89a".as_slice(), &[0; PIECE - 6]].concat()).await;
    let answer = client.next().await;
    assert_eq!(code(&answer), "VALIDATION_ERROR", "{answer}");
    assert!(answer.to_string().contains("is image/gif, expected image/png or text/*"), "{answer}");
    // The client had sent more before it knew.
    client.send_piece(id, &[0; PIECE]).await;
    client.expect_silence().await;
    let id = client.begin(picture(PNG.len())).await;
    client.send_all(id, PNG).await;
    assert_eq!(client.next().await["ok"]["result"][1], PNG.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_was_said_or_asked_for_is_refused() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let more = client.begin(picture(10)).await;
    client.send_piece(more, &[b'x'; 11]).await;
    let large = client.ask(picture(200_000)).await;
    let answers = [client.next().await, client.next().await];
    assert_eq!(code(&answers[0]), "BAD_REQUEST", "{answers:?}");
    assert_eq!(answers[1]["bytes"], 0);
    client.send_piece(large, &[b'x'; PIECE + 1]).await;
    assert_eq!(code(&client.next().await), "BAD_REQUEST");
    // The bytes of a call that does not wait for any, and a frame without an id.
    client.send_piece(77, &[b'x'; 20]).await;
    client.expect_silence().await;
    client.send_bytes(vec![0; 7]).await;
    assert_eq!(code(&client.next().await), "BAD_REQUEST");
    client.expect_silence().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_run_beside_each_other_and_beside_calls() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let (one, other) =
        (client.begin(picture(2 * PIECE)).await, client.begin(picture(PIECE + 1)).await);
    client.send_piece(one, &[b'a'; PIECE]).await;
    assert_eq!(client.next().await, received(one, PIECE));
    client.send_piece(other, &[b'b'; PIECE]).await;
    assert_eq!(client.next().await, received(other, PIECE));
    client.expect_silence().await;
    client.send_piece(other, b"b").await;
    assert_eq!(client.next().await["bytes"], PIECE + 1);
    let sum = (PIECE as u64 + 1) * u64::from(b'b');
    assert_eq!(client.next().await["ok"]["result"], json!(["a.txt", PIECE + 1, sum]));
    client.send_piece(one, &[b'a'; PIECE]).await;
    assert_eq!(client.next().await["bytes"], 2 * PIECE);
    assert_eq!(client.next().await["ok"]["result"][2], 2 * PIECE as u64 * u64::from(b'a'));
}

#[tokio::test(flavor = "multi_thread")]
async fn few_of_a_socket_receive_at_a_time_and_the_others_wait_for_their_turn() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let mut open = Vec::new();
    for _ in 0..4 {
        open.push(client.begin(picture(10)).await);
    }
    let (waiting, cancelled) = (client.ask(picture(10)).await, client.ask(picture(10)).await);
    client.expect_silence().await;
    client.send(json!({"action": "cancel", "of": cancelled})).await;
    let answer = client.next().await;
    assert_eq!((answer["id"].as_u64(), code(&answer)), (Some(cancelled), "CANCELLED"));
    client.send_piece(open[2], &[b'x'; 10]).await;
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(client.next().await);
    }
    assert!(answers.contains(&received(open[2], 10)), "{answers:?}");
    assert!(
        answers.contains(&json!({"event": "received", "of": waiting, "bytes": 0, "piece": PIECE})),
        "{answers:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_falls_silent_is_told_so() {
    let server = Running::start_with(|builder| builder.time_limit(Duration::from_secs(2))).await;
    let mut client = server.open().await;
    let id = client.begin(picture(100_000)).await;
    client.send_piece(id, &[b'x'; PIECE]).await;
    assert_eq!(client.next().await["bytes"], PIECE);
    let answer = client.next().await;
    assert_eq!(answer["error"]["message"], "The files took too long to arrive.", "{answer}");
    assert!(server.boards.all(5).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_cancelled_until_its_files_have_come() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let id = client.begin(picture(100_000)).await;
    client.send_piece(id, &[b'x'; PIECE]).await;
    assert_eq!(client.next().await["bytes"], PIECE);
    client.send(json!({"action": "cancel", "of": id})).await;
    let answer = client.next().await;
    assert_eq!((answer["id"].as_u64(), code(&answer)), (Some(id), "CANCELLED"));
    client.send_piece(id, &[b'x'; 100_000 - PIECE]).await;
    client.expect_silence().await;
    assert!(server.boards.all(5).is_empty(), "it has not run");
    // One that runs goes on.
    server.boards.gate.forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    let id = client.begin(upload("keep_slowly", json!({}), json!([file("file", "a", 1)]))).await;
    client.send_all(id, b"x").await;
    client.send(json!({"action": "cancel", "of": id})).await;
    client.expect_silence().await;
    server.boards.gate.add_permits(1);
    assert_eq!(client.next().await["ok"]["result"], json!(["a"]));
}

#[mizan::client(websocket, affects = Board { .. })]
async fn keep_slowly(boards: &Arc<Boards>, file: Upload) -> Vec<String> {
    boards.add(5, file.name());
    boards.read(5).await
}

/// The files without a name that this process has open: a test of another file may have some.
fn open_files() -> Vec<String> {
    let files = read_dir("/proc/self/fd").into_iter().flatten().flatten();
    let paths = files.filter_map(|file| read_link(file.path()).ok());
    let paths = paths.map(|path| path.to_string_lossy().into_owned());
    paths.filter(|path| path.contains("(deleted)")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_that_dies_leaves_nothing_behind() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let before = open_files();
    let id = client.begin(picture(1_000_000)).await;
    client.send_piece(id, &[b'x'; PIECE]).await;
    client.send_piece(id, &[b'x'; PIECE]).await;
    assert_eq!(client.next().await["bytes"], PIECE);
    assert_eq!(client.next().await["bytes"], 2 * PIECE);
    let is_new = |path: &String| !before.contains(path);
    let file = open_files().into_iter().find(is_new).expect("a large file is on the disk");
    drop(client);
    let gone = async {
        while open_files().contains(&file) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(LIMIT, gone).await.expect("the file goes with its socket");
    assert!(server.boards.all(5).is_empty());
    server.open().await.expect_silence().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pieces_count_for_nothing_unless_they_are_small() {
    let server = Running::start_with(|builder| builder.frames_limit(5).frame_limit(10_008)).await;
    let mut client = server.open().await;
    let id = client.ask(picture(1_000_000)).await;
    assert_eq!(
        client.next().await,
        json!({"event": "received", "of": id, "bytes": 0, "piece": 10_000})
    );
    for received in 1..=100 {
        client.send_piece(id, &[b'x'; 10_000]).await;
        assert_eq!(client.next().await["bytes"], received * 10_000);
    }
    assert_eq!(client.next().await["ok"]["result"][1], 1_000_000);
    let id = client.ask(picture(1_000_000)).await;
    assert_eq!(client.next().await["bytes"], 0);
    for _ in 0..400 {
        client.send_piece(id, b"x").await;
    }
    loop {
        let answer = client.next().await;
        if answer["error"].is_object() {
            assert_eq!(code(&answer), "TOO_MANY_REQUESTS");
            break;
        }
    }
    assert_eq!(client.closed().await.0, 1008);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_runs_once_over_sockets_and_forms() {
    let server = Running::start().await;
    let (mut one, mut other) = (server.open().await, server.open().await);
    for client in [&mut one, &mut other] {
        let mut frame = picture(PNG.len());
        frame["key"] = json!("once");
        let id = client.begin(frame).await;
        client.send_all(id, PNG).await;
        assert_eq!(client.next().await["ok"]["result"][1], PNG.len());
    }
    let form = || {
        let picture = Part::bytes(PNG).file_name("a.txt").mime_str("text/plain").unwrap();
        let form =
            Form::new().text("fn", "add_picture").text("args", json!({"board_id": 5}).to_string());
        form.part("picture", picture)
    };
    let answer = server.post_form("once", form()).await;
    assert_eq!(answer["result"][1], PNG.len(), "{answer}");
    assert_eq!(server.boards.all(5), ["a.txt"], "it runs once, over sockets and as a form");
    // Another key is another call, and a socket joins what a form has begun.
    server.post_form("twice", form()).await;
    let mut frame = picture(PNG.len());
    frame["key"] = json!("twice");
    let id = one.begin(frame).await;
    one.send_all(id, PNG).await;
    assert_eq!(one.next().await["ok"]["result"][1], PNG.len());
    assert_eq!(server.boards.all(5), ["a.txt", "a.txt"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_takes_files_too() {
    let server = Running::start().await;
    let mut client = server.open().await;
    let files = json!([file("file", "a", 3)]);
    let id = client.begin(upload("read_aloud", json!({}), files)).await;
    client.send_all(id, b"abc").await;
    assert_eq!(client.next().await, json!({"id": id, "item": 3}));
    assert_eq!(client.next().await, json!({"id": id, "item": 0}));
    assert_eq!(client.next().await, json!({"id": id, "end": true}));
}
