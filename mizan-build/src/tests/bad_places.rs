//! Places that a client cannot go to, and packages without an API: texts to act on.

use expect_test::{Expect, expect};

use super::{Fixture, errors, output};
use crate::{
    emit::frameworks::React,
    output::{Output, OutputKind},
};

const ONE: &str = "#[client] fn one() -> u8 { 1 }";

/// Builds with a build script whose call is in its third line.
#[track_caller]
fn check(fixture: &Fixture, outputs: &[Output], expected: &Expect) {
    let told = errors(&fixture.build_to(&fixture.package(), outputs));
    expected.assert_eq(&told.replace(&fixture.root.display().to_string(), "<package>"));
}

#[test]
fn a_file_in_the_place_of_a_directory() {
    let fixture = Fixture::of(ONE);
    fixture.write("site", "");
    check(
        &fixture,
        &[output(OutputKind::TypeScript(None), "site/api")],
        &expect![[r#"
        the client cannot go to `site/api`: `site` is a file
         |
         = help: name a directory for the client alone, such as `web/src/api`; it is made if it is not there"#]],
    );
}

#[test]
fn a_directory_that_cannot_be_made() {
    let fixture = Fixture::of(ONE);
    check(
        &fixture,
        &[output(OutputKind::TypeScript(Some(&React)), "/proc/mizan/api")],
        &expect![[r#"
            cannot write `/proc/mizan/api/.gitignore`: No such file or directory (os error 2)
             |
             = help: see that the directory named here can be made and written to, or name another"#]],
    );
}

#[test]
fn a_directory_that_holds_the_source() {
    let fixture = Fixture::of(ONE);
    check(
        &fixture,
        &[output(OutputKind::TypeScript(Some(&React)), ".")],
        &expect![[r#"
        the client cannot go to `.`: that directory holds `<package>/src`
         |
         = help: name a directory for the client alone, such as `web/src/api`: files that Mizan no longer writes are removed from it"#]],
    );
    check(
        &fixture,
        &[output(OutputKind::TypeScript(Some(&React)), "src")],
        &expect![[r#"
        the client cannot go to `src`: that directory holds `<package>/src`
         |
         = help: name a directory for the client alone, such as `web/src/api`: files that Mizan no longer writes are removed from it"#]],
    );
    check(
        &fixture,
        &[output(OutputKind::TypeScript(Some(&React)), "target")],
        &expect![[r#"
        the client cannot go to `target`: that directory holds `<package>/target/out`
         |
         = help: name a directory for the client alone, such as `web/src/api`: files that Mizan no longer writes are removed from it"#]],
    );
}

#[test]
fn a_directory_in_the_place_of_the_kdl() {
    let fixture = Fixture::of(ONE);
    check(
        &fixture,
        &[output(OutputKind::Kdl, "src")],
        &expect![[r#"
        `src` is a directory, and the KDL is a file
         |
         = help: name the file: `.kdl("src/api.kdl")`"#]],
    );
}

#[test]
fn a_directory_in_the_place_of_the_python_client() {
    let fixture = Fixture::of(ONE);
    check(
        &fixture,
        &[output(OutputKind::Python, "src")],
        &expect![[r#"
        `src` is a directory, and the Python client is a file
         |
         = help: name the file: `.python("src/api.py")`"#]],
    );
}

#[test]
fn an_edge_manifest_that_is_no_json() {
    let fixture = Fixture::of(ONE);
    check(
        &fixture,
        &[output(OutputKind::Edge, "edge")],
        &expect![[r#"
        `edge` is no name of a file of JSON, which ends in `.json`
         |
         = help: write `.edge("edge.json")`"#]],
    );
}

#[test]
fn a_python_client_that_no_module_can_import() {
    let fixture = Fixture::of(ONE);
    check(
        &fixture,
        &[output(OutputKind::Python, "scripts/api")],
        &expect![[r#"
        `scripts/api` is no name of a Python module, which ends in `.py`
         |
         = help: write `.python("scripts/api.py")`"#]],
    );
}

#[test]
fn two_outputs_in_one_place() {
    let fixture = Fixture::of(ONE);
    let outputs = [
        output(OutputKind::TypeScript(Some(&React)), "web"),
        output(OutputKind::TypeScript(None), "web"),
    ];
    check(
        &fixture,
        &outputs,
        &expect![[r#"
            `web` is the place of two outputs
             |
             = help: give each a place of its own, for one would remove what the other writes"#]],
    );
}

#[test]
fn an_output_in_the_place_of_another() {
    let fixture = Fixture::of(ONE);
    let client = |path| output(OutputKind::TypeScript(None), path);
    for (paths, expected) in [
        (["web", "./web/"], "`./web/` is the place of two outputs"),
        (["web", "web/api"], "`web/api` is in `web`, the place of another output"),
        (["web/src/../api", "web"], "`web` holds `web/src/../api`, the place of another output"),
    ] {
        let told = errors(&fixture.build_to(&fixture.package(), &paths.map(client)));
        assert!(told.starts_with(expected), "{told}");
    }
    let model = [client("web"), output(OutputKind::Kdl, "web/api.kdl"), client("web2")];
    assert_eq!(errors(&fixture.build_to(&fixture.package(), &model)), "");
}

#[test]
fn a_package_without_functions() {
    let fixture = Fixture::of("pub mod empty {}");
    check(
        &fixture,
        &[output(OutputKind::TypeScript(Some(&React)), "web")],
        &expect![[r#"
        there is no function to call from a client: only `src/lib.rs` was read
         |
         = help: write `#[mizan::client]` above a function, and see that its file is reached by `mod`"#]],
    );
}

#[test]
fn a_package_without_source() {
    let fixture = Fixture::new(&[("build.rs", "")]);
    check(
        &fixture,
        &[output(OutputKind::TypeScript(Some(&React)), "web")],
        &expect![[r#"
        there is no function to call from a client: there is no `src/lib.rs` and no `src/main.rs`
         |
         = help: write `#[mizan::client]` above a function, and see that its file is reached by `mod`"#]],
    );
}

#[test]
fn absolute_and_outer_directories_are_fine() {
    let fixture = Fixture::of(ONE);
    let other = Fixture::new(&[]);
    let outputs = [
        output(OutputKind::TypeScript(None), &other.path("absolute").display().to_string()),
        output(OutputKind::TypeScript(None), "../../tmp/../tmp/"),
    ];
    let told = errors(&fixture.build_to(&fixture.package(), &outputs[..1]));
    assert_eq!(told, "");
    assert!(other.path("absolute/client.ts").exists());
}

#[test]
fn a_directory_in_the_place_of_the_rust_client() {
    let fixture = Fixture::of(ONE);
    check(
        &fixture,
        &[output(OutputKind::Rust, "src")],
        &expect![[r#"
        `src` is a directory, and the Rust client is a file
         |
         = help: name the file: `.rust("src/api.rs")`"#]],
    );
}

#[test]
fn a_rust_client_that_is_no_module() {
    let fixture = Fixture::of(ONE);
    check(
        &fixture,
        &[output(OutputKind::Rust, "src/api")],
        &expect![[r#"
        `src/api` is no name of a Rust module, which ends in `.rs`
         |
         = help: write `.rust("src/api.rs")`"#]],
    );
}
