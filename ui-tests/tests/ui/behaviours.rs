//! The behaviour of `cargo check`, seen from outside: when it builds, and which files it writes.

use std::{fs, time::SystemTime};

use crate::package::{BUILD_SCRIPT, Package};

const SOURCE: &str = "#[mizan::client]\npub fn ping(text: String) -> String {\n    text\n}\n";

fn package() -> Package {
    Package::new("program", &[("build.rs", BUILD_SCRIPT), ("src/lib.rs", SOURCE)])
}

/// Makes a change that Cargo notices even if the clock of the file system is coarse.
fn edit(package: &Package, path: &str, text: &str) {
    package.write(path, text);
    let file = fs::File::options().write(true).open(package.path(path)).expect("the file is there");
    file.set_modified(SystemTime::now()).expect("its time can be set");
}

#[test]
fn a_second_build_does_nothing() {
    let package = package();
    assert!(package.check(&[]).success);
    let modified =
        |path: &str| fs::metadata(package.path(path)).expect(path).modified().expect("a time");
    let before = modified("web/api/client.ts");
    let told = package.check(&["-v"]);
    assert!(told.text.contains("Fresh program v0.1.0"), "{}", told.text);
    assert!(!told.text.contains("build-script-build`"), "{}", told.text);
    assert_eq!(modified("web/api/client.ts"), before);
}

#[test]
fn what_was_deleted_or_edited_is_made_again() {
    let package = package();
    assert!(package.check(&[]).success);
    let client = package.read("web/api/client.ts");
    edit(&package, "web/api/client.ts", &client.replace("ping", "pong"));
    assert!(package.check(&[]).success);
    assert_eq!(package.read("web/api/client.ts"), client);
    fs::remove_dir_all(package.path("web")).expect("the client is there");
    assert!(package.check(&[]).success);
    assert_eq!(package.read("web/api/client.ts"), client);
}

#[test]
fn a_change_of_the_source_is_a_change_of_the_client() {
    let package = package();
    assert!(package.check(&[]).success);
    edit(
        &package,
        "src/lib.rs",
        &SOURCE.replace("-> String", "-> Option<String>").replace("    text", "    Some(text)"),
    );
    assert!(package.check(&[]).success);
    assert!(package.read("web/api/contract.d.ts").contains("string | null"));
}

#[test]
fn a_mistake_leaves_the_client_whole_and_its_fix_renews_it() {
    let package = package();
    assert!(package.check(&[]).success);
    let client = package.read("web/api/client.ts");
    edit(
        &package,
        "src/lib.rs",
        "pub struct Plain;\n#[mizan::client]\npub fn other(_plain: Plain) {}\n",
    );
    assert!(!package.check(&[]).success);
    assert_eq!(package.read("web/api/client.ts"), client);
    edit(&package, "src/lib.rs", &SOURCE.replace("ping", "other"));
    let told = package.check(&[]);
    assert!(told.success, "{}", told.text);
    assert!(package.read("web/api/client.ts").contains("other"));
}

#[test]
fn a_check_of_the_tree_writes_nothing() {
    let package = package();
    let told = package.check_with(&[], &[("MIZAN_CHECK", "1")]);
    assert!(!told.success);
    let missing = told.text.split("the generated client is out of date: ").nth(1);
    assert!(missing.is_some_and(|files| files.contains("web/api/client.ts, ")), "{}", told.text);
    assert!(!package.path("web/api").exists());
    assert!(package.check(&[]).success);
    assert!(package.check_with(&[], &[("MIZAN_CHECK", "1")]).success);
}

#[test]
fn tests_have_functions_of_their_own() {
    let package = package();
    edit(
        &package,
        "src/lib.rs",
        &format!(
            "{SOURCE}\n#[cfg(test)]\nmod tests {{\n    #[mizan::client]\n    fn from_a_test() {{}}\n}}\n"
        ),
    );
    // Cargo names an integration test after its file, which may also be the package's name.
    package.write("tests/program.rs", "#[mizan::client]\nfn from_a_test() {}\n");
    let told = package.check(&["--tests"]);
    assert!(told.success, "{}", told.text);
    assert!(!package.read("web/api/client.ts").contains("from_a_test"));
}

/// Adds a table to a package's manifest.
fn add_to_manifest(package: &Package, table: &str) {
    let manifest = package.read("Cargo.toml");
    edit(
        package,
        "Cargo.toml",
        &manifest.replace("[dependencies]", &format!("{table}\n\n[dependencies]")),
    );
}

const MAIN: &str = "#[mizan::client]\nfn added() {}\n\nfn main() {}\n";

#[test]
fn a_crate_that_the_manifest_adds_is_read() {
    let package = package();
    assert!(package.check(&[]).success);
    package.write("src/main.rs", MAIN);
    add_to_manifest(&package, "[[bin]]\nname = \"other\"\npath = \"src/main.rs\"");
    let told = package.check(&[]);
    assert!(told.success, "{}", told.text);
    assert!(package.read("web/api/client.ts").contains("added"));
}

#[test]
fn a_crate_that_turns_up_is_read() {
    let package = package();
    add_to_manifest(&package, "[lib]\nname = \"part\"");
    assert!(package.check(&[]).success);
    package.write("src/main.rs", MAIN);
    let told = package.check(&[]);
    assert!(told.success, "{}", told.text);
    assert!(package.read("web/api/client.ts").contains("added"));
}

