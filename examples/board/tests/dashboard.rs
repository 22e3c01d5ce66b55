//! The dashboard in pseudo-terminals, beside a server that is killed: what is read there is the text of the
//! screen.

use std::io::{BufRead, BufReader, Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use serde_json::json;

/// The longest that a screen may take to show something.
const PATIENCE: Duration = Duration::from_secs(30);

const SIZE: PtySize = PtySize { rows: 12, cols: 90, pixel_width: 0, pixel_height: 0 };

/// The columns of each list on a screen of that size.
const TO_DO: (u16, u16) = (0, 30);
const DOING: (u16, u16) = (30, 30);
const DONE: (u16, u16) = (60, 30);

/// A server of the board; dropped, it is killed.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts a server on a port, or on any that is free, and waits for the address that it prints.
    fn start(database: &Path, port: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_board"))
            .envs([("BOARD_DATABASE", database.as_os_str()), ("PORT", port.as_ref())])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = lines.find_map(|line| {
            let line = line.expect("text");
            Some(line[line.find("http://")?..].to_owned())
        });
        // Nobody reads on, and what it prints must not fill the pipe.
        thread::spawn(move || lines.for_each(drop));
        Self { child, address: address.expect("the address of the server") }
    }

    fn port(&self) -> String {
        self.address.rsplit(':').next().expect("a port").to_owned()
    }

    /// Calls a function as the page in Vue does.
    fn call(&self, function: &str, args: &serde_json::Value) {
        let url = format!("{}/vue/api/mizan/call/", self.address);
        let body = json!({ "fn": function, "args": args }).to_string();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let status = runtime.expect("a runtime").block_on(async {
            let request = reqwest::Client::new().post(url).body(body);
            request
                .header("Content-Type", "application/json")
                .send()
                .await
                .expect("an answer")
                .status()
        });
        assert!(status.is_success(), "{function}: {status}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }
}

/// What a terminal shows, and a bell for each change of it.
type Shown = (Mutex<vt100::Parser>, Condvar);

/// A dashboard in a terminal of its own.
struct Terminal {
    shown: Arc<Shown>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    fn open(address: &str) -> Self {
        let pair = native_pty_system().openpty(SIZE).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_dashboard"));
        command.args([address]);
        command.env("TERM", "xterm-256color");
        let child = pair.slave.spawn_command(command).expect("the dashboard starts");
        let output = pair.master.try_clone_reader().expect("its output");
        let keys = pair.master.take_writer().expect("its keys");
        let [rows, columns] =
            [SIZE.rows, SIZE.cols].map(|side| NonZero::new(side).expect("a side"));
        let parser = vt100::Parser::new(rows, columns, 0);
        let shown = Arc::new((Mutex::new(parser), Condvar::new()));
        let to = Arc::clone(&shown);
        thread::spawn(move || read_all(output, &to));
        Self { shown, keys, child, _master: pair.master }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("the terminal is open");
    }

    /// Waits until the screen is as it should be.
    fn until(&self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        let (parser, bell) = &*self.shown;
        let parser = parser.lock().expect("nobody panics with it");
        let waited = bell.wait_timeout_while(parser, PATIENCE, |it| !is_so(it.screen()));
        let (parser, waited) = waited.expect("nobody panics with it");
        assert!(!waited.timed_out(), "never {what}:\n{}", parser.screen().contents());
    }

    /// Waits until a list shows these cards and no others.
    fn shows(&self, list: (u16, u16), cards: &[&str]) {
        self.until(&format!("{cards:?}"), |screen| cards_of(screen, list) == cards);
    }

    fn has_head(&self, words: &str) {
        self.until(words, |screen| head_of(screen).contains(words));
    }

    fn has_foot(&self, words: &str) {
        self.until(words, |screen| {
            screen.rows(0, SIZE.cols).last().is_some_and(|row| row.contains(words))
        });
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended already where all went well.
        let _ = self.child.kill();
    }
}

fn read_all(mut output: impl Read, (parser, bell): &Shown) {
    let mut bytes = [0; 4096];
    while let Ok(length @ 1..) = output.read(&mut bytes) {
        parser.lock().expect("nobody panics with it").process(&bytes[..length]);
        bell.notify_all();
    }
}

fn head_of(screen: &vt100::Screen) -> String {
    screen.rows(0, SIZE.cols).next().expect("a row")
}

/// The cards of a list: what stands between its borders.
fn cards_of(screen: &vt100::Screen, (start, width): (u16, u16)) -> Vec<String> {
    let rows = screen.rows(start + 1, width - 2).skip(2);
    let rows = rows.map(|row| row.trim().to_owned());
    rows.take_while(|row| !row.starts_with('─')).filter(|row| !row.is_empty()).collect()
}

/// The colour of the first card of a list.
fn colour_of(screen: &vt100::Screen, (start, _): (u16, u16)) -> vt100::Color {
    screen.cell(2, start + 1).expect("a cell").fgcolor()
}

const RIGHT: &str = "\x1b[C";
const DOWN: &str = "\x1b[B";
const SHIFT_RIGHT: &str = "\x1b[1;2C";

#[test]
fn two_terminals_and_a_page_share_one_board_which_is_killed_and_comes_back() {
    let directory = tempfile::tempdir().expect("a directory");
    let database = directory.path().join("board.sqlite");
    let server = Server::start(&database, "0");
    let mut one = Terminal::open(&server.address);
    let mut other = Terminal::open(&server.address);
    for terminal in [&one, &other] {
        terminal.has_head("live");
        terminal.shows(DONE, &["Choose a Saturday", "Ask about the rain"]);
        // Both are here.
        terminal.until("two guests", |screen| head_of(screen).split_whitespace().count() == 3);
    }

    // Somebody adds a card in a page, and a key moves it in a terminal.
    server.call("add_card", &json!({ "list_id": 2, "title": "Water the plants" }));
    for terminal in [&one, &other] {
        terminal.shows(DOING, &["Bake three loaves", "Tune the guitar", "Water the plants"]);
    }
    one.press(&[RIGHT, DOWN, DOWN, SHIFT_RIGHT].concat());
    for terminal in [&one, &other] {
        terminal.shows(DOING, &["Bake three loaves", "Tune the guitar"]);
        terminal.shows(DONE, &["Choose a Saturday", "Ask about the rain", "Water the plants"]);
    }
    other.press("aLend a ladder\r");
    for terminal in [&one, &other] {
        let cards = ["Invite the neighbours", "Borrow a long table", "Lanterns for the trees"];
        terminal.shows(TO_DO, &[&cards[..], &["Lend a ladder"]].concat());
    }

    // A title of spaces is refused, and the next key takes the words away.
    other.press("a  \r");
    other.has_foot("A title has between 1 and 80 characters.");
    other.press(RIGHT);
    other.has_foot("a add");

    // While the server is gone, everybody sees the last that was true; then all that was missed.
    let port = server.port();
    drop(server);
    for terminal in [&one, &other] {
        terminal.has_head("waiting");
        terminal.shows(DOING, &["Bake three loaves", "Tune the guitar"]);
    }
    let server = Server::start(&database, &port);
    server.call("move_card", &json!({ "card_id": 4, "list_id": 1, "before": 1 }));
    for terminal in [&one, &other] {
        terminal.has_head("live");
        terminal.shows(DOING, &["Tune the guitar"]);
        terminal.until("green", |screen| colour_of(screen, TO_DO) == vt100::Color::Idx(2));
    }

    // The terminal is left as it was found.
    one.press("q");
    assert!(one.child.wait().expect("the dashboard ends").success());
    one.until("left", |screen| !screen.alternate_screen());
    other.until("one guest", |screen| head_of(screen).split_whitespace().count() == 2);
}

#[test]
fn a_server_that_is_not_there_is_told_in_words() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("its address"));
    drop(listener);
    let output = Command::new(env!("CARGO_BIN_EXE_dashboard")).arg(&address).output();
    let output = output.expect("the dashboard starts");
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains(&format!("No board answers at {address}")), "{words}");
    assert!(words.contains("cargo run -p board"), "{words}");
    assert!(!output.status.success());
}
