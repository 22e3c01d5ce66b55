//! Ports over bytes: a line for each frame.

use std::io;

use mizan::port::open;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream, Lines};
use tokio::io::{ReadHalf, WriteHalf, duplex, split};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::application::{LIMIT, api, build};

/// The client's end of a pipe, with a server at the other.
struct Pipe {
    input: WriteHalf<DuplexStream>,
    output: Lines<BufReader<ReadHalf<DuplexStream>>>,
    served: JoinHandle<io::Result<()>>,
}

impl Pipe {
    fn open(api: &mizan::Server) -> Self {
        let (ours, theirs) = duplex(64);
        let (reader, writer) = split(theirs);
        let api = api.clone();
        let served = tokio::spawn(async move { open(&api).serve_bytes(reader, writer).await });
        let (output, input) = split(ours);
        Self { input, output: BufReader::new(output).lines(), served }
    }

    async fn write(&mut self, bytes: impl AsRef<[u8]>) {
        self.input.write_all(bytes.as_ref()).await.unwrap();
    }

    async fn next(&mut self) -> Value {
        let line = timeout(LIMIT, self.output.next_line()).await.expect("it answers").unwrap();
        serde_json::from_str(&line.expect("one more line")).unwrap()
    }

    /// Ends the input, and returns the lines that still come, and the end of the server.
    async fn end(mut self) -> (Vec<Value>, io::Result<()>) {
        self.input.shutdown().await.unwrap();
        let mut rest = Vec::new();
        while let Some(line) = timeout(LIMIT, self.output.next_line()).await.unwrap().unwrap() {
            rest.push(serde_json::from_str(&line).unwrap());
        }
        (rest, timeout(LIMIT, self.served).await.expect("it ends").unwrap())
    }
}

fn echo(id: u64, text: &str) -> String {
    let frame = json!({"id": id, "action": "rpc", "fn": "echo", "args": {"text": text}});
    format!("{frame}\n")
}

#[tokio::test]
async fn each_line_is_a_frame_however_it_is_cut() {
    let mut pipe = Pipe::open(&api());
    let input = [echo(1, "one"), "\n\r\n".to_owned(), echo(2, "ä ☕").replace('\n', "\r\n")];
    for byte in input.concat().as_bytes() {
        pipe.write([*byte]).await;
    }
    assert_eq!(pipe.next().await["ok"]["result"], "one");
    assert_eq!(pipe.next().await["ok"]["result"], "ä ☕");
    pipe.write([echo(3, "a"), echo(4, "b")].concat()).await;
    let (rest, ended) = pipe.end().await;
    assert_eq!((&rest[0]["id"], &rest[1]["id"]), (&json!(3), &json!(4)));
    assert_eq!(rest.last().unwrap()["event"], "closed");
    ended.unwrap();
}

#[tokio::test]
async fn a_line_that_is_no_frame_or_too_long_costs_that_line() {
    let mut pipe = Pipe::open(&build(|builder| builder.body_limit(1000).frame_limit(1000)));
    for (line, code) in [
        ("hello".to_owned(), "BAD_REQUEST"),
        ("#".to_owned(), "BAD_REQUEST"),
        ("#-1".to_owned(), "BAD_REQUEST"),
        ("#99999999999999999999999".to_owned(), "BAD_REQUEST"),
        (format!("#2000\n{}", "x".repeat(1999)), "PAYLOAD_TOO_LARGE"),
        ("x".repeat(1001), "PAYLOAD_TOO_LARGE"),
        ("x".repeat(100_000), "PAYLOAD_TOO_LARGE"),
        (format!("#4\n{}", "\n\n\n"), "BAD_REQUEST"),
    ] {
        pipe.write(format!("{line}\n")).await;
        let answer = pipe.next().await;
        assert_eq!(answer["error"]["code"], code, "{answer}");
        assert_eq!(answer["id"], json!(null));
    }
    pipe.write(echo(1, "still here")).await;
    assert_eq!(pipe.next().await["ok"]["result"], "still here");
}

#[tokio::test]
async fn whoever_does_not_read_what_is_refused_is_not_read_either() {
    let mut pipe = Pipe::open(&api());
    let flood = async {
        for _ in 0..100_000 {
            pipe.input.write_all(b"#\n").await.unwrap();
        }
    };
    let stands_still = timeout(std::time::Duration::from_millis(300), flood).await;
    assert!(stands_still.is_err(), "all of it was taken in");
    assert_eq!(pipe.next().await["error"]["code"], "BAD_REQUEST");
}

#[tokio::test]
async fn a_frame_that_is_cut_off_is_an_error_of_the_reader() {
    for cut in [r#"{"id": 1, "action": "rp"#, "#10\nabc", "#1"] {
        let mut pipe = Pipe::open(&api());
        pipe.write(cut).await;
        let (rest, ended) = pipe.end().await;
        assert_eq!(rest, [] as [Value; 0], "{cut}");
        assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::UnexpectedEof, "{cut}");
    }
}

#[tokio::test]
async fn a_writer_that_is_gone_ends_the_port() {
    let api = api();
    let (ours, theirs) = duplex(64);
    let (reader, writer) = split(theirs);
    let served = tokio::spawn({
        let api = api.clone();
        async move { open(&api).serve_bytes(reader, writer).await }
    });
    let (mut output, mut input) = split(ours);
    input.write_all(echo(1, &"x".repeat(1000)).as_bytes()).await.unwrap();
    output.read_exact(&mut [0; 10]).await.unwrap();
    drop((output, input));
    let ended = timeout(LIMIT, served).await.expect("it ends").unwrap();
    assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
}
