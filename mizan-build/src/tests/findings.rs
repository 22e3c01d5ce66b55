//! One mistake, one finding, at its own tokens.

use std::panic::Location;

use mizan_ir::Level;

use super::{Fixture, PRELUDE};
use crate::{
    build::{Job, build},
    origin::Origin,
    output::OutputKind,
};

/// Holds the findings of a library against what they begin with.
#[track_caller]
fn expect(source: &str, expected: &[&str]) {
    let fixture = Fixture::of(source);
    let lines = fixture.build();
    assert_eq!(super::errors(&lines), "", "findings are the macros' to tell");
    let findings = fixture.findings();
    assert_eq!(findings.len(), expected.len(), "{findings:#?}");
    for (finding, expected) in findings.iter().zip(expected) {
        assert!(finding.starts_with(expected), "{finding}\ndoes not start with\n{expected}");
    }
    assert!(!fixture.path("web/api").exists(), "nothing is written on a finding");
}

#[test]
fn a_type_that_derives_nothing() {
    expect(
        "pub struct Profile;\n#[client] fn get() -> Option<Profile> { todo!() }",
        &[
            "src/lib.rs:3:30-37: `Profile` cannot travel to the client: it does not derive `mizan::Type`\nwrite `#[derive(serde::Serialize, serde::Deserialize, mizan::Type)]` above it, at src/lib.rs:2:12",
        ],
    );
}

#[test]
fn a_type_behind_an_alias_is_told_where_it_is_used() {
    expect(
        "pub struct Profile;\ntype Profiles = Vec<Profile>;\n#[derive(Type)] struct A {\n b: Profiles }\n#[client] fn get() -> A { todo!() }",
        &["src/lib.rs:5:5-13: `Profile` cannot travel"],
    );
}

#[test]
fn what_has_no_json() {
    expect(
        "use std::time::Instant;\n#[client] fn get() -> Instant { todo!() }",
        &["src/lib.rs:3:23-30: `Instant` cannot travel"],
    );
    expect("#[client] fn get(a: u128) {}", &["src/lib.rs:2:21-25: `u128` holds numbers"]);
    expect(
        "#[client] fn get(a: Vec<std::io::Result<u8>>) {}",
        &["src/lib.rs:2:25-44: the error of this `Result` is of another crate"],
    );
    expect(
        "#[client] fn get(a: Result<u8, mizan::Error>) {}",
        &["src/lib.rs:2:32-44: `mizan::Error` is the error of a function"],
    );
    expect(
        "#[client] fn get(a: std::collections::HashMap<(u8, u8), u8>) {}",
        &["src/lib.rs:2:47-55: the key of a map"],
    );
}

#[test]
fn two_of_one_name_are_told_at_both() {
    let fixture = Fixture::new(&[
        ("src/lib.rs", "mod a; mod b;"),
        ("src/a.rs", "#[mizan::client]\nfn get() {}\n#[derive(mizan::Context)]\nstruct User;"),
        (
            "src/b.rs",
            "#[mizan::client(name = \"get\")]\nfn fetch() {}\n#[derive(mizan::Context)]\nstruct User;",
        ),
    ]);
    fixture.build();
    assert_eq!(
        fixture.findings(),
        [
            "src/a.rs:2:4-7: two functions are called `get` on the wire: the other is at src/b.rs:2:4\nrename one of them, or give it `name = \"…\"`",
            "src/b.rs:2:4-9: two functions are called `get` on the wire: the other is at src/a.rs:2:4\nrename one of them, or give it `name = \"…\"`",
            "src/a.rs:4:8-12: two contexts are called `user` on the wire: the other is at src/b.rs:4:8\nrename one of them, or give it `#[mizan(name = \"…\")]`",
            "src/b.rs:4:8-12: two contexts are called `user` on the wire: the other is at src/a.rs:4:8\nrename one of them, or give it `#[mizan(name = \"…\")]`",
        ]
    );
}

#[test]
fn a_file_in_two_crates_is_told_as_such() {
    let fixture = Fixture::new(&[
        ("src/lib.rs", "mod api;"),
        ("src/main.rs", "mod api;"),
        ("src/api.rs", "#[mizan::client] fn get() {}"),
    ]);
    fixture.build();
    assert_eq!(fixture.findings().len(), 2);
    assert!(fixture.findings()[0].contains("compiled into two crates"), "{:?}", fixture.findings());
}

#[test]
fn what_is_no_context() {
    expect(
        "struct Plain;\nfn helper() {}\n#[client] fn ping() {}\n#[client(context = Plain)] fn a() {}\n#[client(context = ping)] fn b() {}\n#[client(affects = helper)] fn c() {}\n#[client(affects = ping)] fn d() {}",
        &[
            "src/lib.rs:5:20-25: `Plain`, at src/lib.rs:2:8, is not a context\nname a struct with",
            "src/lib.rs:6:20-24: `ping` is a function, and a read belongs to a context\nname a struct",
            "src/lib.rs:7:20-26: `helper`, at src/lib.rs:3:4, is not a context or a read function\nwrite `#[mizan::client(context = …)]` above",
            "src/lib.rs:8:20-24: `ping` is not a read: it belongs to no context",
        ],
    );
}

#[test]
fn a_name_that_nothing_declares_is_the_compilers_to_tell() {
    expect("#[client(context = Usr)] fn a() {}\n#[client] fn b(x: Unknown) {}", &[]);
}

