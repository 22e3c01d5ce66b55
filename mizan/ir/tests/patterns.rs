//! A pattern has one answer in Rust and in JavaScript: random patterns match random texts alike.
//! `MIZAN_RUNS=100000` tries more of them, `MIZAN_SEED` others.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use mizan_ir::Pattern;
use regex::Regex;

/// Numbers of a xorshift generator.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    fn join(&mut self, parts: &[&str], most: usize) -> String {
        (0..self.below(most + 1)).map(|_| parts[self.below(parts.len())]).collect()
    }
}

const PATTERNS: [&str; 56] = [
    "a",
    "b",
    "é",
    "😀",
    "_",
    "0",
    "-",
    "/",
    " ",
    "\n",
    "^",
    "$",
    ".",
    "|",
    "(",
    ")",
    "(?:",
    "*",
    "+",
    "?",
    "{2}",
    "{1,}",
    "{0,2}",
    "[",
    "]",
    "[^",
    "a-z",
    r"\d",
    r"\D",
    r"\w",
    r"\W",
    r"\s",
    r"\S",
    r"\b",
    r"\.",
    r"\\",
    r"\-",
    r"\/",
    r"\]",
    r"\t",
    r"\n",
    "&",
    "~",
    "[ab]",
    "[^a]",
    r"[\w-]",
    r"[^\s\-]",
    "#",
    "\u{301}",
    "\u{2028}",
    "ſ",
    "\u{0}",
    "(a|b)",
    "[é-😀]",
    r"\p",
    "<",
];

const TEXTS: [&str; 26] = [
    "a", "b", "é", "e\u{301}", "😀", "_", "0", "9", "٣", "-", "/", " ", "\n", "\r", "\t", "\u{b}",
    "\u{85}", "\u{a0}", "\u{feff}", "\u{2028}", "ſ", "K", "\u{0}", "&", "#", "<",
];

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Prints `1` or `0` for each line of the input, which has an expression and a text as hexadecimal.
const SCRIPT: &str = r#"
const text = (hex) => Buffer.from(hex, "hex").toString("utf8");
const answers = [];
for (const line of require("fs").readFileSync(0, "utf8").trim().split("\n")) {
  const [expression, value] = line.split(" ").map(text);
  answers.push(new RegExp(expression, "u").test(value) ? "1" : "0");
}
process.stdout.write(answers.join(""));
"#;

fn hexadecimal(text: &str) -> String {
    text.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a String takes every text");
        hex
    })
}

#[test]
fn every_pattern_matches_alike_in_both_languages() {
    let mut random =
        Random((number("MIZAN_SEED", 1) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let (mut tried, mut input) = (Vec::new(), String::new());
    while tried.len() < number("MIZAN_RUNS", 2000) {
        let written = random.join(&PATTERNS, 5);
        let Ok(pattern) = Pattern::parse(&written) else { continue };
        let regex = Regex::new(&pattern.rust)
            .unwrap_or_else(|error| panic!("`{written}` is no expression of Rust: {error}"));
        for _ in 0..4 {
            let text = random.join(&TEXTS, 5);
            let (expression, value) = (hexadecimal(&pattern.javascript), hexadecimal(&text));
            writeln!(input, "{expression} {value}").expect("a String takes every text");
            tried.push((written.clone(), regex.is_match(&text), text));
        }
    }
    let mut node = Command::new("node")
        .args(["-e", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    let mut stdin = node.stdin.take().expect("an input");
    stdin.write_all(input.as_bytes()).expect("node reads");
    drop(stdin);
    let output = node.wait_with_output().expect("an output");
    assert!(output.status.success(), "JavaScript read every expression");
    assert_eq!(output.stdout.len(), tried.len());
    let matched = output.stdout.iter().filter(|answer| **answer == b'1').count();
    assert!(matched > tried.len() / 10 && matched < tried.len(), "{matched} of {}", tried.len());
    for ((pattern, is_match, text), answer) in tried.iter().zip(output.stdout) {
        assert_eq!(*is_match, answer == b'1', "`{pattern}` and {text:?}: Rust says {is_match}");
    }
}
