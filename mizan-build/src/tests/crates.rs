//! Crates where their manifests say they are, and those of other packages of the workspace.

use super::{Fixture, assert_has, errors};

const MODEL: &str = "#[derive(mizan::Type)] pub struct Profile { pub id: Id }\npub type Id = i64;";

#[test]
fn crates_stand_where_the_manifest_says() {
    let fixture = Fixture::new(&[
        (
            "Cargo.toml",
            "[package]\nname = \"shop\"\nautobins = false\n[lib]\nname = \"core\"\npath = \"lib/core.rs\"\n\
             [[bin]]\nname = \"serve\"\npath = \"serve.rs\"\n[[bin]]\nname = \"tool\"\n",
        ),
        ("lib/core.rs", MODEL),
        ("serve.rs", "#[mizan::client] fn serve() -> core::Profile { todo!() }"),
        ("src/bin/tool.rs", "#[mizan::client] fn tool() {}"),
        ("src/bin/unlisted.rs", "#[mizan::client] fn unlisted() {}"),
    ]);
    let kdl = fixture.kdl();
    assert_has(&kdl, "result type=\"core::Profile\"");
    assert_has(&kdl, "function \"tool\"");
    assert!(!kdl.contains("unlisted"), "{kdl}");
    assert_eq!(fixture.report().roots, ["core", "serve", "tool"]);
    let told = fixture.build();
    assert!(told.iter().any(|line| line.ends_with("/src")), "another binary is noticed: {told:#?}");
}

