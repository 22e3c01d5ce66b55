//! A server as a child process, over standard input and output. This program is both: the test, and, started
//! again, the server. It has no harness, which would print lines of its own.

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;
use std::{process, thread};

use serde_json::{Value, json};

/// Tells this program that it is the server.
const IS_SERVER: &str = "MIZAN_STDIO_SERVER";

/// How long a server lives: a test that waits for what does not come then fails at the end of the output.
const LIFETIME: Duration = Duration::from_secs(30);

/// What is noted.
#[derive(mizan::Context)]
#[mizan(live)]
struct Book;

#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

#[mizan::client(context = Book)]
fn notes(notes: &Notes) -> Vec<String> {
    notes.0.lock().unwrap().clone()
}

#[mizan::client(affects = Book)]
fn add_note(notes: &Notes, text: String) {
    notes.0.lock().unwrap().push(text);
}

#[mizan::client]
async fn weigh(file: mizan::Upload) -> u64 {
    file.len()
}

/// Shuts the server down from inside, as a signal would.
#[mizan::client]
fn stop(down: &tokio::sync::Notify) {
    down.notify_one();
}

#[tokio::main]
async fn serve() {
    let down = std::sync::Arc::new(tokio::sync::Notify::new());
    let api = mizan::Server::builder()
        .provide(Notes::default())
        .provide(std::sync::Arc::clone(&down))
        .build()
        .expect("everything is provided");
    let stopping = api.clone();
    tokio::spawn(async move {
        down.notified().await;
        stopping.shutdown(Duration::from_secs(10)).await;
    });
    mizan::port::stdio(&api).await.expect("a whole input");
    eprintln!("served to its end");
}

fn main() {
    if env::var_os(IS_SERVER).is_some() {
        thread::spawn(|| {
            thread::sleep(LIFETIME);
            process::exit(1);
        });
        return serve();
    }
    answers_and_pushes_come_as_lines();
    files_follow_their_call();
    what_was_asked_before_the_end_is_answered();
    an_input_that_is_cut_off_is_an_error_of_the_process();
    a_process_that_shuts_down_does_not_wait_for_its_input();
    println!("stdio: ok");
}

struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Server {
    fn start() -> Self {
        let mut child = Command::new(env::current_exe().unwrap())
            .env(IS_SERVER, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, input, output }
    }

    fn send(&mut self, frame: &Value) {
        writeln!(self.input, "{frame}").unwrap();
    }

    fn call(&mut self, id: u64, function: &str, args: &Value) {
        self.send(&json!({"id": id, "action": "rpc", "fn": function, "args": args}));
    }

    fn next(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line:?}: {error}"))
    }

    /// Ends the input: what still comes, what is on the standard error, and whether all went well.
    fn end(self) -> (String, String, bool) {
        let Self { mut child, input, mut output } = self;
        drop(input);
        let (mut rest, mut errors) = (String::new(), String::new());
        output.read_to_string(&mut rest).unwrap();
        child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        (rest, errors, child.wait().unwrap().success())
    }
}

fn answers_and_pushes_come_as_lines() {
    let mut server = Server::start();
    server.send(&json!({"id": 1, "action": "hello", "protocol": 1}));
    assert_eq!(server.next(), json!({"id": 1, "ok": {"protocol": 1}}));
    let of = json!([{"context": "book", "params": {}}]);
    server.send(&json!({"id": 2, "action": "subscribe", "of": of}));
    assert_eq!(server.next()["ok"][0]["bundle"]["notes"], json!([]));
    server.call(3, "add_note", &json!({"text": "tea"}));
    let two = [server.next(), server.next()];
    let push = two.iter().find(|frame| frame["event"] == "bundle").expect("a push");
    assert_eq!(push["bundle"]["notes"], json!(["tea"]));
    let (rest, errors, is_well) = server.end();
    assert!(rest.contains(r#""event":"closed""#) && is_well, "{rest}{errors}");
}

fn files_follow_their_call() {
    let mut server = Server::start();
    let files = json!([{"argument": "file", "name": "a", "size": 5}]);
    server.send(&json!({"id": 1, "action": "rpc", "fn": "weigh", "args": {}, "files": files}));
    assert_eq!(server.next()["event"], "received");
    let piece = [&1_u64.to_be_bytes()[..], b"\n#1\n{"].concat();
    server.input.write_all(format!("#{}\n", piece.len()).as_bytes()).unwrap();
    server.input.write_all(&piece).unwrap();
    let answer = std::iter::from_fn(|| Some(server.next())).find(|frame| frame["id"] == 1);
    assert_eq!(answer.unwrap()["ok"]["result"], 5);
}

fn what_was_asked_before_the_end_is_answered() {
    let mut server = Server::start();
    for id in 1..=100 {
        server.call(id, "notes", &json!({}));
    }
    let (rest, errors, is_well) = server.end();
    assert!(is_well, "{errors}");
    assert_eq!(rest.lines().filter(|line| line.contains("\"ok\"")).count(), 100);
}

fn an_input_that_is_cut_off_is_an_error_of_the_process() {
    let mut server = Server::start();
    server.input.write_all(br#"{"id": 1, "act"#).unwrap();
    let (_, errors, is_well) = server.end();
    assert!(!is_well && errors.contains("in the middle of a frame"), "{errors}");
}

fn a_process_that_shuts_down_does_not_wait_for_its_input() {
    let mut server = Server::start();
    server.call(1, "stop", &json!({}));
    let (mut frames, mut line) = (Vec::new(), String::new());
    // The output ends with the process, while the input is open.
    while server.output.read_line(&mut line).unwrap() > 0 {
        frames.push(std::mem::take(&mut line));
    }
    assert!(frames.last().unwrap().contains("1012"), "{frames:?}");
    assert!(server.child.wait().unwrap().success());
}
