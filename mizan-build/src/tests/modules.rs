//! The scan sees what the compiler sees: modules, `cfg`, names in all the ways they are brought.

use super::{Fixture, PRELUDE, assert_has};
use crate::scan::{Packages, scan};

/// The wire names of the functions, in order.
fn functions(files: &[(&str, &str)]) -> Vec<String> {
    let fixture = Fixture::new(files);
    let kdl = fixture.kdl();
    let names = kdl.lines().filter_map(|line| line.strip_prefix("function \""));
    names.map(|line| line.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn modules_stand_in_files_where_the_compiler_looks() {
    let names = functions(&[
        (
            "src/main.rs",
            "mod flat; mod nested; mod inline { pub mod deep; } #[path = \"odd/name.rs\"] mod moved; \
             #[path = \"other\"] mod placed { mod within; #[path = \"named.rs\"] mod called; }",
        ),
        ("src/other/within.rs", "#[mizan::client] fn within() {}"),
        ("src/other/named.rs", "#[mizan::client] fn named() {}"),
        ("src/flat.rs", "mod below; #[mizan::client] fn flat() {}"),
        (
            "src/flat/below.rs",
            "#[mizan::client] fn below() {} mod own { mod further; } \
             #[path = \"aside\"] mod moved { mod aside; }",
        ),
        ("src/flat/aside/aside.rs", "#[mizan::client] fn aside() {}"),
        ("src/flat/below/own/further.rs", "#[mizan::client] fn further() {}"),
        ("src/nested/mod.rs", "mod beside; #[mizan::client] fn nested() {}"),
        ("src/nested/beside.rs", "#[mizan::client] fn beside() {}"),
        ("src/inline/deep.rs", "#[mizan::client] fn deep() {}"),
        ("src/odd/name.rs", "mod sibling; #[mizan::client] fn moved() {}"),
        ("src/odd/sibling.rs", "#[mizan::client] fn sibling() {}"),
        ("src/unreached.rs", "#[mizan::client] fn unreached() {}"),
    ]);
    assert_eq!(
        names,
        [
            "aside", "below", "beside", "deep", "flat", "further", "moved", "named", "nested",
            "sibling", "within"
        ]
    );
}

#[test]
fn binaries_belong_to_the_package() {
    let names = functions(&[
        ("src/lib.rs", "#[mizan::client] fn library() {}"),
        ("src/bin/tool.rs", "#[mizan::client] fn tool() {}"),
        ("src/bin/large/main.rs", "mod part;"),
        ("src/bin/large/part.rs", "#[mizan::client] fn part() {}"),
    ]);
    assert_eq!(names, ["library", "part", "tool"]);
}

#[test]
fn what_is_configured_out_is_not_there() {
    let names = functions(&[(
        "src/lib.rs",
        "#[cfg(unix)] #[mizan::client] fn here() {}
         #[cfg(windows)] mod missing;
         #[cfg(feature = \"admin\")] mod admin { #[mizan::client] fn admin() {} }
         #[cfg(test)] mod tests { #[mizan::client] fn test() {} }
         #[cfg_attr(unix, mizan::client)] fn by_attribute() {}
         #[cfg_attr(windows, mizan::client)] fn not_by_attribute() {}
         mod inner { #![cfg(windows)] #[mizan::client] fn inner() {} }",
    )]);
    assert_eq!(names, ["admin", "by_attribute", "here"]);
}

#[test]
fn the_macro_is_known_by_its_path() {
    let names = functions(&[(
        "src/lib.rs",
        "mod a { use mizan::client; #[client] fn imported() {} }
         mod b { use mizan::client as endpoint; #[endpoint] fn renamed() {} }
         mod c { use mizan as m; #[m::client] fn through() {} }
         mod d { use mizan::*; #[client] fn globbed() {} }
         mod e { use crate::again::*; #[client] fn exported() {} }
         mod again { pub use mizan::client; }
         mod f { #[::mizan::client] fn global() {} }
         mod g { use other::client; #[client] fn foreign() {} }
         mod h { #[client] fn unknown() {} }",
    )]);
    assert_eq!(names, ["exported", "global", "globbed", "imported", "renamed", "through"]);
}

#[test]
fn paths_lead_through_modules_and_imports() {
    let fixture = Fixture::new(&[
        (
            "src/lib.rs",
            "pub mod model; mod api; mod other { pub use super::model::*; }
             pub use model::User as Person;",
        ),
        (
            "src/model.rs",
            "#[derive(mizan::Context)] pub struct User { pub id: i64 }
             #[derive(mizan::Type)] pub struct Profile { pub id: Id }
             pub type Id = i64;",
        ),
        (
            "src/api.rs",
            "use crate::{other::{self, Profile}, Person};
             #[mizan::client(context = Person)] fn a(id: other::Id) -> Profile { todo!() }
             #[mizan::client(context = super::model::User)] fn b() -> crate::model::Profile { todo!() }
             #[mizan::client(affects = self::inner::Again)] fn c() {}
             #[mizan::client(affects = a)] fn d(id: i64) {}
             mod inner { pub use super::super::Person as Again; }",
        ),
    ]);
    let kdl = fixture.kdl();
    assert_eq!(kdl.matches("    context \"user\"").count(), 2);
    assert_eq!(kdl.matches("result type=\"shop::model::Profile\"").count(), 2);
    assert_has(&kdl, "affects context=\"user\"");
    assert_has(&kdl, "affects function=\"a\" {\n        scope \"id\"");
}

#[test]
fn the_library_is_a_crate_to_the_binary() {
    let fixture = Fixture::new(&[
        ("src/lib.rs", "#[derive(mizan::Type)] pub struct Profile { pub id: i64 }"),
        ("src/bin/tool.rs", "use shop::Profile; #[mizan::client] fn get() -> Profile { todo!() }"),
    ]);
    assert_has(&fixture.kdl(), "result type=\"shop::Profile\"");
}

#[test]
fn imports_in_a_circle_end() {
    let fixture = Fixture::of(
        "mod a { pub use super::b::*; pub use super::b::Thing; }
         mod b { pub use super::a::*; pub use super::a::Thing; }
         #[client] fn lost() -> a::Thing { todo!() }
         type Loop = Loop;
         #[client] fn looped() -> Vec<Loop> { todo!() }",
    );
    fixture.build();
    assert_eq!(fixture.findings(), Vec::<String>::new());
    assert!(!fixture.path("web/api").exists(), "what cannot be followed is not written");
}

#[test]
fn a_syntax_error_silences_everything() {
    let fixture = Fixture::of("#[client] fn a(x: Unknown) {} #[client] fn a() {} mod broken;");
    fixture.write("src/broken.rs", "fn {");
    let lines = fixture.build();
    assert_eq!(super::errors(&lines), "");
    assert!(!fixture.report().complete);
    assert!(
        lines.iter().any(|line| line.ends_with("src/broken.rs")),
        "the fix is noticed: {lines:?}"
    );
}

#[test]
fn a_missing_module_is_the_compilers_to_tell() {
    let fixture = Fixture::of("mod missing; #[client] fn a() {}");
    let lines = fixture.build();
    assert_eq!(super::errors(&lines), "");
    assert!(!fixture.report().complete);
    assert!(lines.iter().any(|line| line.ends_with("src/missing.rs")), "{lines:?}");
    assert!(lines.iter().any(|line| line.ends_with("src/missing/mod.rs")), "{lines:?}");
}

#[test]
fn a_file_is_read_once() {
    let shared = format!("{PRELUDE}#[derive(Type)] pub struct Shared {{ a: u8 }}");
    let fixture = Fixture::new(&[
        (
            "src/lib.rs",
            "#[path = \"shared.rs\"] mod a; #[path = \"shared.rs\"] mod b; #[mizan::client] fn get() -> (a::Shared, b::Shared) { todo!() }",
        ),
        ("src/shared.rs", &shared),
    ]);
    let package = fixture.package();
    let source = scan(&package, Packages::find(&package), &[]);
    assert_eq!((source.files.len(), source.modules.len()), (2, 3));
    assert_has(&fixture.kdl(), "result type=\"(shop::a::Shared, shop::b::Shared)\"");
}