#[test]
fn a_reads_own_parameter_is_optional() {
    expect(
        "#[derive(Context)] struct User { id: i64 }\n#[client(context = User)] fn a(id: i64, page: u32) {}\n#[client(context = mizan::Global)] fn b(page: u32, size: Option<u32>) {}",
        &[
            "src/lib.rs:3:41-45: `page` is not a parameter of `User`, which has `id`: all reads of a context are fetched together, so a parameter of one alone must be optional\nwrite `page: Option<u32>`, or make `page` a field of `User`",
            "src/lib.rs:4:41-45: `page` is not a parameter of `mizan::Global`, which has no parameters",
        ],
    );
}

#[test]
fn a_page_leads_to_the_next() {
    let page = |result: &str, page: &str| {
        format!(
            "#[derive(Context)] struct Feed {{ tag: u32 }}\n\
             #[derive(Type)] struct Page {{ items: Vec<u8>, next: Option<u8> }}\n\
             #[derive(Type)] struct Two {{ items: Vec<u8>, others: Vec<u8> }}\n\
             #[client(context = Feed)] fn read({page}) -> {result} {{ todo!() }}\n\
             #[client(context = Feed)] fn other(#[mizan(page)] after: Option<u8>) -> Page {{ todo!() }}"
        )
    };
    let offset = "#[mizan(page)] from: Option<u32>";
    let cursor = "#[mizan(page)] from: Option<String>";
    expect(
        &page("Vec<u8>", cursor),
        &[
            "src/lib.rs:5:56-70: `String` is no number of elements, so it is a cursor, and `Vec<u8>` does not say which one is next\nwrite `from: Option<u32>` for an offset, or answer a struct with one list and `next: Option<String>`",
        ],
    );
    expect(
        &page("Page", cursor),
        &[
            "src/lib.rs:5:75-79: the cursor of the next page is `Option<u8>` here, and `from` takes `String`: the one becomes the other\nwrite `next: Option<String>`",
        ],
    );
    expect(
        &page("Two", offset),
        &[
            "src/lib.rs:5:72-75: `Two` has several lists, and one of them is the page: `items`, `others`\nanswer a struct with one list",
        ],
    );
    expect(
        &page("u8", offset),
        &[
            "src/lib.rs:5:72-74: `u8` is no page of a list, and `from` names one\nanswer a list, or a struct with one list and perhaps the `total` of all pages",
        ],
    );
    expect(
        &page("Vec<u8>", "#[mizan(page)] tag: u32"),
        &[
            "src/lib.rs:5:50-53: `tag` tells the instances of the context apart, and all pages of a list belong to one instance\nleave `#[mizan(page)]` out, or let the read alone have the parameter",
        ],
    );
    expect(
        &page("Vec<u8>", "#[mizan(page)] from: u32"),
        &["src/lib.rs:5:50-54: `from` is not a parameter of `Feed`"],
    );
}

#[test]
fn only_a_read_has_pages() {
    expect(
        "#[client] fn list(#[mizan(page)] from: Option<u32>) -> Vec<u8> { todo!() }",
        &[
            "src/lib.rs:2:34-38: `from` names a page, and only what is read has pages: this function belongs to no context\nwrite `context = …` for a read, or leave `#[mizan(page)]` out",
        ],
    );
}

#[test]
fn one_name_has_one_type() {
    expect(
        "#[derive(Type)] struct Id(i64);\n#[derive(Context)] struct User { id: i64 }\n#[client(context = User)] fn a(id: u64) {}\n#[client(affects = User)] fn b(id: Option<i64>) {}\n#[client(affects = [User, a])] fn c(id: Id) {}",
        &[
            "src/lib.rs:4:36-39: `id` is `i64` in the context `User`, at src/lib.rs:3:34, and `u64` here",
            "src/lib.rs:5:36-47: `id` is `i64` in the context `User`, at src/lib.rs:3:34, and `Option<i64>` here",
            "src/lib.rs:6:41-43: `id` is `i64` in the context `User`, at src/lib.rs:3:34, and `Id` here",
        ],
    );
}

#[test]
fn a_merge_fits_what_the_read_shows() {
    let types = "#[derive(Type)] struct A { id: i64 }\n#[derive(Type)] struct B { b: i64 }\n#[derive(Context)] struct User { id: i64 }";
    let reads = "#[client(context = User)] fn one() -> A { todo!() }\n#[client(context = User)] fn list() -> Vec<A> { todo!() }\n#[client(context = User)] fn others() -> Vec<B> { todo!() }";
    let fits = "#[client(merge = [one, list], affects = User)] fn f(id: i64) -> Result<A, mizan::Error> { todo!() }";
    let wrong = "#[client(merge = one)] fn g() -> Vec<A> { todo!() }\n#[client(merge = others)] fn h() -> B { todo!() }\n#[client(merge = User)] fn i() {}\n#[client(merge = g)] fn j() {}\n#[client(merge = one)] fn k(id: u8) -> A { todo!() }";
    expect(
        &[types, reads, fits, wrong].join("\n"),
        &[
            "src/lib.rs:9:18-21: `one` shows `A`, and this function answers `Vec<A>`: a merge brings",
            "src/lib.rs:10:18-24: `others` shows a list of `B`, which has no key",
            "src/lib.rs:11:18-22: this function answers nothing",
            "src/lib.rs:12:18-19: `g` is not a read: it belongs to no context, so there is nothing of it to change",
            "src/lib.rs:13:33-35: `id` is `i64` in the context `User`",
        ],
    );
}