#[test]
fn a_build_script_that_writes_no_client_any_more_is_told() {
    let package = package();
    assert!(package.check(&[]).success);
    edit(&package, "build.rs", &format!("// The client.\n{BUILD_SCRIPT}"));
    assert!(package.check(&[]).success, "it still writes one");
    edit(&package, "build.rs", "fn main() {}\n");
    let told = package.check(&[]);
    assert!(!told.success);
    assert!(told.text.contains("no client is written"), "{}", told.text);
    assert_eq!(told.text.matches("error:").count(), 2, "{}", told.text);
    edit(&package, "build.rs", BUILD_SCRIPT);
    assert!(package.check(&[]).success);
}

const CONFIGURED: &str = "#[derive(serde::Serialize, mizan::Type)]
pub struct Row {
    pub id: i64,
    #[cfg(debug_assertions)]
    pub plan: String,
}

#[mizan::client]
pub fn rows() -> Vec<Row> {
    Vec::new()
}

#[cfg(feature = \"extra\")]
#[mizan::client]
pub fn extra() {}
";

/// Cargo stores the run of a build script for each configuration, and all configurations write the
/// same client.
#[test]
fn the_client_is_that_of_the_configuration_built_last() {
    let package =
        Package::new("configured", &[("build.rs", BUILD_SCRIPT), ("src/lib.rs", CONFIGURED)]);
    add_to_manifest(&package, "[features]\nextra = []\nother = []");
    let build = |arguments: &[&str], has_extra: bool, has_plan: bool| {
        let told = package.check(arguments);
        assert!(told.success, "{}", told.text);
        let client = package.read("web/api/client.ts");
        assert_eq!(client.contains("extra"), has_extra, "{arguments:?}");
        let types = package.read("web/api/types.d.ts");
        assert_eq!(types.contains("plan"), has_plan, "{arguments:?}");
        told.text
    };
    build(&[], false, true);
    build(&["--features", "extra"], true, true);
    build(&[], false, true);
    build(&["--release"], false, false);
    build(&["--features", "extra"], true, true);
    let modified = || fs::metadata(package.path("web/api/client.ts")).unwrap().modified().unwrap();
    let before = modified();
    let told = build(&["--features", "extra", "-v"], true, true);
    assert!(told.contains("Fresh configured v0.1.0"), "{told}");
    build(&["--features", "extra,other"], true, true);
    assert_eq!(modified(), before, "a run that would change nothing writes nothing");
    let told = build(&["--features", "extra", "-v"], true, true);
    assert!(told.contains("Fresh configured v0.1.0"), "{told}");
}

#[test]
fn clippy_and_a_check_write_the_same_client() {
    let package =
        Package::new("configured", &[("build.rs", BUILD_SCRIPT), ("src/lib.rs", CONFIGURED)]);
    add_to_manifest(&package, "[features]\nextra = []\nother = []");
    assert!(package.check(&["--features", "extra"]).success);
    assert!(package.read("web/api/client.ts").contains("extra"));
    let told = package.cargo("clippy", &[], &[]);
    assert!(told.success, "{}", told.text);
    assert!(!package.read("web/api/client.ts").contains("extra"));
    assert!(package.check(&["--features", "extra"]).success);
    assert!(package.read("web/api/client.ts").contains("extra"));
}

#[test]
fn a_touched_source_writes_nothing() {
    let package = package();
    assert!(package.check(&[]).success);
    let modified = || fs::metadata(package.path("web/api/client.ts")).unwrap().modified().unwrap();
    let before = modified();
    edit(&package, "src/lib.rs", SOURCE);
    let told = package.check(&["-v"]);
    assert!(told.success, "{}", told.text);
    assert!(told.text.contains("Dirty program v0.1.0"), "{}", told.text);
    assert_eq!(modified(), before);
}

#[test]
fn a_source_that_moves_is_followed() {
    let package = package();
    package.write("src/first.rs", SOURCE);
    edit(&package, "src/lib.rs", "pub mod first;\n");
    assert!(package.check(&[]).success);
    assert!(package.read("web/api/client.ts").contains("ping"));
    // The module is another file now, of the same content and with the time of the first.
    fs::rename(package.path("src/first.rs"), package.path("src/second.rs")).expect("a file");
    edit(&package, "src/lib.rs", "pub mod second;\n");
    let told = package.check(&[]);
    assert!(told.success, "{}", told.text);
    assert!(package.read("web/api/client.ts").contains("ping"));
    // A module may be a file or a directory.
    fs::create_dir_all(package.path("src/second")).expect("a directory");
    fs::rename(package.path("src/second.rs"), package.path("src/second/mod.rs")).expect("a file");
    let told = package.check(&[]);
    assert!(told.success, "{}", told.text);
    edit(&package, "src/second/mod.rs", &SOURCE.replace("ping", "pong"));
    let told = package.check(&[]);
    assert!(told.success, "{}", told.text);
    assert!(package.read("web/api/client.ts").contains("pong"));
}

#[test]
fn an_edit_that_is_taken_back_brings_the_client_back() {
    let package = package();
    assert!(package.check(&[]).success);
    let client = package.read("web/api/client.ts");
    edit(&package, "src/lib.rs", &SOURCE.replace("ping", "pong"));
    assert!(package.check(&[]).success);
    assert!(package.read("web/api/client.ts").contains("pong"));
    edit(&package, "src/lib.rs", SOURCE);
    assert!(package.check(&[]).success);
    assert_eq!(package.read("web/api/client.ts"), client);
}
