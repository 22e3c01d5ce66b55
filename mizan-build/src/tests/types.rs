//! Types, as they are written and as they are meant.

use super::{Fixture, assert_has};

/// The types of the arguments of one function, as the KDL has them.
fn arguments(declarations: &str, arguments: &str) -> Vec<String> {
    let fixture = Fixture::of(&format!("{declarations}\n#[client] fn probe({arguments}) {{}}"));
    let kdl = fixture.kdl();
    let types = kdl.lines().filter(|line| line.trim_start().starts_with("argument"));
    types
        .map(|line| line.split("type=\"").nth(1).unwrap().split('"').next().unwrap().to_owned())
        .collect()
}

#[test]
fn types_of_the_standard_library() {
    assert_eq!(
        arguments(
            "use std::{collections::{self, HashMap as Map, *}, sync::Arc};",
            "a: String, b: std::string::String, c: char, d: Box<str>, e: f32, f: (), g: (u8, Vec<bool>),
             h: [i64; 3], i: Option<Arc<String>>, j: Map<String, u64>, k: collections::HashSet<i8>,
             l: BTreeMap<u8, Box<[u8]>>",
        ),
        [
            "String", "String", "String", "String", "f32", "()", "(u8, Vec<bool>)",
            "[i64; 3]", "Option<String>", "Map<String, u64>", "Vec<i8>",
            "Map<u8, Vec<u8>>",
        ]
    );
    assert_eq!(
        arguments("", "m: std::borrow::Cow<'static, String>, n: serde_json::Value"),
        ["String", "Json"]
    );
}

#[test]
fn own_names_hide_those_of_the_prelude() {
    assert_eq!(
        arguments(
            "#[derive(Type)] pub struct String { a: u8 } pub type Vec<T> = Option<T>;",
            "a: String, b: Vec<u8>"
        ),
        ["shop::String", "Option<u8>"]
    );
}

#[test]
fn aliases_are_followed_with_their_arguments() {
    assert_eq!(
        arguments(
            "type Id = u64; type Pair<T> = (T, T); type Named<T> = inner::Map<Id, Pair<T>>;
             mod inner { pub type Map<A, B> = std::collections::HashMap<A, Vec<B>>; }",
            "a: Named<String>, b: Pair<Pair<Id>>",
        ),
        ["Map<u64, Vec<(String, String)>>", "((u64, u64), (u64, u64))"]
    );
}

#[test]
fn an_alias_has_defaults() {
    assert_eq!(
        arguments(
            "type Pair<A, B = A> = (A, B); type Map<V = inner::Id, K = String> = inner::Map<K, V>;
             type Three<T, const N: usize = 3> = [T; N]; type Twice<T = u8> = Pair<Pair<T>>;
             type Long<T, const N: usize = LENGTH> = [T; N]; const LENGTH: usize = 2;
             mod inner { pub type Map<A, B = Own> = std::collections::HashMap<A, B>;
                 pub type Id = u64; pub type Own = bool; }
             #[derive(Type)] struct Held<T = u8> { pair: Pair<T>, map: Map }",
            "a: Pair<u8>, b: Pair<u8, bool>, c: Map, d: Map<u8>, e: inner::Map<String>, f: Three<bool>,
             g: Three<u8, 4>, h: Twice, i: Vec<Option<Twice<bool>>>, j: Held, k: Long<i8>, l: self::Twice<>",
        ),
        [
            "(u8, u8)", "(u8, bool)", "Map<String, u64>", "Map<String, u8>", "Map<String, bool>",
            "[bool; 3]", "[u8; 4]", "((u8, u8), (u8, u8))",
            "Vec<Option<((bool, bool), (bool, bool))>>", "shop::Held<u8>", "[i8; 2]",
            "((u8, u8), (u8, u8))",
        ]
    );
}