#[test]
fn what_has_no_fields_takes_no_tag_and_is_not_flattened() {
    let used = "#[client] fn get() -> (A, Keyed) { todo!() }\n";
    let held = "#[derive(Type)] struct Id(i64);\ntype Name = String;\n#[derive(Type)] struct Wrap<T>(T);\n#[derive(Type)] #[serde(untagged)] enum Bare { Number(u8), Pair(u8, u8) }\n#[derive(Type)] #[serde(untagged)] enum Maybe { Number(u8), Named { id: u8 } }\n#[derive(Type)] enum Plain { One, Two(u8) }\n#[derive(Type)] struct Keyed { id: u8 }\n#[derive(Type)] struct Pair(u8, u8);\n";
    let fine = "Unit(()), Struct(Keyed), Map(std::collections::HashMap<Name, u8>), Plain(Plain), Maybe(Maybe), Wrap(Wrap<Keyed>), Json(serde_json::Value), #[serde(untagged)] Alone(u8), Time(std::time::Duration), #[serde(skip_serializing)] Sent(Option<Keyed>)";
    let refused = "A(Id), B(Name), C(Vec<u8>), D(Option<Keyed>), E(Wrap<f64>), F(Bare), G(Pair)";
    let flat =
        "#[serde(flatten)] a: Option<Keyed>, #[serde(flatten)] b: (), #[serde(flatten)] c: Plain";
    let not_flat = "#[serde(flatten)] a: Vec<u8>, #[serde(flatten)] b: Option<Id>";
    let source = |variants: &str, fields: &str| {
        format!(
            "{used}{held}#[derive(Type)] #[serde(tag = \"t\")] enum A {{\n{variants} }}\n#[derive(Type)] struct B {{\n{fields} }}"
        )
    };
    Fixture::of(&source(fine, flat)).kdl();
    let tagged = "the tag of a variant stands among the fields of what it holds, and";
    let flattened = "what is flattened gives its fields to the struct, and";
    expect(
        &source(refused, not_flat),
        &[
            &format!(
                "src/lib.rs:12:3-5: {tagged} an integer has none: serde refuses it\ngive it a name, `A {{ name: … }}`, or let"
            ),
            &format!("src/lib.rs:12:10-14: {tagged} a text has none"),
            &format!("src/lib.rs:12:19-26: {tagged} a list has none"),
            &format!("src/lib.rs:12:31-44: {tagged} an `Option` has none"),
            &format!("src/lib.rs:12:49-58: {tagged} a float has none"),
            &format!("src/lib.rs:12:63-67: {tagged} an integer has none"),
            &format!("src/lib.rs:12:72-76: {tagged} a tuple has none"),
            &format!(
                "src/lib.rs:14:22-29: {flattened} a list has none: serde refuses it\nleave `flatten` out"
            ),
            &format!("src/lib.rs:14:52-62: {flattened} an integer has none"),
        ],
    );
}

#[test]
fn no_object_has_one_key_twice() {
    let types = "#[derive(Type)] struct Base { id: i64, r#type: String }\n\
                 #[derive(Type)] struct OneSided { #[serde(rename(serialize = \"other\"))] id: String }\n\
                 #[derive(Type)] struct With<T> { id: u8, #[serde(flatten)] rest: T }\n\
                 #[derive(Type)] struct Through<T> { with: With<Option<T>> }\n";
    let fine = "#[derive(Type)] struct Fine { id: u8, #[serde(flatten)] map: std::collections::HashMap<String, u8>, #[serde(flatten)] plain: Plain }\n\
                #[derive(Type)] #[serde(tag = \"kind\")] enum Plain { A(Base), B { b: u8 }, C }\n\
                #[client] fn fine(fine: Fine, with: With<Plain2>) -> Vec<With<OneSided>> { todo!() }\n\
                #[derive(Type)] struct Plain2 { name: u8 }\n";
    let fine = fine.replace("A(Base)", "A(Plain2)");
    Fixture::of(&format!("{types}{fine}")).kdl();
    let refused = "#[derive(Type)] struct A { id: u8, #[serde(flatten)] base: Option<Box<Base>> }\n\
                   #[derive(Type)] #[serde(tag = \"type\")] enum B { One(Base), Two { id: u8 }, #[serde(untagged)] Three(Base) }\n\
                   #[derive(Type)] #[serde(tag = \"type\")] struct C { r#type: String }\n\
                   #[derive(Type)] struct D { #[serde(flatten)] plain: Plain, #[serde(flatten)] base: Base }\n\
                   #[derive(Type)] #[serde(tag = \"id\")] enum Plain { One }\n\
                   #[derive(Type)] enum E { V { #[serde(alias = \"Low\")] x: u8, #[serde(flatten)] level: Level } }\n\
                   #[derive(Type)] enum Level { Low, High(u8) }\n\
                   #[client] fn a(a: A, d: D, e: E, through: Through<Base>) -> (B, C) { todo!() }\n\
                   #[client] fn b(read: With<OneSided>) {}\n";
    let own = "a field of its own";
    let base = "a field of `Base` inside of it";
    expect(
        &format!("{types}{refused}"),
        &[
            &format!(
                "src/lib.rs:13:43-56: the JSON of `With` has two `id`: {own}, and a field of `Option<Base>` inside of it"
            ),
            "src/lib.rs:14:22-36: the JSON of `With` has two `id`",
            &format!(
                "src/lib.rs:6:60-77: the JSON of `A` has two `id`: {own}, and a field of `Option<Base>` inside of it\nrename one of them, with `#[serde(rename = \"…\")]`, or leave `flatten` out"
            ),
            &format!(
                "src/lib.rs:7:53-57: the JSON of `B::One` has two `type`: its tag, and {base}"
            ),
            &format!("src/lib.rs:8:59-65: the JSON of `C` has two `type`: its tag, and {own}"),
            &format!(
                "src/lib.rs:9:84-88: the JSON of `D` has two `id`: a field of `Plain` inside of it, and {base}"
            ),
            &format!(
                "src/lib.rs:11:86-91: the JSON of `E::V` has two `Low`: {own}, and a field of `Level` inside of it"
            ),
        ],
    );
}

