//! One rule, two languages, one answer: random values are checked by the server's rules and by those
//! of the generated client. `MIZAN_RUNS=100000` checks more of them, `MIZAN_SEED` others.

#[path = "../src/rules.rs"]
mod rules;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use example_support::web;
use mizan::Form as _;
use rules::Rules;
use serde_json::{Value, json};

/// Numbers of a xorshift generator.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    fn pick<'list>(&mut self, list: &[&'list str]) -> &'list str {
        list[self.below(list.len())]
    }

    fn join(&mut self, parts: &[&str], most: usize) -> String {
        (0..self.below(most + 1)).map(|_| self.pick(parts)).collect()
    }

    fn text(&mut self) -> String {
        const PARTS: [&str; 34] = [
            "",
            "a",
            "A",
            "Z",
            "é",
            "ä",
            "a\u{301}",
            "a\u{308}",
            "\u{301}",
            "😀",
            "👩‍🚀",
            "𝄞",
            "\0",
            ".",
            " ",
            "\n",
            "\r",
            "\t",
            "\u{b}",
            "\u{85}",
            "\u{a0}",
            "\u{feff}",
            "\u{2028}",
            "\u{200b}",
            "\u{180e}",
            "0",
            "9",
            "-",
            "_",
            "٣",
            "ſ",
            "\u{ffff}",
            "\u{d7ff}",
            "\u{e000}",
        ];
        self.join(&PARTS, 5)
    }

    fn email(&mut self) -> String {
        const PARTS: [&str; 22] = [
            "@",
            "@",
            ".",
            "a",
            "Z",
            "0",
            "-",
            "_",
            "+",
            "example",
            "com",
            "é",
            " ",
            "\n",
            "[::1]",
            "\"",
            "xn--",
            "😀",
            "\0",
            "{|}~",
            "ſ",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ];
        let (name, host) = (self.join(&PARTS, 2), self.join(&PARTS, 4));
        let at = self.pick(&["@", "@", "@", "", "@@"]);
        format!("{name}{at}{host}")
    }

    fn url(&mut self) -> String {
        const PARTS: [&str; 24] = [
            "a",
            "example",
            ".",
            ".",
            "com",
            "-",
            ":80",
            ":",
            ":123456",
            "/",
            "?",
            "#",
            "é",
            " ",
            "\u{7f}",
            "\u{85}",
            "@",
            "[::1]",
            "%",
            "\\",
            "😀",
            "\n",
            "..",
            "localhost",
        ];
        let scheme = self.pick(&["http://", "https://", "http:/", "HTTP://", "ftp://", ""]);
        format!("{scheme}{}", self.join(&PARTS, 6))
    }

    fn code(&mut self) -> String {
        const PARTS: [&str; 14] =
            ["AB", "1", "12", "-", "-x_1", "é", "٣", "\n", "a", "Z", "1234", "-😀", "-Z9", ""];
        self.join(&PARTS, 5)
    }

    fn pattern(&mut self) -> String {
        const PARTS: [&str; 16] = [
            "a", "é", "éa", "ab", "\n", " ", "0", "-", "😀", "_", "\u{85}", "\u{a0}", "\u{b}", "x",
            "\u{2028}", "\r",
        ];
        self.join(&PARTS, 5)
    }

    fn float(&mut self) -> f64 {
        const EDGES: [f64; 16] = [
            0.0,
            -0.0,
            -0.5,
            1.25,
            1.0,
            f64::MIN_POSITIVE,
            5e-324,
            -5e-324,
            1e308,
            -1e308,
            0.1,
            1.2500000000000002,
            -0.5000000000000001,
            9007199254740993.0,
            1e21,
            -1e-7,
        ];
        match self.below(3) {
            0 => self.below(400) as f64 / 100.0 - 2.0,
            _ => EDGES[self.below(EDGES.len())],
        }
    }

    fn integer(&mut self) -> i64 {
        match self.below(3) {
            0 => (1 << 53) - 1 - self.below(3) as i64,
            1 => 1 - (1 << 53) + self.below(3) as i64,
            _ => self.below(20) as i64 - 8,
        }
    }

    fn big(&mut self) -> i64 {
        let near = self.below(5) as i64 - 2;
        match self.below(4) {
            0 => (1 << 53) + near,
            1 => -(1 << 53) - near,
            2 => i64::MAX - self.below(3) as i64,
            _ => i64::MIN + self.below(3) as i64,
        }
    }

    fn maybe(&mut self, text: String) -> Value {
        if self.below(4) == 0 { Value::Null } else { json!(text) }
    }

    fn rules(&mut self) -> Value {
        let one_of = self.pick(&["", "a", "ä", "a\u{308}", "A", "a "]);
        let (required, url, other) = (self.text(), self.url(), self.text());
        let matches = if self.below(2) == 0 { json!(one_of) } else { self.maybe(other) };
        let list: Vec<f64> = (0..self.below(4)).map(|_| self.float()).collect();
        let way = match self.below(2) {
            0 => json!({"kind": "by_foot"}),
            _ => json!({"kind": "by_bus", "line": self.below(256)}),
        };
        let speed = match self.below(3) {
            0 => json!("Slow"),
            1 => json!({"Fast": {"level": self.below(12)}}),
            _ => json!({"Other": {"row": self.below(8)}}),
        };
        let parcel = match self.below(2) {
            0 => json!({"kind": "None"}),
            _ => json!({"kind": "Box", "of": {"label": self.text()}}),
        };
        let contact = match self.below(6) {
            0 => Value::Null,
            1 => json!(self.integer()),
            2 => json!({"mail": self.email()}),
            3 => json!({"phone": self.text()}),
            4 => json!({"phone": self.text(), "prefix": self.below(200)}),
            _ => (0..self.below(3)).map(|_| json!({"row": self.below(8)})).collect(),
        };
        let price = match self.below(3) {
            0 => json!({"kind": "free"}),
            1 => json!({"kind": "fixed", "amount": self.float()}),
            _ => json!({"least": self.float(), "most": self.float()}),
        };
        json!({
            "speed": speed,
            "contact": contact,
            "price": price,
            "parcel": parcel,
            "row": self.below(8),
            "required": self.text(),
            "maybe_required": self.maybe(required),
            "length": self.text(),
            "utf16": self.text(),
            "list": list,
            "integer": self.integer(),
            "float": self.float(),
            "positive": self.float(),
            "big": self.big().to_string(),
            "email": self.email(),
            "url": self.maybe(url),
            "code": self.code(),
            "pattern": self.pattern(),
            "contains": self.text(),
            "prefix": self.text(),
            "suffix": self.text() + self.pick(&["\0.", "", "."]),
            "one_of": one_of,
            "matches": matches,
            "way": way,
        })
    }
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// The messages of the generated client for each line.
fn check_in_javascript(lines: &str) -> Vec<Value> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    web::install(&home).unwrap_or_else(|error| panic!("{error}"));
    let mut node = Command::new("node")
        .arg("../tests/rules.mjs")
        .current_dir(home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    let mut input = node.stdin.take().expect("an input");
    let written = lines.to_owned();
    let writing = std::thread::spawn(move || input.write_all(written.as_bytes()));
    let output = node.wait_with_output().expect("an output");
    writing.join().expect("a thread").expect("node reads");
    assert!(output.status.success(), "the rules of the client ran");
    let text = String::from_utf8(output.stdout).expect("a text");
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// The most paths of which the server tells.
const MOST: usize = 20;

/// The path of a message as a client names it: `lines.3.qty` for `lines[3].qty`.
fn in_client(path: &str) -> String {
    path.replace('[', ".").replace(']', "")
}

#[test]
fn the_server_and_the_client_answer_alike() {
    let (runs, seed) = (number("MIZAN_RUNS", 3000), number("MIZAN_SEED", 1));
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let values: Vec<Value> = (0..runs).map(|_| random.rules()).collect();
    let mut lines = String::new();
    for value in &values {
        writeln!(lines, "{value}").expect("a String takes every text");
    }
    let told = check_in_javascript(&lines);
    assert_eq!(told.len(), values.len());
    // How often each field kept its rules, and how often it broke one: both have to be tried.
    let mut seen = BTreeMap::new();
    for (value, mut told) in values.iter().zip(told) {
        let rules: Rules = serde_json::from_value(value.clone()).expect("the value fits");
        let problems: BTreeMap<String, _> =
            rules.problems().into_iter().map(|(path, texts)| (in_client(&path), texts)).collect();
        for name in value.as_object().expect("an object").keys() {
            let is_at = |path: &String| path.split('.').next() == Some(name);
            let counts: &mut [u32; 2] = seen.entry(name.clone()).or_default();
            counts[usize::from(problems.keys().any(is_at))] += 1;
        }
        if problems.len() == MOST {
            // The server has told the first ones.
            let told = told.as_object_mut().expect("an object");
            told.retain(|path, _| problems.contains_key(path));
        }
        assert_eq!(json!(problems), told, "the server and the client disagree about {value}");
    }
    for (name, [kept, broken]) in seen {
        println!("{name}: kept {kept}, broken {broken}");
        assert!(kept > 0 && broken > 0, "{name} was kept {kept} and broken {broken} times");
    }
}
