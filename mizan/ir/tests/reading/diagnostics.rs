//! The diagnostics of wrong documents, with the text that each is about.

use mizan_ir::from_kdl;

/// Each mistake as `text it stands at: message`, of a document with the version on top.
fn diagnostics(text: &str) -> Vec<String> {
    told(&format!("mizan version=1\n{text}"))
}

fn told(text: &str) -> Vec<String> {
    let diagnostics = from_kdl(text).err().unwrap_or_default();
    assert!(diagnostics.iter().all(|diagnostic| !diagnostic.message.is_empty()));
    diagnostics
        .iter()
        .map(|mistake| format!("{}: {}", &text[mistake.span.clone()], mistake.message))
        .collect()
}

#[track_caller]
fn one(text: &str, expected: &str) {
    assert_eq!(diagnostics(text), [expected], "{text}");
}

#[test]
fn nodes_and_properties_are_those_of_the_grammar() {
    one("functoin ping", "functoin: unknown node `functoin`; did you mean `function`?");
    one(
        "function ping { afects context=a; }",
        "afects: unknown node `afects`; did you mean `affects`?",
    );
    one("function ping { result type=bool { x; } }", "x: unknown node `x`");
    one("context user ta=\"a:1:1\"", "ta=\"a:1:1\": unknown property `ta`; did you mean `at`?");
    one(
        "function ping { result tpe=bool type=bool; }",
        "tpe=bool: unknown property `tpe`; did you mean `type`?",
    );
    one("function ping { doc a; doc b; }", "doc b: `doc` is given twice");
    one("function ping at=\"a:1:1\" at=\"a:1:1\"", "at=\"a:1:1\": `at` is given twice");
    one("function ping { context a b; }", "b: a value that `context` does not take");
    one("function ping { result bool; }", "bool: a value that `result` does not take");
}

#[test]
fn the_words_of_the_first_version_of_kdl_are_told() {
    let told =
        |word: &str| format!("{word}: `{word}` is a word of KDL 1, and the version here is KDL 2");
    one("function ping { argument id type=bool optional=true; }", &told("true"));
    one("function ping {\n    cache false\n}", &told("false"));
    one("type \"true\" key=null {\n    unit\n}", &told("null"));
    let error = from_kdl("mizan version=1\nfunction ping { cache false; }").unwrap_err();
    assert_eq!(error[0].help, "write `#false`");
}

#[test]
fn what_is_needed_is_there() {
    one("function", "function: `function` has no value");
    one("function ping { argument id; }", "argument id: `argument` has no `type`");
    one("type a::B", "type a::B: it is not told, or told twice, what its JSON looks like");
    one(
        "type a::B { unit; enum external; }",
        "type a::B: it is not told, or told twice, what its JSON looks like",
    );
    one(
        "type a::B { enum external; variant C; }",
        "variant C: a variant holds one of `unit`, `newtype`, `tuple` and `fields`",
    );
    one("function ping { affects; }", "affects: `affects` names a context or a function");
    one(
        "function ping { affects context=a function=b; }",
        "affects context=a function=b: `affects` names a context or a function",
    );
}

#[test]
fn texts_have_a_meaning() {
    one(
        "function ping { result type=\"Vec<\"; }",
        "type=\"Vec<\": `Vec<` is no type: expected a type at the end",
    );
    one("function ping at=somewhere", "at=somewhere: `somewhere` is no location in a file");
    one("type \"Vec<a::B>\" { unit; }", "type \"Vec<a::B>\": a type cannot be called `Vec<a::B>`");
    one(
        "type a::B { enum internal; }",
        "enum internal: an enum cannot be told to be `internal` like this",
    );
    one(
        "type a::B { fields { field id type=bool input-presence=sometimes; }; }",
        "input-presence=sometimes: `sometimes` does not say when it is there",
    );
    one("function 1", "1: `function` is a text");
    one(
        "function ping { argument id type=bool optional=yes; }",
        "optional=yes: `optional` is `#true` or `#false`",
    );
    one(
        "function ping { argument id type=(utf8)bool; }",
        "type=(utf8)bool: the annotation `(utf8)` has no meaning here",
    );
}

#[test]
fn who_reaches_a_function_is_told_in_known_words() {
    one("function ping { auth; }", "auth: it is not told, or told twice, who may run it");
    one(
        "function ping { auth stuff; }",
        "auth stuff: it is not told, or told twice, who may run it",
    );
    one("function ping { identity maybe; }", "identity maybe: who is asking cannot be `maybe`");
    one("function ping { rev -1; }", "rev -1: `rev` is a number from 0 to 4294967295");
    one("function ping { cache #true; }", "#true: `cache` is a number, or `#false`");
    one("function ping { limits; }", "limits: `limits` limits nothing");
    one(
        "function ping { limits time=0; }",
        "time=0: `time` is a number from 1 to 18446744073709551615",
    );
    one("function ping { limits rate=\"0/s\"; }", "rate=\"0/s\": `0/s` is no rate");
    one("function ping { limits rate=\"9/week\"; }", "rate=\"9/week\": `9/week` is no rate");
}

#[test]
fn a_name_has_one_item() {
    let told = diagnostics("function ping\ncontext ping\nfunction ping");
    assert_eq!(told, ["function ping: two functions are called `ping`"]);
}

#[test]
fn the_version_is_known() {
    assert_eq!(told("function ping"), [": the version of the grammar is not told"]);
    assert_eq!(told("mizan version=2"), ["version=2: version 2 of the grammar is not known here"]);
    assert_eq!(told("mizan version=\"1\""), ["version=\"1\": `version` is a number"]);
}

#[test]
fn every_mistake_is_told_in_the_order_of_the_document() {
    let told =
        diagnostics("// ß\nfunction ping {\n  result type=\"[ß]\"\n  afects\n}\ncontxt user");
    assert_eq!(
        told,
        [
            "type=\"[ß]\": `[ß]` is no type: expected `;` before `]`",
            "afects: unknown node `afects`; did you mean `affects`?",
            "contxt: unknown node `contxt`; did you mean `context`?",
        ]
    );
}

#[test]
fn no_kdl_is_told_by_its_reader() {
    let told = diagnostics("function ping {\n  result type=\"()\n}");
    assert_eq!(told, ["\"(): Unexpected newline in single-line quoted string"]);
}