#[test]
fn a_context_is_neither_sent_nor_lent() {
    let told = "is a context, which is neither sent nor borrowed\n";
    expect(
        "#[derive(Context)] struct User { user_id: i64, tag: Option<std::string::String> }\n#[derive(Context)] struct Feed;\ntype Alias = User;\npub struct Db;\n#[client(context = User)] fn a(user: &User, db: &Db) {}\n#[client(affects = User)] fn b(user: User) {}\n#[client(context = Feed)] fn c(feed: Option<&Feed>, other: Option<Alias>) {}",
        &[
            &format!(
                "src/lib.rs:6:39-43: `User` {told}take its parameters, `user_id: i64`, `tag: Option<String>`"
            ),
            &format!("src/lib.rs:7:38-42: `User` {told}take its parameters"),
            &format!("src/lib.rs:8:67-72: `User` {told}take"),
            &format!("src/lib.rs:8:46-50: `Feed` {told}it has no parameters, so leave this out"),
        ],
    );
}

#[test]
fn global_is_taken() {
    expect(
        "#[derive(Context)] struct Global;\n#[client(context = Global)] fn a() {}",
        &["src/lib.rs:2:27-33: `global` is the wire name of `mizan::Global`"],
    );
}

#[test]
fn what_the_grammar_refuses_is_seen_and_left_to_the_macro() {
    let fixture = Fixture::of(
        "#[derive(Context)] struct User(u8);\n#[client(context = User, contxt = User)] fn a() {}\n#[client(context = User)] fn b(id: u8) {}",
    );
    fixture.build();
    assert_eq!(fixture.findings(), Vec::<String>::new());
    assert_eq!(fixture.report().items.len(), 3);
    assert!(!fixture.path("web/api").exists());
}

#[test]
fn the_derives_of_others_are_not_ours() {
    let source = "use specta::Type;\n#[derive(Type)] struct A { a: u8 }\n#[mizan::client] fn get() -> A { todo!() }";
    let fixture = Fixture::new(&[("src/lib.rs", source)]);
    fixture.build();
    assert_eq!(fixture.findings().len(), 1);
    assert_eq!(fixture.report().items.len(), 1);
    assert!(!PRELUDE.contains("specta"));
}

/// Holds the warnings of a library against what they begin with.
#[track_caller]
fn warn(source: &str, expected: &[&str]) {
    let fixture = Fixture::of(source);
    assert_eq!(super::errors(&fixture.build()), "");
    assert_eq!(fixture.findings(), Vec::<String>::new());
    let findings = fixture.findings_of(Level::Warning);
    assert_eq!(findings.len(), expected.len(), "{findings:#?}");
    for (finding, expected) in findings.iter().zip(expected) {
        assert!(finding.starts_with(expected), "{finding}\ndoes not start with\n{expected}");
    }
    assert!(fixture.path("web/api").exists(), "a warning stops nothing");
}

#[test]
fn a_read_that_the_compiler_refuses_may_be_of_any_context() {
    let fixture = Fixture::of(
        "#[derive(Context)] struct User;\n#[client(context = User, cache = -1)] fn a() -> i64 { 1 }",
    );
    fixture.build();
    assert_eq!(fixture.findings_of(Level::Warning), Vec::<String>::new());
}

#[test]
fn what_is_of_no_use() {
    warn(
        "#[derive(Context)] struct User;\n#[client(affects = User)] fn a() {}",
        &["src/lib.rs:2:27-31: no function reads the context `User`"],
    );
    warn(
        "#[derive(Context)]\n#[mizan(live)]\nstruct Board;\n#[client(context = Board, private)] fn a() {}\n#[client(affects = Board)] fn b() {}",
        &["src/lib.rs:4:8-13: every read of the live context `Board` is private"],
    );
    warn(
        "#[derive(Context)] struct User { id: i64, page: i64 }\n#[client(context = User)] fn a(id: i64) -> i64 { 1 }\n#[client(affects = User { .. })] fn b() {}",
        &["src/lib.rs:2:43-47: no read of `User` takes `page`"],
    );
    warn(
        "#[derive(Context)] struct User { id: i64 }\n#[client(context = User)] fn a(id: i64) -> i64 { 1 }\n#[client(affects = [User, a])] fn b(id: i64) {}\n#[client(affects = [User { id: 5 }, a])] fn c(id: i64) {}\n#[client(affects = User, merge = a)] fn d(id: i64) -> i64 { 1 }\n#[client(affects = User { id: 5 }, merge = a)] fn e(id: i64) -> i64 { 1 }",
        &[
            "src/lib.rs:4:27-28: `a` belongs to `User`, all of which becomes stale",
            "src/lib.rs:6:34-35: `a` becomes stale too",
        ],
    );
    warn(
        "#[derive(Context)] struct User { id: i64 }\n#[client(context = User)] fn a(id: i64) -> i64 { 1 }\n#[client(affects = [User { id: from }, User])] fn b(from: i64) {}\n#[client(affects = [User { id: from }, User])] fn c(from: i64, id: i64) {}",
        &[
            "src/lib.rs:4:21-25: every `User` becomes stale, for it is listed without a scope too",
            "src/lib.rs:4:40-44: `b` takes `from`, and instances of `User` are told apart by `id`",
        ],
    );
}

