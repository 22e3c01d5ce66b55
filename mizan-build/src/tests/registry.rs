//! Clients of what is linked into a build script, and what is told where that is wrong.

use std::panic::Location;

use mizan_ir::{Affects, Api, Context, Function, SourceLocation, Target};

use super::{Fixture, assert_has, errors, output};
use crate::{
    build::{Job, build},
    origin::Origin,
    output::OutputKind,
};

/// A mutation and the context that it changes, which no function reads.
fn model() -> Api {
    let location = |line| SourceLocation { file: "src/lib.rs".to_owned(), line, column: 8 };
    let mut api = Api::default();
    let context = Context { location: location(2), ..Context::default() };
    api.contexts.insert("user".to_owned(), context);
    let affects = Affects::new(Target::Context("user".to_owned()), Vec::new());
    let mutation =
        Function { affects: vec![affects], location: location(5), ..Function::default() };
    api.functions.insert("rename".to_owned(), mutation);
    api
}

/// The instructions for Cargo of a package with that model.
fn lines(fixture: &Fixture, api: Api) -> Vec<String> {
    let origin = Origin::Registry(Box::new(api), Location::caller());
    let outputs = [output(OutputKind::TypeScript(None), "web/api")];
    let (package, call) = (fixture.package(), Location::caller());
    build(Job { package: &package, outputs: &outputs, requires_auth: false, call }, &origin)
}

#[test]
fn a_client_is_made_of_what_is_linked() {
    let fixture = Fixture::new(&[]);
    let lines = lines(&fixture, model());
    assert_eq!(errors(&lines), "");
    assert_has(&fixture.read("web/api/client.ts"), "rename");
    assert_has(&fixture.read("target/out/mizan/api.kdl"), "at=\"src/lib.rs:5:8\"");
    let warnings: Vec<&str> =
        lines.iter().filter_map(|line| line.strip_prefix("warning=")).collect();
    expect_test::expect![[r#"
        no function reads the context `user`, so nothing is fetched with it and nothing becomes stale
         --> src/lib.rs:2:8
          = help: write `#[mizan::client(context = user)]` above a function"#]]
    .assert_eq(&warnings.join("\n"));
    let elsewhere = fixture.report().elsewhere;
    assert_eq!(elsewhere.as_deref(), Some("the registry of another crate"));
}

#[test]
fn nothing_linked_is_told_at_the_call() {
    let fixture = Fixture::new(&[]);
    let told = errors(&lines(&fixture, Api::default()));
    assert_has(&told, "there is no function in this registry");
    assert_has(&told, "return `mizan::api()` from a function of the crate");
    assert!(!fixture.path("web/api").exists(), "a client was written");
}

#[test]
fn what_contradicts_is_told_with_its_place() {
    let fixture = Fixture::new(&[]);
    let mut api = model();
    api.contexts = Default::default();
    let told = errors(&lines(&fixture, api));
    assert_has(&told, "there is no context `user`\n --> src/lib.rs:5:8");
    assert!(!fixture.path("web/api").exists(), "a client was written");
}
