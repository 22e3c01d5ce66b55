//! Instructions counted by callgrind for two numbers of requests: the difference contains neither the
//! start of the program nor the setup.

use std::env;
use std::process::Command;

const SHORT: usize = 20;
const LONG: usize = 120;

/// The instructions of one request. The program runs with `--serve`, these words, and the number of
/// requests.
pub(crate) fn measure(words: &[&str]) -> f64 {
    let short = count(words, SHORT);
    let long = count(words, LONG);
    (long - short) as f64 / (LONG - SHORT) as f64
}

/// The instructions of one run of this program.
fn count(words: &[&str], requests: usize) -> u64 {
    let program = env::current_exe().expect("the path of this program");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .arg("--serve")
        .args(words)
        .arg(requests.to_string())
        .output()
        .expect("valgrind is installed: `apt-get install valgrind`");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    let line = text.lines().find_map(|line| line.split_once("Collected : "));
    line.and_then(|(_, number)| number.trim().parse().ok()).expect("a count from callgrind")
}
