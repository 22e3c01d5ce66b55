//! The form of every text: the first line says what is wrong, the next one says what to write.
//!
//! The tests beside this one hold each text against the compiler. This test holds all of the expected
//! texts against the form.

use std::{fs, path::Path};

/// A text of Mizan in the output of the compiler.
struct Text {
    case: String,
    message: String,
    advice: String,
}

/// The words that begin an advice.
const IMPERATIVES: [&str; 40] = [
    "add",
    "answer",
    "borrow",
    "call",
    "declare",
    "delete",
    "derive",
    "did",
    "drop",
    "for",
    "give",
    "group",
    "if",
    "implement",
    "in",
    "keep",
    "key",
    "leave",
    "let",
    "make",
    "mark",
    "move",
    "name",
    "or",
    "put",
    "rename",
    "return",
    "save",
    "say",
    "see",
    "send",
    "take",
    "tell",
    "turn",
    "use",
    "write",
    "mention",
    "link",
    "correct",
    "list",
];

/// Errors without a number that are the compiler's own.
const OF_THE_COMPILER: [&str; 14] = [
    "aborting due to",
    "cannot find",
    "could not compile",
    "expected",
    "future cannot be sent",
    "implementation of",
    "key-value macro attributes",
    "literal out of range",
    "no rules expected",
    "number too large",
    "proc-macro derive",
    "this file contains",
    "unused",
    "unexpected",
];

/// The texts in one file of expected output.
fn read_texts(case: &str, output: &str) -> Vec<Text> {
    let mut texts = Vec::new();
    let mut lines = output.lines().peekable();
    while let Some(line) = lines.next() {
        let told = line.strip_prefix("error: ").or_else(|| {
            let warning = line.strip_prefix("warning: ")?;
            warning.strip_prefix("use of deprecated constant `_::WARNING`: ")
        });
        let Some(message) = told else { continue };
        // The tests of mizan-build hold what a build script prints, which Cargo repeats line by line.
        let is_of_build = message.contains("@0.1.0: ") || message.ends_with("@0.1.0:");
        if is_of_build || message == "build script logged errors" {
            continue;
        }
        if OF_THE_COMPILER.iter().any(|start| message.starts_with(start)) {
            continue;
        }
        let mut advice = String::new();
        while let Some(next) = lines.next_if(|next| !next.trim_start().starts_with("-->")) {
            if next.is_empty() {
                break;
            }
            advice.push_str(next.trim_start());
            advice.push('\n');
        }
        texts.push(Text { case: case.to_owned(), message: message.to_owned(), advice });
    }
    texts
}

fn read_all() -> Vec<Text> {
    let mut texts = Vec::new();
    for folder in ["macros", "programs"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in fs::read_dir(folder).expect("cases") {
            let path = entry.expect("a case").path();
            if path.extension().is_some_and(|extension| extension == "stderr") {
                let case = path.file_stem().unwrap_or_default().display().to_string();
                texts.extend(read_texts(&case, &fs::read_to_string(&path).expect("a text")));
            }
        }
    }
    texts
}

/// The rule that a text breaks.
fn find_fault(text: &Text) -> Option<String> {
    let advice = text.advice.trim_start_matches("= help: ");
    let first: String = advice.chars().take_while(char::is_ascii_alphabetic).collect();
    let inside = IMPERATIVES.iter().find(|word| text.message.contains(&format!(": {word} ")));
    if advice.is_empty() {
        Some("nothing says what to write".to_owned())
    } else if !IMPERATIVES.contains(&first.as_str()) {
        Some(format!("`{first}` begins no advice"))
    } else if let Some(word) =
        inside.filter(|word| !["if", "for", "in", "or", "did"].contains(word))
    {
        Some(format!("the message says what to write: `{word}`"))
    } else if text.message.ends_with('.') || text.message.contains(". ") {
        Some("the message is more than one sentence".to_owned())
    } else {
        None
    }
}

#[test]
fn every_text_says_what_is_wrong_and_then_what_to_write() {
    let texts = read_all();
    assert!(texts.len() > 200, "only {} texts", texts.len());
    let faults: Vec<String> = texts
        .iter()
        .filter_map(|text| {
            let fault = find_fault(text)?;
            Some(format!("{}: {fault}\n    {}\n    {}", text.case, text.message, text.advice))
        })
        .collect();
    assert!(faults.is_empty(), "{} texts:\n{}", faults.len(), faults.join("\n"));
}
