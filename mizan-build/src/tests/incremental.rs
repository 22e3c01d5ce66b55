//! A run after an edit that declares nothing new does next to nothing, and leaves what a whole run
//! would.

use std::fs;

use super::{Fixture, assert_has, output};
use crate::{
    emit::frameworks::React,
    output::{Output, OutputKind},
};

const LIBRARY: &str = "mod tasks;\n#[mizan::client] fn one() -> u8 {\n    1\n}\n";
const TASKS: &str = "use mizan::*;\n\n/// Those to do.\n#[derive(Context)]\npub struct Tasks;\n\n\
    #[client(context = Tasks)]\nfn all() -> Vec<Task> {\n    todo!()\n}\n\n\
    #[derive(Type)]\n\npub struct Task { #[mizan(key)] name: String }\n";

/// Two binaries beside the library, so that there is more than one model.
fn fixture() -> Fixture {
    Fixture::new(&[
        ("src/lib.rs", LIBRARY),
        ("src/tasks.rs", TASKS),
        ("src/bin/tool.rs", "fn main() {}\n#[mizan::client] fn tool() {}\n"),
    ])
}

fn outputs() -> [Output; 2] {
    [output(OutputKind::TypeScript(Some(&React)), "web/api"), output(OutputKind::Kdl, "api.kdl")]
}

fn build(fixture: &Fixture) -> Vec<String> {
    fixture.build_to(&fixture.package(), &outputs())
}

/// All that names locations.
fn products(fixture: &Fixture) -> Vec<String> {
    let own = ["report", "api.kdl", "linked/lib.kdl", "linked/bin-tool.kdl"];
    let own = own.iter().map(|name| fixture.read(&format!("target/out/mizan/{name}")));
    let own = own.chain([fixture.read("api.kdl")]);
    let maps = ["contract", "react", "types"].map(|name| format!("web/api/{name}.d.ts.map"));
    own.chain(maps.iter().map(|map| fixture.read(map))).collect()
}

/// Builds, and tells whether that was a whole run: one leaves outlines of what it read.
fn is_whole(fixture: &Fixture) -> bool {
    let outlines = fixture.path("target/out/mizan/outlines");
    let _ = fs::remove_dir_all(&outlines);
    build(fixture);
    outlines.exists()
}

#[test]
fn an_edit_of_bodies_and_comments_moves_places() {
    let fixture = fixture();
    let told = build(&fixture);
    let before = products(&fixture);
    fixture.write("src/lib.rs", &LIBRARY.replace("    1", "    // Why?\n    1"));
    assert!(!is_whole(&fixture), "nothing moved");
    assert_eq!(products(&fixture), before);
    let edited = TASKS.replace("todo!()", "let tasks = \"}\";\n    todo!()");
    for text in [edited.clone(), format!("// Tasks.\n\n{edited}"), TASKS.replace("pub ", "pub  ")] {
        fixture.write("src/tasks.rs", &text);
        assert!(!is_whole(&fixture), "{text}");
        let replayed = products(&fixture);
        assert_ne!(replayed, before);
        fs::remove_file(fixture.path("target/out/mizan/run")).unwrap();
        assert_eq!(build(&fixture), told);
        assert_eq!(replayed, products(&fixture), "{text}");
    }
}

#[test]
fn an_edit_of_a_declaration_is_a_whole_run() {
    let fixture = fixture();
    for (from, to) in [
        ("Those to do", "Those done"),
        ("fn all", "fn open"),
        ("name: String", "name: String, id: u8"),
        ("#[mizan(key)]", ""),
        ("struct Tasks;", "struct Tasks { user_id: i64 }"),
    ] {
        fixture.write("src/tasks.rs", TASKS);
        build(&fixture);
        fixture.write("src/tasks.rs", &TASKS.replace(from, to));
        assert!(is_whole(&fixture), "{to}");
    }
}

#[test]
fn what_somebody_touched_is_mended_by_a_whole_run() {
    let fixture = fixture();
    build(&fixture);
    let client = fixture.read("web/api/client.ts");
    fixture.write("web/api/client.ts", &client.replace("one", "two"));
    assert!(is_whole(&fixture));
    assert_eq!(fixture.read("web/api/client.ts"), client);
    fs::remove_file(fixture.path("web/api/types.d.ts")).unwrap();
    assert!(is_whole(&fixture));
    assert_has(&fixture.read("web/api/types.d.ts"), "Task");
    let leftover = client.replace("File: client.ts", "File: other.ts");
    fixture.write("web/api/other.ts", &leftover);
    assert!(is_whole(&fixture));
    assert!(!fixture.path("web/api/other.ts").exists());
    fs::remove_file(fixture.path("target/out/mizan/report")).unwrap();
    assert!(is_whole(&fixture));
    assert!(!is_whole(&fixture));
}