#[test]
fn a_result_is_what_its_success_is() {
    let fixture = Fixture::of(
        "pub struct Error; type Result<T> = std::result::Result<T, Error>; type Listed = Result<Vec<u8>>;
         #[client] fn a() -> Result<u8> { todo!() }
         #[client] fn b() -> std::result::Result<u16, Error> { todo!() }
         #[client] fn c() -> Listed { todo!() }
         #[client] fn d() -> std::io::Result<()> { todo!() }
         #[client] fn e() -> anyhow::Result<String> { todo!() }
         #[client] fn f() {}
         type ApiResult<T = (), E = mizan::Error> = std::result::Result<T, E>; type Pages<T> = ApiResult<Vec<T>>;
         #[client] fn g() -> ApiResult<u8> { todo!() }
         #[client] fn h() -> ApiResult { todo!() }
         #[client] fn i() -> Pages<u8> { todo!() }
         #[client] fn j() -> crate::ApiResult<u8, Error> { todo!() }",
    );
    let kdl = fixture.kdl();
    let results: Vec<&str> =
        kdl.lines().filter_map(|line| line.trim().strip_prefix("result type=")).collect();
    assert_eq!(results.join(" ").replace('"', ""), "u8 u16 Vec<u8> () String () u8 () Vec<u8> u8");
}

#[test]
fn a_result_among_data_is_one_of_two() {
    assert_eq!(
        arguments(
            "type Outcome<T, E = String> = Result<T, E>; use std::result::Result as Ok2;",
            "a: Result<u8, String>, b: Vec<Outcome<u8>>, c: std::result::Result<(), bool>,
             d: Option<Ok2<u8, Vec<u8>>>, e: core::result::Result<Outcome<u8>, u8>",
        ),
        [
            "std::result::Result<u8, String>",
            "Vec<std::result::Result<u8, String>>",
            "std::result::Result<(), bool>",
            "Option<std::result::Result<u8, Vec<u8>>>",
            "std::result::Result<std::result::Result<u8, String>, u8>",
        ]
    );
}

#[test]
fn a_trait_leads_to_what_its_impl_says() {
    assert_eq!(
        arguments(
            "pub trait Model { type Id; type Row; } pub mod shop { pub trait Model { type Id; } }
             #[derive(Type)] pub struct User { id: <User as Model>::Id, row: <Self as Model>::Row }
             impl Model for User { type Id = i64; type Row = (<Self as Model>::Id, String); }
             impl shop::Model for User { type Id = bool; }
             pub struct Wrapper<T>(T); impl<T> Model for Wrapper<T> { type Id = Vec<T>; type Row = inner::Own; }
             pub mod inner { pub type Own = u8; pub struct Plain; impl super::Model for Plain { type Id = Own; type Row = (); } }
             type IdOf<M> = <M as Model>::Id; type Alias = User;",
            "a: <User as Model>::Id, b: Vec<<self::User as crate::Model>::Row>, c: <User as shop::Model>::Id,
             d: <Wrapper<u16> as Model>::Id, e: <Wrapper<u16> as Model>::Row, f: IdOf<inner::Plain>,
             g: Option<IdOf<Alias>>, h: User",
        ),
        ["i64", "Vec<(i64, String)>", "bool", "Vec<u16>", "u8", "u8", "Option<i64>", "shop::User"]
    );
}

#[test]
fn what_a_trait_leads_to_by_several_impls_is_the_compilers_to_know() {
    let fixture = Fixture::of(
        "pub trait Model { type Id; } pub struct W<T>(T);
         impl Model for W<u8> { type Id = u8; } impl Model for W<bool> { type Id = bool; }
         impl<T: Copy> Model for T { type Id = u8; }
         #[client] fn a(a: <W<u8> as Model>::Id, b: <u8 as Model>::Id, c: <String as std::str::FromStr>::Err) {}",
    );
    fixture.build();
    assert_eq!(fixture.report().items[0].hashes, [Some(0); 3]);
    assert!(!fixture.path("web/api").exists());
}

#[test]
fn definitions_are_generic_and_recursive() {
    let fixture = Fixture::of(
        "/// One page of many.
         #[derive(Type)] pub struct Page<T> { items: Vec<T>, next: Option<Box<Self>>, #[serde(skip)] cache: Cache }
         pub struct Cache;
         #[derive(Type)] #[serde(tag = \"kind\")] pub enum Tree { Leaf { value: i64 }, Node(Box<Page<Tree>>) }
         #[derive(Type)] pub struct Unused { a: u8 }
         #[client] fn page() -> Page<Tree> { todo!() }",
    );
    let kdl = fixture.kdl();
    assert_has(
        &kdl,
        "type \"shop::Page\" at=\"src/lib.rs:3:37\" {\n    doc \"One page of many.\"\n    generic \"T\"",
    );
    assert_has(&kdl, "field \"items\" type=\"Vec<$T>\"");
    assert_has(
        &kdl,
        "field \"next\" type=\"Option<shop::Page<$T>>\" input-presence=\"optional\" at=\"src/lib.rs:3:62\"",
    );
    assert_has(&kdl, "enum \"internal\" tag=\"kind\"");
    assert_has(&kdl, "newtype type=\"shop::Page<shop::Tree>\"");
    assert!(!kdl.contains("cache") && !kdl.contains("Unused"), "{kdl}");
}