#[test]
fn large_integers_are_known_by_another_name_of_mizan() {
    let manifest = "[package]\nname = \"shop\"\n[dependencies]\nframework = { package = \"mizan\", version = \"0.1\" }\nother = \"1\"";
    let with = |path: &str| {
        let source = format!(
            "mod util {{ pub mod bigint {{}} }} use framework as short;
            #[derive(serde::Serialize, framework::Type)]
            struct Large {{ #[serde(with = \"{path}\")] id: u64 }}
            #[framework::client] fn get() -> Large {{ todo!() }}"
        );
        let fixture = Fixture::new(&[("Cargo.toml", manifest), ("src/lib.rs", &source)]);
        (fixture.build(), fixture.findings(), fixture)
    };
    for path in ["framework::bigint", "::framework::bigint", "short::bigint"] {
        let (_, findings, fixture) = with(path);
        assert_eq!(findings, Vec::<String>::new(), "{path}");
        assert_has(&fixture.kdl(), "bigint<u64>");
    }
    for path in ["util::bigint", "other::bigint"] {
        let (_, findings, _) = with(path);
        assert_eq!(findings.len(), 1, "{path}: {findings:#?}");
        assert!(findings[0].contains("cannot see what JSON this module makes"), "{findings:#?}");
    }
}

#[test]
fn mizan_may_have_another_name() {
    let fixture = Fixture::new(&[
        (
            "Cargo.toml",
            "[package]\nname = \"shop\"\n[dependencies]\nframework = { package = \"mizan\", version = \"0.1\" }",
        ),
        ("src/lib.rs", "#[framework::client] pub fn get() {}"),
    ]);
    assert_has(&fixture.kdl(), "function \"get\"");
}

/// An application in a directory of a workspace, with a package beside it that it depends on.
fn application_and_model(model: &str) -> Fixture {
    let mut fixture = Fixture::new(&[
        (
            "Cargo.toml",
            "[workspace]\n[workspace.dependencies]\nshop-model = { path = \"model\" }\n",
        ),
        (
            "model/Cargo.toml",
            "[package]\nname = \"shop-model\"\n[features]\ndefault = [\"extra\"]\n[dependencies]\nmizan = \"0.1\"\n",
        ),
        ("model/src/lib.rs", model),
        ("other/Cargo.toml", "[package]\nname = \"other\"\n[dependencies]\nserde = \"1\"\n"),
        ("other/src/lib.rs", "not Rust"),
        (
            "app/Cargo.toml",
            "[package]\nname = \"shop\"\n[features]\noff = [\"dep:left\"]\n[dependencies]\n\
             model = { workspace = true, package = \"shop-model\" }\nshop-model.workspace = true\n\
             other = { path = \"../other\" }\nleft = { path = \"../left\", optional = true }\n",
        ),
        ("left/Cargo.toml", "[package]\nname = \"left\"\n[dependencies]\nmizan = \"0.1\"\n"),
        ("left/src/lib.rs", "#[mizan::client] pub fn left() {}"),
        (
            "app/src/main.rs",
            "use shop_model::{Id, Profile};\n#[mizan::client] fn get(id: Id) -> Profile { todo!() }",
        ),
    ]);
    fixture.package_directory = "app".to_owned();
    fixture
}

#[test]
fn a_package_of_the_workspace_is_read_too() {
    let fixture = application_and_model(&format!(
        "{MODEL}\n#[cfg(feature = \"extra\")] #[mizan::client] pub fn shared() {{}}"
    ));
    let kdl = fixture.kdl();
    assert_has(&kdl, "argument \"id\" type=\"i64\"");
    assert_has(&kdl, "type \"shop_model::Profile\" at=\"../model/src/lib.rs:1:35\"");
    assert_has(&kdl, "function \"shared\" at=\"../model/src/lib.rs:3:51\"");
    assert!(!kdl.contains("left"), "an optional dependency that nobody asked for: {kdl}");
    assert_eq!(fixture.report().roots, ["shop"]);
    for path in ["app/Cargo.toml", "model/Cargo.toml", "model/src/lib.rs"] {
        let lines = fixture.build();
        assert!(lines.iter().any(|line| line.ends_with(path)), "{path} in {lines:#?}");
    }
}

/// The wire names of the functions of `model`, each behind a feature of its own name, when the
/// application says this of its features and dependencies.
fn features_of_model(application: &str, workspace: &str) -> Vec<String> {
    let mut fixture = Fixture::new(&[
        ("Cargo.toml", &format!("[workspace]\n[workspace.dependencies]\n{workspace}\n")),
        (
            "model/Cargo.toml",
            "[package]\nname = \"model\"\n[features]\ndefault = [\"usual\"]\nusual = []\nextra = [\"more\"]\n\
             more = []\nother = []\n[dependencies]\nmizan = \"0.1\"\n",
        ),
        (
            "model/src/lib.rs",
            "#[cfg(feature = \"usual\")] #[mizan::client] fn usual() {}
             #[cfg(feature = \"extra\")] #[mizan::client] fn extra() {}
             #[cfg(feature = \"more\")] #[mizan::client] fn more() {}
             #[cfg(feature = \"other\")] #[mizan::client] fn other() {}",
        ),
        (
            "between/Cargo.toml",
            "[package]\nname = \"between\"\n[dependencies]\nmizan = \"0.1\"\n\
             model = { path = \"../model\", default-features = false, features = [\"other\"] }\n",
        ),
        ("between/src/lib.rs", ""),
        ("app/Cargo.toml", &format!("[package]\nname = \"shop\"\n{application}")),
        ("app/src/lib.rs", "#[mizan::client] fn own() {}"),
    ]);
    fixture.package_directory = "app".to_owned();
    let kdl = fixture.kdl();
    let functions = kdl.lines().filter_map(|line| line.strip_prefix("function \""));
    let names = functions.map(|line| line.split('"').next().unwrap().to_owned());
    names.filter(|name| name != "own").collect()
}

#[test]
fn a_package_has_the_features_that_are_asked_of_it() {
    let direct = |value: &str| {
        let dependency = format!("[dependencies]\nmodel = {{ path = \"../model\", {value} }}");
        features_of_model(&dependency, "")
    };
    assert_eq!(direct("optional = false"), ["usual"]);
    assert_eq!(direct("features = [\"extra\"]"), ["extra", "more", "usual"]);
    assert_eq!(direct("default-features = false"), Vec::<String>::new());
}

#[test]
fn features_of_others_and_of_the_workspace_count() {
    let through = "[features]\nadmin = [\"model/more\"]\n[dependencies]\n\
                   model = { path = \"../model\", default-features = false }\n";
    assert_eq!(features_of_model(through, ""), ["more"], "the feature `admin` is on");
    let brought = "[features]\nadmin = [\"model/more\"]\n[dependencies]\n\
                   model = { path = \"../model\", optional = true }\n";
    assert_eq!(features_of_model(brought, ""), ["more", "usual"], "it brings the dependency");
    let weak = brought.replace("model/more", "model?/more");
    assert_eq!(features_of_model(&weak, ""), Vec::<String>::new(), "nothing else brings it");
    let both = "[dependencies]\nbetween = { path = \"../between\" }\n\
                model = { path = \"../model\", features = [\"more\"] }\n";
    assert_eq!(features_of_model(both, ""), ["more", "other", "usual"], "Cargo builds it once");
    let inherited = "[dependencies]\nmodel = { workspace = true, features = [\"more\"] }\n";
    let plain = "model = { path = \"model\", default-features = false, features = [\"other\"] }";
    assert_eq!(features_of_model(inherited, plain), ["more", "other"]);
    let turned_on = inherited.replace("true,", "true, default-features = true,");
    assert_eq!(features_of_model(&turned_on, plain), ["more", "other", "usual"]);
}

#[test]
fn a_mistake_in_another_package_is_told_by_cargo() {
    let fixture = application_and_model(
        "pub type Id = i64;\npub struct Plain;\n#[derive(mizan::Type)] pub struct Profile {\n    pub plain: Plain,\n}",
    );
    let told = errors(&fixture.build());
    expect_test::expect![[r#"
        `Plain` cannot travel to the client: it does not derive `mizan::Type`
         --> ../model/src/lib.rs:4:16
          |
        4 |     pub plain: Plain,
          |                ^^^^^
          |
          = help: write `#[derive(serde::Serialize, serde::Deserialize, mizan::Type)]` above it, at ../model/src/lib.rs:2:12"#]].assert_eq(&told);
    assert!(!fixture.path("app/web").exists());
}

#[test]
fn a_report_is_of_the_build_script_that_left_it() {
    let files = |manifest: &'static str, script: &'static str| {
        let manifest = format!("[package]\nname = \"shop\"\n{manifest}");
        let fixture = Fixture::new(&[
            ("Cargo.toml", &manifest),
            ("src/lib.rs", "#[mizan::client] pub fn get() {}"),
            (script, "fn main() {}"),
        ]);
        fixture.build();
        let expected = fixture.path(script).display().to_string();
        let left = fixture.read("target/out/mizan/script");
        left.split_once('\t').map(|(hash, path)| (hash.len() > 8, path == expected))
    };
    assert_eq!(files("", "build.rs"), Some((true, true)));
    assert_eq!(files("build = \"make/client.rs\"", "make/client.rs"), Some((true, true)));
    // The call of this test is in a file of that name.
    assert_eq!(files("", "tests/mod.rs"), Some((true, true)));
    assert_eq!(files("", "somewhere.rs"), None);
}

#[test]
fn a_macro_may_have_another_name_in_another_file() {
    let fixture = Fixture::new(&[
        (
            "src/lib.rs",
            "pub use mizan::{Type as Api, client as endpoint, Context as Shared};\n\
             pub use serde::{Deserialize as De, Serialize as Ser};\nmod people; mod plain;\n\
             #[derive(Api)] pub struct Own { id: u8 }",
        ),
        (
            "src/people.rs",
            "use crate::*;\n#[derive(Ser, De, Api)] pub struct Person { id: i64 }\n\
             #[derive(Shared)] pub struct People;\n\
             #[endpoint(context = People)] fn person() -> Person { todo!() }\n\
             mod inner { #[crate::endpoint] pub fn own() -> crate::Own { todo!() } }",
        ),
        ("src/plain.rs", "#[derive(other::Api)] pub struct Plain; pub fn endpoint() {}"),
    ]);
    // The second run takes the outlines from the cache.
    for _ in 0..2 {
        let kdl = fixture.kdl();
        assert_has(&kdl, "result type=\"shop::people::Person\"");
        assert_has(&kdl, "context \"people\"");
        assert_has(&kdl, "function \"own\"");
    }
    assert_eq!(fixture.report().items.len(), 5);
}

/// An application that has Mizan from another package alone, and that package.
fn application_and_facade(facade: &str, application: &str) -> Fixture {
    let mut fixture = Fixture::new(&[
        (
            "facade/Cargo.toml",
            "[package]\nname = \"facade\"\n[dependencies]\nm = { package = \"mizan\", version = \"0.1\" }\n",
        ),
        ("facade/src/lib.rs", facade),
        (
            "app/Cargo.toml",
            "[package]\nname = \"shop\"\n[dependencies]\nmodel = { path = \"../model\" }\n\
             house = { path = \"../facade\", package = \"facade\" }\n",
        ),
        ("app/src/lib.rs", application),
        (
            "model/Cargo.toml",
            "[package]\nname = \"model\"\n[dependencies]\nfacade = { path = \"../facade\" }\n",
        ),
        ("model/src/lib.rs", "#[derive(facade::Api)] pub struct Model { id: u8 }"),
    ]);
    fixture.package_directory = "app".to_owned();
    fixture
}

#[test]
fn another_crate_may_export_mizan() {
    for (facade, application) in [
        ("pub use m as mizan; pub use m::Type as Api;", "use house::mizan::client;\n#[client]"),
        ("pub use m as mizan; pub use mizan::Type as Api;", "#[house::mizan::client]"),
        ("pub use m::*; pub use m::Type as Api;", "#[house::client]"),
        ("pub use m::*; pub use m::Type as Api;", "use house::*;\n#[client]"),
        (
            "pub mod web { pub use m::client as call; } pub use m::Type as Api;",
            "#[house::web::call]",
        ),
    ] {
        let fixture = application_and_facade(
            facade,
            &format!("{application} pub fn get() -> model::Model {{ todo!() }}"),
        );
        let kdl = fixture.kdl();
        assert_has(&kdl, "result type=\"model::Model\"");
    }
}

#[test]
fn the_macros_are_told_the_path_of_mizan() {
    for (facade, path) in [
        ("pub use m as mizan; pub use m::Type as Api;", Some("::house::mizan")),
        ("pub extern crate m as framework; pub use m::Type as Api;", Some("::house::framework")),
        ("pub use m::*; pub use m::Type as Api;", Some("::house")),
        ("pub mod all { pub use m::*; } pub use m::Type as Api;", Some("::house::all")),
        ("pub use m::{client, Type as Api};", None),
    ] {
        let fixture = application_and_facade(facade, "pub fn get() {}");
        fixture.build();
        assert_eq!(fixture.report().mizan.as_deref(), path, "{facade}");
    }
    let fixture = Fixture::of("#[client] fn get() {}");
    fixture.build();
    assert_eq!(fixture.report().mizan, None);
}