#[test]
fn all_instances_become_stale_on_purpose() {
    let declared = "#[derive(Context)] struct User { user_id: i64, tag: String }\n#[derive(Context)] struct Feed;\n#[client(context = User)] fn name(user_id: i64, tag: String) -> i64 { 1 }\n#[client(context = Feed)] fn lines() {}\n";
    warn(
        &format!(
            "{declared}#[client(affects = [User, Feed])] fn a(id: i64) {{}}\n#[client(affects = name)] fn b(who: Option<i64>) {{}}\n#[client(affects = User)] fn c(user_tag: String) {{}}\n#[client(affects = User)] fn d(user_id: i64, id: i64) {{}}\n#[client(affects = [User {{ .. }}, Feed])] fn e(id: i64) {{}}\n#[client(affects = name {{ .. }})] fn f(id: i64) {{}}\n#[client(affects = User {{ user_id: id }})] fn g(id: i64) {{}}\n#[client(affects = User)] fn h(text: String, count: u8) {{}}\n#[client(private, affects = User)] fn i(id: i64) {{}}"
        ),
        &[
            "src/lib.rs:6:21-25: `a` takes `id`, and instances of `User` are told apart by `user_id`, so every one becomes stale\ncall it `user_id`, or write `User { user_id: id }`; if all are meant, write `User { .. }`",
            "src/lib.rs:7:20-24: `b` takes `who`, and instances of `User` are told apart by `user_id`, so every one becomes stale\ncall it `user_id`; if all are meant, write `name { .. }`",
            "src/lib.rs:8:20-24: `c` takes `user_tag`, and instances of `User` are told apart by `tag`",
        ],
    );
    let fixture =
        Fixture::of(&format!("{declared}#[client(affects = User {{ .. }})] fn a(id: i64) {{}}"));
    assert!(fixture.kdl().contains("affects context=\"user\" explicit=#true\n"));
}

const USER: &str = "#[derive(Context)] struct User { user_id: i64 }\n#[client(context = User)] fn profile(user_id: i64) -> i64 { 1 }\n";

#[test]
fn only_what_clients_show_becomes_stale() {
    expect(
        &format!(
            "{USER}#[client(context = User, private)] fn notes(user_id: i64) -> i64 {{ 1 }}\n#[client(context = User, route = \"/u\")] fn page() {{}}\n#[client(affects = [notes, page, me])] fn me() {{}}\n#[client(merge = notes)] fn other() -> i64 {{ 1 }}\n#[client(affects = [User, crate::User])] fn twice() {{}}"
        ),
        &[
            "src/lib.rs:6:21-26: `notes` is private",
            "src/lib.rs:6:28-32: `page` is a page",
            "src/lib.rs:6:34-36: `me` is this very function",
            "src/lib.rs:7:18-23: `notes` is private",
            "src/lib.rs:8:27-38: this is `User` by another path",
        ],
    );
}

#[test]
fn a_scope_has_names_of_its_context() {
    expect(
        &format!(
            "{USER}#[derive(Context)] struct Feed;\n#[client(context = Feed)] fn lines() {{}}\n#[client(affects = User {{ usr_id: 5 }})] fn a() {{}}\n#[client(affects = Feed {{ id: 5 }})] fn b() {{}}\n#[client(affects = profile {{ user_id: 5 }})] fn c() {{}}"
        ),
        &[
            "src/lib.rs:6:27-33: `usr_id` is not a parameter of `User`; did you mean `user_id`?\nwrite one that it has: `user_id`",
            "src/lib.rs:7:27-29: `Feed` has no parameters",
            "src/lib.rs:8:20-27: `profile` is a read, and a scope is that of a context\nwrite `User { … }`",
        ],
    );
}

#[test]
fn a_merge_into_a_context_means_one_read() {
    let fits = format!("{USER}#[client(merge = User)] fn set(user_id: i64) -> i64 {{ 1 }}");
    assert!(
        Fixture::of(&fits)
            .kdl()
            .contains("merge function=\"profile\" {\n        scope \"user_id\"")
    );
    expect(
        &format!(
            "{USER}#[client(context = User)] fn age() -> i64 {{ 1 }}\n#[client(context = User)] fn name() -> String {{ todo!() }}\n#[client(merge = User)] fn a() -> i64 {{ 1 }}\n#[client(merge = User)] fn b() -> bool {{ true }}\n#[client(merge = mizan::Global)] fn c() -> bool {{ true }}"
        ),
        &[
            "src/lib.rs:6:18-22: `profile` and `age` of `User` show `i64`, so nobody can tell which of them is meant\nname it: `merge = profile`",
            "src/lib.rs:7:18-22: no read of `User` shows `bool`, which this function answers, or a list of it: `profile` shows `i64`, `age` shows `i64`, `name` shows `String`",
            "src/lib.rs:8:18-31: no read of `mizan::Global` shows `bool`, which this function answers, or a list of it\n",
        ],
    );
}

#[test]
fn a_slot_is_merged_into_once() {
    expect(
        &format!(
            "{USER}#[client(merge = [profile, User])] fn a(user_id: i64) -> i64 {{ 1 }}\n#[client(merge = [User, crate::profile])] fn b(user_id: i64) -> i64 {{ 1 }}"
        ),
        &[
            "src/lib.rs:4:28-32: `User` takes what this function answers as `profile`, which is listed already\nleave one of them out",
            "src/lib.rs:5:25-39: `crate::profile` takes what this function answers as `profile`",
        ],
    );
}