#[test]
fn fields_that_are_configured_out_are_not_there() {
    let fixture = Fixture::of(
        "#[derive(Type)] pub struct A { #[cfg(windows)] gone: Unknown, #[cfg_attr(unix, serde(rename = \"x\"))] here: u8 }
         #[client] fn get() -> A { todo!() }",
    );
    let kdl = fixture.kdl();
    assert_has(&kdl, "field \"x\" type=\"u8\"");
    assert!(!kdl.contains("gone"), "{kdl}");
}

#[test]
fn the_hash_of_a_type_is_what_the_compiler_computes() {
    let fixture = Fixture::of(
        "#[derive(Type)] pub struct A<T> { item: T, id: i64 }
         #[client] fn get(a: Vec<String>, b: Unknown) -> Result<A<u8>, ()> { todo!() }",
    );
    fixture.build();
    use mizan_ir::hash::{UNRESOLVED, leaf, node};
    let report = fixture.report();
    let function = [
        Some(node("Vec", &[leaf("String")])),
        Some(UNRESOLVED),
        Some(node("shop::A", &[leaf("u8")])),
    ];
    assert_eq!(report.items[0].hashes, function);
    assert_eq!(report.items[1].hashes, [None, Some(leaf("i64"))]);
}

#[test]
fn an_array_is_as_long_as_the_compiler_knows() {
    let fixture = Fixture::of(
        "mod sizes { pub const ONE: usize = 1; pub const THREE: usize = 1 + super::sizes::ONE * 2; }
         use sizes::THREE as WIDTH;
         type Row = [u8; WIDTH];
         type Rows<T, const LENGTH: usize> = [T; LENGTH];
         #[client] fn a(named: Row, both: Rows<Row, 2>, given: Rows<bool, WIDTH>) {}
         #[client] fn b(written: [u8; WIDTH], inside: Rows<[u8; WIDTH], 2>) {}
         #[client] fn c(computed: [u8; { 2 * (WIDTH as usize) - 1 }], unknown: [u8; f()]) {}
         #[client] fn d(too_small: [u8; sizes::ONE - 2], divided: [u8; 7 / WIDTH % 4 << 1]) {}",
    );
    let kdl = fixture.kdl();
    let types: Vec<&str> = kdl.lines().filter_map(|line| line.split("type=\"").nth(1)).collect();
    let types: Vec<&str> = types.iter().map(|rest| rest.split('"').next().unwrap()).collect();
    let named = ["[u8; 3]", "[[u8; 3]; 2]", "[bool; 3]", "()"];
    let written = ["[u8; 3]", "[[u8; 3]; 2]", "()"];
    let computed = ["[u8; 5]", "Vec<u8>", "()", "Vec<u8>", "[u8; 4]", "()"];
    assert_eq!(types, [&named[..], &written, &computed].concat());
}

#[test]
fn an_identity_may_be_told_by_hand() {
    let fixture = Fixture::of(
        "use mizan::Identity as Asking;
         pub mod people { pub struct Me; impl mizan::Identity for super::You {} pub struct Other; }
         impl Asking for people::Me {}
         impl Clone for people::Other {}
         pub struct You;
         type Alias = people::Me;
         #[client] fn a(me: &Alias) {}
         #[client] fn b(you: Option<&You>) {}
         #[client] fn c(other: &people::Other) {}",
    );
    let kdl = fixture.kdl();
    assert_eq!(kdl.matches("identity ").count(), 2, "{kdl}");
    assert_has(&kdl, "identity \"required\"");
    assert_has(&kdl, "identity \"optional\"");
}

#[test]
fn a_glob_brings_who_is_asking() {
    let fixture = Fixture::of("use mizan::auth::*; #[client] fn a(user: &User) {}");
    assert_has(&fixture.kdl(), "identity \"required\"");
}
