//! Identities that a caller would send: each is refused at its parameter, wherever it hides.

use super::{Fixture, PRELUDE, errors};

const ME: &str = "#[derive(mizan::Identity, Type, serde::Serialize, serde::Deserialize)]\npub struct Me { #[mizan(id)] id: i64 }\n";

/// The findings in a library with an identity `Me` that travels. Its declarations begin in line 4.
fn find(source: &str) -> Vec<String> {
    find_in(&format!("{ME}{source}"))
}

fn find_in(source: &str) -> Vec<String> {
    let fixture = Fixture::of(source);
    assert_eq!(errors(&fixture.build()), "", "findings are the macros' to tell");
    let findings = fixture.findings();
    assert_eq!(fixture.path("web/api").exists(), findings.is_empty(), "{findings:#?}");
    findings
}

#[track_caller]
fn refuse(source: &str, expected: &str) {
    let findings = find(source);
    assert_eq!(findings.len(), 1, "{source}: {findings:#?}");
    assert!(findings[0].starts_with(expected), "{}\ndoes not start with\n{expected}", findings[0]);
}

const DIRECT: &str = "`Me` is an identity, and an owned parameter comes from the caller, who could \
                      claim to be anyone\n";

#[test]
fn a_parameter_of_any_form() {
    let beside = "leave it out of what is sent, and write a parameter `me: &Me`";
    for (ty, help) in [
        ("Me", "write `who: &Me`"),
        ("Option<Me>", "write `who: Option<&Me>`"),
        ("Vec<Me>", beside),
        ("(u8, Me)", beside),
        ("[Me; 2]", beside),
        ("Box<Me>", beside),
        ("std::collections::HashMap<String, Me>", beside),
        ("std::ops::Range<Me>", beside),
        ("Caller", beside),
        ("Many<Me>", beside),
        ("self::Me", "write `who: &Me`"),
    ] {
        let source = format!(
            "type Caller = Me;\ntype Many<T> = Vec<T>;\n#[client] fn remove(who: {ty}) {{}}"
        );
        let end = 26 + ty.len();
        refuse(&source, &format!("src/lib.rs:6:26-{end}: {DIRECT}{help}"));
    }
}

#[test]
fn an_identity_that_does_not_travel_is_never_advised_to() {
    let me = "#[derive(mizan::Identity)]\npub struct Me { #[mizan(id)] id: i64 }\n";
    for ty in ["Me", "Vec<Me>", "Option<Me>"] {
        let findings = find_in(&format!("{me}#[client] fn remove(me: {ty}) {{}}"));
        assert_eq!(findings.len(), 1, "{findings:#?}");
        assert!(findings[0].contains(DIRECT), "{findings:#?}");
        assert!(!findings[0].contains("derive"), "{findings:#?}");
    }
    let findings = find_in(&format!(
        "{me}#[derive(Type, serde::Deserialize)] struct Order {{\n me: Me }}\n#[client] fn order(order: Order) {{}}"
    ));
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert!(
        findings[0].starts_with(
            "src/lib.rs:5:6-8: `Me` is an identity, which no client sends, and does not derive \
             `mizan::Type`\nborrow it in the function, `me: &Me`; or, to send it to clients"
        ),
        "{findings:#?}"
    );
}

#[test]
fn what_a_parameter_contains() {
    let derive = "#[derive(Type, serde::Serialize, serde::Deserialize)]";
    for (definitions, ty, holder) in [
        ("struct Order {\n me: Me }", "Order", "the field `me` at src/lib.rs:5:2"),
        ("struct Order(\n Me);", "Order", "`Order` at src/lib.rs:4:62"),
        ("enum Order { A, B { by: Me } }", "Order", "the field `by` at src/lib.rs:4:75"),
        ("enum Order { A, B(u8, Vec<Me>) }", "Order", "`Order` at src/lib.rs:4:60"),
        ("struct Order<T> {\n me: T }", "Order<Me>", "the field `me` at src/lib.rs:5:2"),
        ("struct Order<T = Me> {\n me: Option<T> }", "Order", "the field `me` at src/lib.rs:5:2"),
        (
            "struct Order { next: Option<Box<Order>>,\n me: Me }",
            "Order",
            "the field `me` at src/lib.rs:5:2",
        ),
        (
            "struct Order {\n #[mizan(as = \"u8\")] me: Option<Me> }",
            "Order",
            "`Order` at src/lib.rs:4:62",
        ),
        (
            "struct Order {\n #[serde(with = \"w\")] #[mizan(as = \"u8\")] me: mizan::auth::User }",
            "Order",
            "`Order` at src/lib.rs:4:62",
        ),
        ("#[mizan(as = \"u8\")] struct Order {\n me: Me }", "Order", "`Order` at src/lib.rs:4:82"),
    ] {
        let name = if definitions.contains("auth::User") { "User" } else { "Me" };
        let source = format!("{derive} {definitions}\n#[client] fn order(order: {ty}) {{}}");
        let findings = find(&source);
        assert_eq!(findings.len(), 1, "{source}: {findings:#?}");
        let expected = format!("`{ty}` contains the identity `{name}`, in {holder}: the caller");
        assert!(findings[0].contains(&expected), "{expected} in {findings:#?}");
    }
}