#[test]
fn a_merge_is_of_one_instance() {
    let letters = "#[derive(Type)] struct Letter { id: i64 }\n#[derive(Context)] struct Box { owner: i64, year: Option<u16>, page: u8 }\n#[client(context = Box)] fn letters(owner: i64, year: Option<u16>) -> Vec<Letter> { todo!() }\n#[client(context = Box)] fn count(page: u8) -> u8 { 1 }\n#[client(context = mizan::Global)] fn all() -> u8 { 1 }\n";
    expect(
        &format!(
            "{letters}#[client(merge = letters)] fn a(owner: i64, year: Option<u16>) -> Letter {{ todo!() }}\n#[client(merge = [all, count])] fn b(page: u8) -> u8 {{ 1 }}\n#[client(merge = letters)] fn c(owner: i64) -> Letter {{ todo!() }}\n#[client(merge = Box)] fn d(page: u8) -> Vec<Letter> {{ todo!() }}\n#[client(merge = [all, count])] fn e() -> u8 {{ 1 }}"
        ),
        &[
            "src/lib.rs:9:18-25: nothing says of which `year` the new `letters` is, so every `Box` of that `owner` would show it\ntake `year: Option<u16>`, or write `affects = letters`, and clients read it again",
            "src/lib.rs:10:18-21: nothing says of which `owner` and `year` the new `letters` is, so every `Box` of that `page` would show it\ntake `owner: i64, year: Option<u16>`, or write `affects = letters`",
            "src/lib.rs:11:24-29: nothing says of which `page` the new `count` is, so every `Box` would show it\ntake `page: u8`, or write `affects = count`",
        ],
    );
}

#[test]
fn a_context_is_read_one_way() {
    expect(
        &format!(
            "{USER}#[client(context = User, websocket)] fn age() -> i64 {{ 1 }}\n#[derive(Context)] struct Live;\n#[client(context = Live, websocket)] fn a() {{}}\n#[client(context = Live)] fn b() {{}}\n#[client(context = Live, websocket)] fn c() {{}}\n#[client(context = Live, private)] fn d() {{}}"
        ),
        &[
            "src/lib.rs:4:41-44: `age` is read over a socket, and `profile` of the same context, at src/lib.rs:3:30, is not: a context is read as one\nleave `websocket` out",
            "src/lib.rs:7:30-31: `b` is read without a socket, and `a` of the same context, at src/lib.rs:6:41, is not: a context is read as one\nwrite `websocket` here too",
        ],
    );
}

#[test]
fn a_context_is_kept_as_a_whole_or_not_at_all() {
    expect(
        "#[derive(Context)] struct Table;\n#[client(context = Table, cache = 60)] fn rates() -> u8 { 1 }\n#[client(context = Table)] fn names() -> u8 { 1 }\n#[client(context = Table, cache = false)] fn dice() -> u8 { 1 }\n#[derive(Context)]\n#[mizan(cache(stale = 30))]\nstruct Visit;\n#[client(context = Visit, cache = false)] fn visitor() -> u8 { 1 }\n#[derive(Context)] struct Cup;\n#[client(context = Cup, cache = false)] fn dices() -> u8 { 1 }\n#[client(context = Cup)] fn color() -> u8 { 1 }",
        &[
            "src/lib.rs:3:27-32: `rates` says `cache`, and nothing of this context is kept: `dice`, at src/lib.rs:5:46, says that it is never kept, and a context is kept as a whole\nleave `cache` out of one of them, or let `dice` read a context of its own",
            "src/lib.rs:8:8-13: `Visit` says `cache`, and nothing of this context is kept: `visitor`, at src/lib.rs:9:46, says that it is never kept",
        ],
    );
}

#[test]
fn what_differs_from_request_to_request_is_not_kept() {
    expect(
        "#[derive(Context)]\n#[mizan(cache(stale = 30))]\nstruct Visit;\n#[client(context = Visit, cache = 60)] fn rates() -> u8 { 1 }\n#[client(context = Visit)] fn agent(request: &mizan::Request) -> u8 { 1 }\n#[client(context = Visit, cache = false)] fn dice() -> u8 { 1 }\n#[derive(Context)] struct Cart;\n#[client(context = Cart, cache = 60)] fn basket(s: &mizan::auth::Session) -> u8 { 1 }",
        &[
            "src/lib.rs:5:27-32: `rates` says `cache`, and nothing of this context is kept: `agent`, at src/lib.rs:6:31, borrows",
            "src/lib.rs:9:26-31: `basket` says `cache`, and nothing of this context is kept: `basket`, at src/lib.rs:9:42, borrows",
            "src/lib.rs:4:8-13: `Visit` says `cache`, and nothing of this context is kept: `agent`, at src/lib.rs:6:31, borrows the request or the session, which differ from request to request\nleave `cache` out, or let `agent` borrow an identity instead",
        ],
    );
}

#[test]
fn a_page_has_a_route_of_its_own() {
    expect(
        "#[client(route = \"/a/{id}\")] fn a(id: i64) {}\n#[client(route = \"/a/{id}\", methods = [POST, GET])] fn b(id: i64) {}\n#[client(route = \"/b/{id}\")] fn c(id: i64) {}\n#[client(route = \"/b/{name}\", methods = [POST])] fn d(name: String) {}\n#[client(route = \"/b/{id}\", methods = [PUT])] fn e(id: Option<i64>) {}\n#[client(route = \"/c/{id}\")] fn f(id: Vec<i64>, page: Option<u8>) {}",
        &[
            "src/lib.rs:2:18-27: two pages answer `GET /a/{id}`: the other is `b`, at src/lib.rs:3:56",
            "src/lib.rs:3:18-27: two pages answer `GET /a/{id}`: the other is `a`, at src/lib.rs:2:33",
            "src/lib.rs:4:18-27: the router takes this path and `/b/{name}`",
            "src/lib.rs:5:18-29: the router takes this path and `/b/{id}`",
            "src/lib.rs:6:56-67: a part of a path is always there, and this is an `Option`\nwrite `id: i64`",
            "src/lib.rs:6:18-27: the router takes this path and `/b/{name}`",
            "src/lib.rs:7:39-47: a part of a path is one word, which `Vec<i64>` is not",
        ],
    );
}