#[test]
fn whatever_else_a_run_depends_on_makes_it_whole() {
    let fixture = fixture();
    build(&fixture);
    fixture.write("src/bin/more.rs", "fn main() {}\n#[mizan::client] fn more() {}\n");
    assert!(is_whole(&fixture), "another program");
    fixture.write("Cargo.toml", "[package]\nname = \"shop\"\n[lib]\nname = \"other\"\n");
    assert!(is_whole(&fixture), "another name");
    let package = crate::package::Package { cfg: crate::scan::Cfg::default(), ..fixture.package() };
    fs::remove_dir_all(fixture.path("target/out/mizan/outlines")).unwrap();
    fixture.build_to(&package, &outputs());
    assert!(fixture.path("target/out/mizan/outlines").exists(), "another target");
    fixture.build_to(&package, &[output(OutputKind::TypeScript(None), "web/plain")]);
    assert_has(&fixture.read("web/plain/client.ts"), "one");
}

#[test]
fn a_manifest_or_a_crate_that_turns_up_makes_a_run_whole() {
    let mut fixture = Fixture::new(&[
        ("app/Cargo.toml", "[package]\nname = \"shop\"\n[dependencies]\nmodel.workspace = true\n"),
        ("app/src/lib.rs", "use model::Id;\n#[mizan::client] fn get() -> u8 { 1 }"),
        ("model/Cargo.toml", "[package]\nname = \"model\"\n[dependencies]\nmizan = \"0.1\"\n"),
    ]);
    fixture.package_directory = "app".to_owned();
    let is_whole = || {
        let outlines = fixture.path("target/out/mizan/outlines");
        let _ = fs::remove_dir_all(&outlines);
        fixture.build();
        outlines.exists()
    };
    assert!(is_whole() && !is_whole());
    let workspace = "[workspace]\n[workspace.dependencies]\nmodel = { path = \"model\" }\n";
    for (path, text) in [
        ("Cargo.toml", workspace),
        ("model/src/lib.rs", "pub type Id = i64;"),
        ("model/Cargo.toml", "[package]\nname = \"model\"\n[dependencies]\n"),
        ("app/src/main.rs", "fn main() {}"),
    ] {
        fixture.write(path, text);
        assert!(is_whole(), "{path}");
        assert!(!is_whole(), "{path}, once more");
    }
}

#[test]
fn an_error_in_between_leaves_nothing_behind() {
    let fixture = fixture();
    build(&fixture);
    let before = products(&fixture);
    fixture.write("src/tasks.rs", &TASKS.replace("= Tasks", "= Task"));
    build(&fixture);
    assert_eq!(fixture.findings().len(), 1);
    fixture.write("src/tasks.rs", TASKS);
    build(&fixture);
    assert_eq!(products(&fixture), before);
    assert!(!is_whole(&fixture));
}

#[test]
fn a_warning_stays_at_its_tokens() {
    let fixture =
        Fixture::of("fn plain() {}\n#[client] fn one() {}\n#[derive(Context)] struct Idle;");
    fixture.build();
    let text = fixture.read("src/lib.rs").replace("plain() {}", "plain() {\n}");
    fixture.write("src/lib.rs", &text);
    fixture.build();
    let items = fixture.report().items;
    let locations: Vec<usize> =
        items.iter().flat_map(|item| &item.diagnostics).map(|finding| finding.span.line).collect();
    assert_eq!(locations, [5]);
}

#[test]
fn nothing_is_written_where_the_tree_is_only_checked() {
    let fixture = fixture();
    build(&fixture);
    let before = fixture.read("api.kdl");
    let package = crate::package::Package { is_check: true, ..fixture.package() };
    fixture.build_to(&package, &outputs());
    fixture.write("src/tasks.rs", &format!("\n{TASKS}"));
    let told = fixture.build_to(&package, &outputs());
    assert_has(&super::errors(&told), "out of date");
    assert_eq!(fixture.read("api.kdl"), before);
}