/// `as` says what the client knows, and serde reads the declared type.
#[test]
fn a_parameter_with_the_json_of_another_type() {
    refuse(
        "#[client] fn remove(\n#[mizan(as = \"u8\")] me: Option<Me>) {}",
        &format!("src/lib.rs:5:25-35: {DIRECT}write `me: Option<&Me>`"),
    );
    refuse(
        "#[derive(Context)] struct Mine {\n#[mizan(as = \"u8\")] me: Me }\n#[client(context = Mine)] fn orders() {}",
        &format!("src/lib.rs:5:25-27: {DIRECT}leave it out of the context, and write a parameter"),
    );
    let findings = find(
        "#[derive(serde::Deserialize, Type)] struct Order { me: Me }\n#[client] fn order(#[mizan(as = \"u8\")] order: Vec<Order>) {}",
    );
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert!(findings[0].contains("`Vec<Order>` contains the identity `Me`"), "{findings:#?}");
}

#[test]
fn a_context_is_sent_too() {
    refuse(
        "#[derive(Context)] struct Mine {\n me: Me }\n#[client(context = Mine)] fn orders() {}",
        &format!("src/lib.rs:5:6-8: {DIRECT}leave it out of the context, and write a parameter"),
    );
}

#[test]
fn an_identity_by_an_impl_of_any_spelling() {
    let derive = "#[derive(Type, serde::Serialize, serde::Deserialize)]";
    for (declaration, count) in [
        ("pub struct Me { id: i64 } impl mizan::Identity for Me {}", 1),
        ("pub struct Me { id: i64 } use mizan::Identity as Who; impl Who for self::Me {}", 1),
        ("pub struct Me { id: i64 } #[cfg(unix)] impl mizan::Identity for Me {}", 1),
        ("pub struct Me { id: i64 } #[cfg(windows)] impl mizan::Identity for Me {}", 0),
        ("pub struct Me { id: i64 } impl other::Identity for Me {}", 0),
        ("#[cfg_attr(unix, derive(mizan::Identity))] pub struct Me { #[mizan(id)] id: i64 }", 1),
    ] {
        let findings = find_in(&format!("{derive} {declaration}\n#[client] fn get(me: Me) {{}}"));
        assert_eq!(findings.len(), count, "{declaration}: {findings:#?}");
    }
    let generic = "pub struct Me<T> { id: T } impl<T> mizan::Identity for Me<T> {}";
    let findings = find_in(&format!("{derive} {generic}\n#[client] fn get(me: Me<u8>) {{}}"));
    assert_eq!(findings.len(), 1, "{findings:#?}");
}

#[test]
fn an_identity_of_another_crate() {
    let root = "[package]\nname = \"shop\"\nversion = \"0.1.0\"\n[dependencies]\npeople = { path = \"people\" }\nmizan = \"0.1\"\n";
    let fixture = Fixture::new(&[
        ("Cargo.toml", root),
        (
            "people/Cargo.toml",
            "[package]\nname = \"people\"\nversion = \"0.1.0\"\n[dependencies]\nmizan = \"0.1\"\n",
        ),
        ("people/src/lib.rs", &format!("{PRELUDE}{ME}")),
        ("src/lib.rs", "#[mizan::client]\nfn remove(me: people::Me) {}"),
    ]);
    fixture.build();
    let findings = fixture.findings();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert!(findings[0].contains(DIRECT), "{findings:#?}");
}

#[test]
fn what_is_not_read_from_the_caller_stays_legal() {
    let derive = "#[derive(Type, serde::Serialize, serde::Deserialize)]";
    for source in [
        "#[client] fn whoami(me: &Me) -> Me { todo!() }",
        "#[client] fn others() -> Vec<Option<Me>> { todo!() }",
        "#[client] fn guess(me: Option<&Me>) -> Result<Me, mizan::Error> { todo!() }",
        "struct Sent { #[serde(skip_deserializing)] me: Option<Me> }\n#[client] fn send(it: Sent) {}",
        "struct Sent { #[serde(skip)] me: Option<Me> }\n#[client] fn send(it: Sent) {}",
        "enum Sent { A, #[serde(skip_deserializing)] B(Me) }\n#[client] fn send(it: Sent) {}",
        "struct Id<T> { id: i64, #[serde(skip)] of: std::marker::PhantomData<T> }\n#[client] fn get(it: Id<Me>) {}",
        "struct Id<T> { id: i64, of: std::marker::PhantomData<T> }\n#[client] fn get(it: Id<Me>) {}",
        "#[serde(from = \"i64\")] struct Sent { me: Me }\n#[client] fn send(it: Sent) {}",
        "struct Page { me: Me, page: u8 }\n#[client] fn page(page: u8) -> Page { todo!() }",
    ] {
        let prefix = if source.starts_with("#[client]") { "" } else { derive };
        assert_eq!(find(&format!("{prefix} {source}")), Vec::<String>::new(), "{source}");
    }
}

/// The arguments of the type grow with each step, so that no search ever sees one twice.
#[test]
fn a_type_without_an_end_has_an_end_for_the_search() {
    let grow = "#[derive(Type, serde::Serialize, serde::Deserialize)]\nstruct Grow<T> { more: Option<Box<Grow<(T, T)>>> }\n#[client] fn grow(it: Grow<u8>) -> Me { todo!() }";
    assert_eq!(find(grow), Vec::<String>::new());
}