#[test]
fn a_part_of_a_path_is_one_word() {
    let types = "#[derive(Type)] struct Id(i64);\n#[derive(Type)] struct Key(Id);\n#[derive(Type)] struct Place { x: i64 }\n#[derive(Type)] struct At(Place);\n#[derive(Type)] enum Kind { One, Two }\n#[derive(Type)] enum Sum { One, Two(u8) }\n";
    expect(
        &format!(
            "{types}#[client(route = \"/{{a}}/{{b}}/{{c}}\")] fn fine(a: Key, b: Kind, c: String) {{}}\n#[client(route = \"/a/{{a}}/{{b}}/{{c}}\")] fn wrong(a: Place, b: At, c: Sum, d: Place) {{}}"
        ),
        &[
            "src/lib.rs:9:49-54: a part of a path is one word, which `Place` is not\ntake `a` out of the route",
            "src/lib.rs:9:59-61: a part of a path is one word, which `At` is not",
            "src/lib.rs:9:66-69: a part of a path is one word, which `Sum` is not",
        ],
    );
}

#[test]
fn a_guard_is_not_a_misspelt_word() {
    expect(
        "mod guards;\n#[client(auth = stuff)] fn a() {}\n#[client(auth = may_edit)] fn b() {}\n#[client(auth = guards::staf)] fn c() {}\n#[client(auth = staf)] fn d() {}\nfn staf() {}",
        &["src/lib.rs:3:17-22: there is no guard `stuff`; did you mean `staff`?"],
    );
}

#[test]
fn a_guard_of_the_name_of_a_word_is_called_by_its_path() {
    let declared =
        "fn staff() -> bool { true }\nmod more { pub fn superuser() {} }\nuse more::superuser;\n";
    warn(
        &format!(
            "{declared}#[client(auth = staff)] fn a() {{}}\n#[client(name = \"auth\", auth = superuser)] fn b() {{}}\n#[client(auth = self::staff)] fn c() {{}}"
        ),
        &[
            "src/lib.rs:5:17-22: `staff` is Mizan's own word here, and not the function `staff`: it lets in whoever has that mark\nif the function is the guard, write `auth = self::staff`",
            "src/lib.rs:6:32-41: `superuser` is Mizan's own word here",
        ],
    );
    warn("#[client(auth = staff)] fn a() {}\n#[client] fn staff() {}\nmod superuser {}", &[]);
}

#[test]
fn a_word_lets_in_those_with_its_mark() {
    let identities = "#[derive(mizan::Identity)] struct Me { #[mizan(id)] id: i64, #[mizan(staff)] is_staff: bool }\n#[derive(mizan::Identity)] struct Guest { #[mizan(id)] id: i64 }\nstruct Own;\nimpl mizan::Identity for Own {}\n";
    expect(
        &format!(
            "{identities}#[client(auth = staff)] fn a(me: &Me, guest: &Guest) {{}}\n#[client(auth = superuser)] fn b(me: Option<&Me>) {{}}\n#[client(auth = staff)] fn c(guest: &Guest) {{}}\n#[client(auth = staff)] fn d(own: &Own, user: &mizan::auth::User) {{}}\n#[client(auth = superuser)] fn e() {{}}\n#[client(auth)] fn f(guest: &Guest) {{}}"
        ),
        &[
            "src/lib.rs:7:17-26: `Me` has no field with `#[mizan(superuser)]`, so this lets nobody in\nmark the field that says it: `#[mizan(superuser)] is_superuser: bool`",
            "src/lib.rs:8:17-22: `Guest` has no field with `#[mizan(staff)]`",
        ],
    );
}

#[test]
fn a_file_is_an_argument_of_its_own() {
    let refused = "a file travels beside the JSON";
    for (source, location) in [
        ("#[client] fn get(a: Vec<Option<mizan::Upload>>) {}", "src/lib.rs:2:21-47"),
        ("#[client] fn get() -> Vec<mizan::Upload> { todo!() }", "src/lib.rs:2:23-41"),
        (
            "#[derive(Type)] struct A { b: mizan::Upload }\n#[client] fn get() {}",
            "src/lib.rs:2:31-44",
        ),
        (
            "#[derive(Context)] struct A { b: mizan::Upload }\n#[client] fn get() {}",
            "src/lib.rs:2:34-47",
        ),
    ] {
        expect(source, &[&format!("{location}: {refused}")]);
    }
}

#[test]
fn a_file_is_told_by_the_name_of_its_type() {
    expect(
        "use mizan::Upload as Photo;\n#[client] fn set(photo: Option<Photo>) {}",
        &["src/lib.rs:3:25-38: files are told by the name of their type"],
    );
    expect(
        "#[derive(Type)] struct Upload;\n#[client] fn set(photo: Upload) {}",
        &["src/lib.rs:3:25-31: a parameter whose type is called `Upload` is a file"],
    );
}

#[test]
fn who_may_call_a_function_is_said_where_that_is_demanded() {
    let source = "#[derive(mizan::Identity)] struct Me { #[mizan(id)] id: i64 }\n#[derive(Context)] struct User;\n#[client(context = User)] fn silent() {}\n#[client(context = User, auth = anyone)] fn open() {}\n#[client(auth)] fn signed_in() {}\n#[client] fn borrows(me: &Me) {}\n#[client] fn likes(me: Option<&Me>) {}\n#[client(private)] fn inner() {}\n#[client(route = \"/\")] fn page() {}";
    expect_with(source, false, &[]);
    expect_with(
        source,
        true,
        &[
            "src/lib.rs:4:30-36: `silent` does not say who may call it\nwrite `auth = anyone`, `auth` for whoever is signed in",
            "src/lib.rs:10:27-31: `page` does not say who may call it",
        ],
    );
}

