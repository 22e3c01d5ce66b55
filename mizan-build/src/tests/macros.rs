//! Items that a `macro_rules!` of the workspace makes.

use super::{Fixture, assert_has, errors};

/// A macro of newtypes, as applications write it.
const IDS: &str = "macro_rules! id {
    ($($(#[$meta:meta])* $vis:vis $name:ident($ty:ty);)*) => {$(
        $(#[$meta])*
        #[derive(Clone, serde::Serialize, serde::Deserialize, mizan::Type)]
        $vis struct $name($ty);
        impl From<$ty> for $name { fn from(id: $ty) -> Self { Self(id) } }
    )*};
    ($name:ident) => { id! { pub $name(i64); } };
}
";

#[test]
fn what_a_macro_of_the_file_makes_is_declared_where_it_is_called() {
    let fixture = Fixture::of(&format!(
        "{IDS}id!(UserId);\nid! {{\n    /// The number of an order.\n    pub OrderId(u32);\n    TagId(String);\n}}\n\
         #[client] fn get(user: UserId, order: OrderId) -> TagId {{ todo!() }}"
    ));
    let kdl = fixture.kdl();
    assert_has(&kdl, "type \"shop::UserId\" at=\"src/lib.rs:11:5\"");
    assert_has(&kdl, "type \"shop::OrderId\" at=\"src/lib.rs:14:9\"");
    assert_has(&kdl, "The number of an order.");
    assert_has(&kdl, "type \"shop::TagId\" at=\"src/lib.rs:15:5\"");
    assert_eq!(fixture.report().items.len(), 4);
}

#[test]
fn a_macro_makes_functions_contexts_aliases_and_modules() {
    let fixture = Fixture::of(
        "macro_rules! page { ($context:ident, $name:ident, $ty:ty $(, $argument:ident: $of:ty)*) => {
             #[derive(mizan::Context)] pub struct $context { $(pub $argument: $of),* }
             #[mizan::client(context = $context)] pub fn $name($($argument: $of),*) -> $ty { todo!() }
         } }
         macro_rules! names { ($($name:ident = $ty:ty),* $(,)?) => { $(pub type $name = $ty;)* } }
         macro_rules! inside { ($name:ident { $($item:item)* }) => { pub mod $name { $($item)* } } }
         page!(User, profile, Option<Id>, user_id: Id);
         names! { Id = i64, Tag = String, }
         inside!(deep { #[mizan::client] pub fn low(tag: super::Tag) {} });",
    );
    let kdl = fixture.kdl();
    assert_has(&kdl, "context \"user\"");
    assert_has(&kdl, "argument \"user_id\" type=\"i64\"");
    assert_has(&kdl, "result type=\"Option<i64>\"");
    assert_has(&kdl, "argument \"tag\" type=\"String\"");
}

#[test]
fn a_macro_of_another_file_and_of_another_crate_is_followed() {
    let mut fixture = Fixture::new(&[
        ("model/Cargo.toml", "[package]\nname = \"model\"\n[dependencies]\nmizan = \"0.1\"\n"),
        (
            "model/src/lib.rs",
            "pub type Raw = u16;\n#[macro_export] macro_rules! raw { ($name:ident) => {\n\
             #[derive(mizan::Type)] pub struct $name(pub $crate::Raw); } }\nraw!(Own);",
        ),
        (
            "app/Cargo.toml",
            "[package]\nname = \"shop\"\n[dependencies]\nmizan = \"0.1\"\nother = { package = \"model\", path = \"../model\" }\n",
        ),
        ("app/src/lib.rs", "#[macro_use] mod ids;\nmod used;\npub type Text = String;"),
        (
            "app/src/ids.rs",
            &format!(
                "{IDS}macro_rules! text {{ ($name:ident) => {{ id!(pub $name($crate::Text);); }} }}"
            ),
        ),
        (
            "app/src/used.rs",
            "id!(UserId);\ntext!(Name);\nother::raw!(Number);\n\
             #[mizan::client] fn get(id: UserId, name: Name, number: Number) -> other::Own { todo!() }",
        ),
    ]);
    fixture.package_directory = "app".to_owned();
    for _ in 0..2 {
        let kdl = fixture.kdl();
        assert_has(
            &kdl,
            "type \"shop::used::UserId\" at=\"src/used.rs:1:5\" {\n    newtype type=\"i64\"",
        );
        assert_has(
            &kdl,
            "type \"shop::used::Name\" at=\"src/used.rs:2:7\" {\n    newtype type=\"String\"",
        );
        assert_has(
            &kdl,
            "type \"shop::used::Number\" at=\"src/used.rs:3:13\" {\n    newtype type=\"u16\"",
        );
        assert_has(
            &kdl,
            "type \"model::Own\" at=\"../model/src/lib.rs:4:6\" {\n    newtype type=\"u16\"",
        );
    }
    // A macro that changes changes what its calls in other files make.
    fixture.write("app/src/ids.rs", &IDS.replace("pub $name(i64)", "pub $name(bool)"));
    fixture.write("app/src/used.rs", "id!(UserId);\n#[mizan::client] fn get(id: UserId) {}");
    assert_has(&fixture.kdl(), "newtype type=\"bool\"");
}

#[test]
fn what_is_configured_out_or_not_followed_makes_nothing() {
    let fixture = Fixture::of(
        "#[cfg(windows)] macro_rules! id { ($name:ident) => { #[derive(Type)] struct $name(u8); } }
         #[cfg(unix)] macro_rules! id { ($name:ident) => { #[derive(Type)] struct $name(u16); } }
         macro_rules! pattern { ($name:pat) => { #[derive(Type)] struct Pattern; } }
         macro_rules! endless { ($($name:tt)*) => { endless!($($name)* a); } }
         #[cfg(windows)] id!(Other);
         id!(Own); pattern!(_); endless!(); unknown!(Thing);
         #[client] fn get() -> Own { todo!() }",
    );
    let kdl = fixture.kdl();
    assert_has(&kdl, "newtype type=\"u16\"");
    assert_eq!(fixture.report().items.len(), 2);
}

#[test]
fn a_mistake_in_what_a_macro_makes_is_told_where_it_is_written() {
    let fixture = Fixture::of(
        "macro_rules! id { ($name:ident, $ty:ty) => { #[derive(Type)] struct $name($ty, std::time::Instant); } }
         id!(Own, u128);\n#[client] fn get() -> Own { todo!() }",
    );
    assert_eq!(errors(&fixture.build()), "");
    let findings = fixture.findings();
    assert_eq!(findings.len(), 2, "{findings:#?}");
    assert!(findings[0].starts_with("src/lib.rs:3:19-23: `u128` holds"), "{findings:#?}");
    assert!(findings[1].starts_with("src/lib.rs:2:80-98: `Instant` cannot"), "{findings:#?}");
}