#[test]
fn anyone_has_no_need_of_an_identity() {
    expect(
        "#[derive(mizan::Identity)] struct Me { #[mizan(id)] id: i64 }\n#[client(auth = anyone)] fn a(me: &Me) {}\n#[client(auth = anyone)] fn b(me: Option<&Me>) {}\n#[client(auth = anyon)] fn c() {}",
        &[
            "src/lib.rs:3:17-23: `a` needs to know who is asking, so that not anyone may call it\nborrow who is asking as an `Option<&…>`",
            "src/lib.rs:5:17-22: there is no guard `anyon`; did you mean `anyone`?",
        ],
    );
}

/// Holds the findings of a library against what they begin with, where every function has to say
/// who may call it, or not.
#[track_caller]
fn expect_with(source: &str, requires_auth: bool, expected: &[&str]) {
    let fixture = Fixture::of(source);
    let (package, outputs) =
        (fixture.package(), [super::output(OutputKind::TypeScript(None), "web/api")]);
    let job = Job { package: &package, outputs: &outputs, requires_auth, call: Location::caller() };
    build(job, &Origin::Scan);
    let findings = fixture.findings();
    assert_eq!(findings.len(), expected.len(), "{findings:#?}");
    for (finding, expected) in findings.iter().zip(expected) {
        assert!(finding.starts_with(expected), "{finding}\ndoes not start with\n{expected}");
    }
    assert_eq!(fixture.path("web/api").exists(), expected.is_empty());
}

#[test]
fn a_misspelt_target_is_told_by_contexts_and_reads_alone() {
    let source = |target: &str, key: &str| {
        format!(
            "pub struct Task;\n#[derive(Context)] pub struct Tasks;\n#[client(context = Tasks)] fn \
             open_tasks() {{}}\n#[client({key} = {target})] fn add() {{}}"
        )
    };
    let told = |target: &str, key: &str, advice: &str| {
        let fixture = Fixture::of(&source(target, key));
        fixture.build();
        let findings = fixture.findings();
        assert_eq!(findings.len(), usize::from(!advice.is_empty()), "{findings:#?}");
        assert!(findings.iter().all(|finding| finding.ends_with(advice)), "{findings:#?}");
    };
    told("Taks", "affects", "\nwrite `Tasks`, if that is meant");
    told("open_task", "affects", "\nwrite `open_tasks`, if that is meant");
    told("Taskss", "context", "\nwrite `Tasks`, if that is meant");
    told("Completely", "affects", "");
    told("other::Taks", "affects", "");
}

#[test]
fn a_misspelt_target_is_left_to_the_compiler_where_the_build_does_not_see_all_names() {
    let source = "#[derive(Context)] pub struct Tasks;\n#[client(context = Tasks)] fn open_tasks() {}\n\
                  mod inner { pub use elsewhere::*; }\nuse inner::*;\n#[client(affects = Taks)] fn add() {}";
    let fixture = Fixture::of(source);
    fixture.build();
    assert_eq!(fixture.findings(), Vec::<String>::new());
}

#[test]
fn a_target_of_another_module_is_told_by_its_path() {
    expect(
        "mod inner { #[derive(super::Context)] pub struct Tasks; #[super::client(context = Tasks)] \
         fn open_tasks() {} }\n#[client(affects = Taks)] fn add() {}",
        &[
            "src/lib.rs:3:20-24: there is no `Taks`, and a context or a read function is expected\nwrite `crate::inner::Tasks`",
        ],
    );
}

#[test]
fn an_identifier_of_something_else_is_no_slip() {
    let warnings = |argument: &str| {
        let fixture =
            Fixture::of(&format!("{USER}#[client(affects = User)] fn a({argument}: i64) {{}}"));
        fixture.build();
        fixture.findings_of(mizan_ir::Level::Warning).len()
    };
    for slip in ["id", "uid", "user", "userid", "of_user", "who"] {
        assert_eq!(warnings(slip), 1, "{slip}");
    }
    for other in ["article_id", "user_id"] {
        assert_eq!(warnings(other), 0, "{other}");
    }
}

const FORM: &str = "#[derive(Type, Form)] struct Order { #[form(required)] name: String }\n";

#[test]
fn the_hook_of_a_form_is_no_other_hook() {
    expect(
        &format!(
            "{FORM}#[client] fn order(form: mizan::Valid<Order>) {{}}\n#[client] fn order_form() {{}}\n#[client] fn send(form: mizan::Valid<Order>, n: u8) {{}}\n#[derive(Context)] struct SendForm;\n#[client(context = SendForm)] fn sent() -> u8 {{ 1 }}"
        ),
        &[
            "src/lib.rs:4:14-24: the hook of this function would be `useOrderForm`, which fills in the form of the function at src/lib.rs:3:14\nrename it, or give it `name = \"…\"`",
            "src/lib.rs:6:27-35: the hook of this context would be `useSendForm`, which fills in the form of the function at src/lib.rs:5:14",
        ],
    );
}

#[test]
fn a_form_without_valid_is_told_where_it_is_taken() {
    warn(
        &format!(
            "{FORM}#[derive(Type, Form)] #[form(title = \"Note\")] struct Note {{ text: String }}\n#[client] fn a(form: Order, note: Note, fine: mizan::Valid<Order>) {{}}\n#[client] fn b(forms: Option<Vec<Order>>, n: u8) {{}}"
        ),
        &[
            "src/lib.rs:4:22-27: `Order` has rules, and nothing checks them here\nwrite `mizan::Valid<…>` around the type",
            "src/lib.rs:5:23-41: `Order` has rules, and nothing checks them here",
        ],
    );
}
