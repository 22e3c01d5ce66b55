//! Clients of a model in KDL, and what is told where it is wrong.

use std::panic::Location;

use super::{Fixture, assert_has, errors, output};
use crate::{
    build::{Job, build},
    origin::Origin,
    output::OutputKind,
};

const SHOP: &str = r#"mizan version=1

context "cart" {
    parameter "user_id" type="i64"
}

function "cart_items" at="shop/views.py:4:5" {
    context "cart"
    argument "user_id" type="i64"
    result type="Vec<shop.models.Item>"
}

function "add_item" {
    affects context="cart" {
        scope "user_id"
    }
    argument "user_id" type="i64"
    argument "name" type="String"
    result type="()"
}

type "shop.models.Item" key="id" {
    fields {
        field "id" type="i64"
        field "name" type="String"
    }
}
"#;

/// The instructions for Cargo of a package with that KDL.
fn lines(fixture: &Fixture) -> Vec<String> {
    let origin = Origin::Kdl("api.kdl".into(), Location::caller());
    let outputs = [output(OutputKind::TypeScript(None), "web/api")];
    let (package, call) = (fixture.package(), Location::caller());
    build(Job { package: &package, outputs: &outputs, requires_auth: false, call }, &origin)
}

#[track_caller]
fn told(from: &str, to: &str) -> String {
    assert_has(SHOP, from);
    let fixture = Fixture::new(&[("api.kdl", &SHOP.replace(from, to))]);
    let lines = lines(&fixture);
    assert!(!fixture.path("web/api").exists(), "a client was written");
    assert!(lines.iter().any(|line| line.ends_with("api.kdl")), "the file is not watched");
    errors(&lines)
}

#[test]
fn a_client_is_made_of_kdl() {
    let fixture = Fixture::new(&[("api.kdl", SHOP)]);
    let lines = lines(&fixture);
    assert_eq!(errors(&lines), "");
    assert_has(&fixture.read("web/api/client.ts"), "addItem");
    assert_has(&fixture.read("web/api/types.d.ts"), "export interface Item {");
    let canonical = mizan_ir::to_kdl(&mizan_ir::from_kdl(SHOP).unwrap().api);
    assert_eq!(fixture.read("target/out/mizan/api.kdl"), canonical);
    assert_eq!(fixture.report().elsewhere.as_deref(), Some("`api.kdl`"));
}

#[test]
fn a_mistake_is_shown_in_its_line() {
    expect_test::expect![[r#"
        unknown node `afects`; did you mean `affects`?
          --> api.kdl:14:5
           |
        14 |     afects context="cart" {
           |     ^^^^^^
           |
           = help: known here: `doc`, `deprecated`, `auth`, `identity`, `request`, `private`, `websocket`, `route`, `context`, `join`, `send`, `present`, `affects`, `merge`, `rev`, `cache`, `limits`, `argument`, `paging`, `edits`, `stream`, `result`, `error`"#]]
    .assert_eq(&told("affects", "afects"));
}

#[test]
fn a_page_is_named_by_an_argument() {
    let items = "argument \"user_id\" type=\"i64\"\n    result type=\"Vec<shop.models.Item>\"";
    let paged = |paging: &str| {
        let from = "argument \"from\" type=\"Option<String>\" optional=#true";
        told(items, &format!("{from}\n    paging \"{paging}\"\n    {items}"))
    };
    expect_test::expect![[r#"
        `String` is no number of elements, so it is a cursor, and `Vec<shop.models.Item>` does not say which one is next
         --> api.kdl:9:5
          |
        9 |     argument "from" type="Option<String>" optional=#true
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: write `type="Option<u32>"` for an offset, or answer a struct with one list and `field "next" type="Option<String>"`"#]].assert_eq(&paged("from"));
    expect_test::expect![[r#"
        there is no argument `form` that could name a page
          --> api.kdl:10:5
           |
        10 |     paging "form"
           |     ^^^^^^^^^^^^^
           |
           = help: name one of the arguments"#]]
    .assert_eq(&paged("form"));
}

#[test]
fn a_stream_stands_alone() {
    expect_test::expect![[r#"
        `add_item` streams: it ends where its caller leaves, so there is no success that changes something
          --> api.kdl:19:5
           |
        19 |     stream
           |     ^^^^^^
           |
           = help: leave `affects` and `merge` out: the backend says during the stream what has changed"#]]
    .assert_eq(&told("result type=\"()\"", "stream\n    result type=\"u32\""));
    for (from, message) in [
        ("context \"cart\"\n    arg", "`cart_items` streams: it belongs to no context"),
        ("private\n    context \"cart\"\n    arg", "no client reaches a private function"),
        ("route \"/cart\"\n    context \"cart\"\n    arg", "a page answers a response"),
    ] {
        let told = told("context \"cart\"\n    arg", &format!("stream\n    {from}"));
        assert!(told.contains(message), "{message}\n{told}");
    }
}

#[test]
fn names_lead_somewhere() {
    expect_test::expect![[r#"
        there is no context `crat`; did you mean `cart`?
          --> api.kdl:14:5
           |
        14 |     affects context="crat" {
           |     ^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: declare it: `context "crat"`"#]]
    .assert_eq(&told("affects context=\"cart\"", "affects context=\"crat\""));
    for (from, to, message) in [
        ("context \"cart\"\n    arg", "context \"carts\"\n    arg", "there is no context `carts`"),
        (
            "affects context=\"cart\"",
            "affects function=\"add_item\"",
            "`add_item` is this very function",
        ),
        ("affects context=\"cart\"", "merge function=\"cart_item\"", "did you mean `cart_items`?"),
        (
            "affects context=\"cart\"",
            "merge function=\"cart_items\"",
            "this function answers nothing, and a merge brings",
        ),
        (
            "affects context=\"cart\" {\n        scope \"user_id\"\n    }\n    argument \"user_id\" type=\"i64\"\n    argument \"name\" type=\"String\"\n    result type=\"()\"",
            "merge function=\"cart_items\"\n    argument \"user_id\" type=\"i64\"\n    argument \"name\" type=\"String\"\n    result type=\"shop.models.Item\"",
            "nothing says of which `user_id` the new `cart_items` is",
        ),
        ("scope \"user_id\"", "scope \"user\"", "`user` is not a parameter of `cart`\n"),
        ("Vec<shop.models.Item>", "Vec<shop.models.Items>", "did you mean `shop.models.Item`?"),
        ("Vec<shop.models.Item>", "shop.models.Item<bool>", "`shop.models.Item` has 0 type"),
        ("Vec<shop.models.Item>", "Strng", "there is no type `Strng`; did you mean `String`?"),
        ("Vec<shop.models.Item>", "Map<(i64, i64), bool>", "is no key of a map"),
        ("Vec<shop.models.Item>", "u128", "send it as a text: `bigint<u128>`"),
        ("Vec<shop.models.Item>", "$T", "`$T` is no type parameter here"),
        ("key=\"id\"", "key=\"nmae\"", "has no field `nmae` that could be its key; did you mean"),
        (
            "argument \"user_id\" type=\"i64\"\n    result type=\"Vec",
            "argument \"user_id\" type=\"String\"\n    result type=\"Vec",
            "`user_id` is `i64` in the context `cart`, and `String` here",
        ),
        (
            "argument \"user_id\" type=\"i64\"\n    result type=\"Vec",
            "argument \"page\" type=\"u32\"\n    result type=\"Vec",
            "`page` is not a parameter of `cart`, which has `user_id`",
        ),
        ("add_item", "addItem", "`addItem` is no name on the wire"),
        (
            "\"add_item\"",
            "\"cart\"",
            "in the client this function and the context `cart` would both be",
        ),
    ] {
        let told = told(from, to);
        assert_has(&told, message);
        // Two items that cannot be together are both shown.
        let count = 1 + usize::from(message.contains("would both be"));
        assert_eq!(told.matches("api.kdl:").count(), count, "{told}");
    }
}

#[test]
fn pages_sockets_and_guards_make_sense() {
    for (from, to, message) in [
        (
            "function \"add_item\" {",
            "function \"add_item\" {\n    route \"items/{name}\"",
            "begins at the root",
        ),
        (
            "function \"add_item\" {",
            "function \"add_item\" {\n    route \"/{nam}\"",
            "no argument `nam`; did you mean `name`?",
        ),
        (
            "function \"add_item\" {",
            "function \"add_item\" {\n    route \"/\" {\n        method \"POTS\"\n    }",
            "unknown method `POTS`; did you mean `POST`?",
        ),
        (
            "argument \"name\" type=\"String\"",
            "argument \"name\" type=\"Vec<String>\"\n    route \"/items/{name}\"",
            "a part of a path is one word, which `Vec<String>` is not",
        ),
        (
            "argument \"name\" type=\"String\"",
            "argument \"name\" type=\"shop.models.Item\"\n    route \"/items/{name}\"",
            "a part of a path is one word, which `shop.models.Item` is not",
        ),
        (
            "function \"add_item\" {",
            "function \"page\" {\n    route \"/{id}\"\n    argument \"id\" type=\"i64\"\n    result type=\"()\"\n}\n\n\
             function \"add_item\" {\n    route \"/{name}\"",
            "two pages answer `GET /{id}`: the other is `add_item`",
        ),
        (
            "function \"add_item\" {",
            "function \"count\" {\n    websocket\n    context \"cart\"\n    result type=\"u32\"\n}\n\n\
             function \"add_item\" {",
            "`count` is read over a socket, and `cart_items` of the same context, at shop/views.py:4:5, is",
        ),
        (
            "function \"add_item\" {",
            "function \"count\" {\n    request\n    context \"cart\"\n    cache 60\n    result type=\"u32\"\n}\n\n\
             function \"add_item\" {",
            "leave `cache` out here, or `request` out of `count`",
        ),
        (
            "function \"add_item\" {",
            "function \"add_item\" {\n    auth guard=\"staff\"",
            "write `auth \"staff\"`",
        ),
    ] {
        let told = told(from, to);
        assert_has(&told, message);
        let count = 1 + usize::from(message.starts_with("two pages"));
        assert_eq!(told.matches("api.kdl:").count(), count, "{told}");
    }
}

/// The rules that were those of Rust alone hold for every model.
#[test]
fn types_and_targets_make_sense() {
    let result = "result type=\"Vec<shop.models.Item>\"";
    let field = "field \"name\" type=\"String\"";
    for (from, to, message) in [
        (field, "field \"photo\" type=\"Upload\"", "`Upload`, `Option<Upload>` or `Vec<Upload>`"),
        (field, "field \"rest\" type=\"Vec<u8>\" flatten=#true", "and a list has none\n"),
        (
            field,
            "field \"name\" type=\"String\"\n        field \"name\" type=\"i64\"",
            "the JSON of `shop.models.Item` has two `name`: a field of its own, and a field of its own\n",
        ),
        (
            "type \"shop.models.Item\" key=\"id\" {",
            "type \"Chain\" {\n    newtype type=\"Chain\"\n}\n\ntype \"shop.models.Item\" key=\"id\" {",
            "`Chain` is nothing but itself",
        ),
        (
            "type \"shop.models.Item\" key=\"id\" {",
            "type \"Size\" {\n    enum \"internal\" tag=\"t\"\n    variant \"Big\" {\n        newtype type=\"i64\"\n    }\n}\n\ntype \"shop.models.Item\" key=\"id\" {",
            "write `fields` instead of `newtype`, or let it stand beside the tag",
        ),
        (
            "affects context=\"cart\" {\n        scope \"user_id\"\n    }",
            "affects context=\"cart\"\n    affects context=\"cart\"",
            "`cart` is listed already\n",
        ),
        (result, "result type=\"Map<shop.models.Item, bool>\"", "is no key of a map"),
    ] {
        let told = told(from, to);
        assert_has(&told, message);
        assert_eq!(told.matches("api.kdl:").count(), 1, "{told}");
    }
}

#[test]
fn a_context_that_nobody_reads_is_warned_of() {
    let fixture = Fixture::new(&[("api.kdl", &SHOP.replace("    context \"cart\"\n", ""))]);
    let lines = lines(&fixture);
    assert_eq!(errors(&lines), "");
    assert!(fixture.path("web/api/client.ts").exists());
    let warnings: Vec<&str> =
        lines.iter().filter_map(|line| line.strip_prefix("warning=")).collect();
    expect_test::expect![[r#"
        no function reads the context `cart`, so nothing is fetched with it and nothing becomes stale
         --> api.kdl:3:1
          |
        3 | context "cart" {
          | ^^^^^^^^^^^^^^
          |
          = help: write `context "cart"` in a function, or leave it out"#]].assert_eq(&warnings.join("\n"));
}

#[test]
fn a_file_that_is_not_there_is_told_at_the_call() {
    let fixture = Fixture::new(&[]);
    assert_has(&errors(&lines(&fixture)), "cannot read `api.kdl`");
}

const TALK: &str = r#"mizan version=1

channel "chat" {
    parameter "room" type="String"
    message type="String"
    presence type="u32"
}

function "enter" {
    join "chat"
    argument "room" type="String"
}

function "say" {
    send "chat"
    argument "room" type="String"
    argument "text" type="String"
    result type="String"
}

function "visitor" {
    present "chat"
    argument "room" type="String"
    result type="u32"
}
"#;

#[test]
fn a_channel_of_kdl_is_a_room_in_the_client() {
    let fixture = Fixture::new(&[("api.kdl", TALK)]);
    assert_eq!(errors(&lines(&fixture)), "");
    let contract = fixture.read("web/api/contract.d.ts");
    assert_has(&contract, "chat(params: ChatParams): Room<null, string, number, ChatSends>;");
    assert_has(&contract, "say: Send<SayArgs, string>;");
    assert_has(&fixture.read("web/api/client.ts"), "openRoom(kernel, chatChannel, params)");
}

#[test]
fn channels_make_sense() {
    let told = |from: &str, to: &str| {
        assert_has(TALK, from);
        let fixture = Fixture::new(&[("api.kdl", &TALK.replace(from, to))]);
        let lines = lines(&fixture);
        assert!(!fixture.path("web/api").exists(), "a client was written");
        errors(&lines)
    };
    let join = "    join \"chat\"\n";
    for (from, to, message) in [
        (join, "", "no function lets anybody into the channel `chat`"),
        ("send \"chat\"", "join \"chat\"", "two functions let members into the channel `chat`"),
        ("present \"chat\"", "send \"chat\"", "the channel `chat` has a presence, and no function"),
        ("    presence type=\"u32\"\n", "", "the channel `chat` has no presence"),
        (join, "    join \"chat\"\n    send \"chat\"\n", "a function has one role in one channel"),
        (join, "    join \"chta\"\n", "there is no channel `chta`; did you mean `chat`?"),
        (join, "    join \"chat\"\n    private\n", "no member could use a private function"),
        (join, "    join \"chat\"\n    route \"/a\"\n", "a browser that follows a route"),
        (join, "    join \"chat\"\n    stream\n", "the channel is the stream"),
        ("    message type=\"String\"\n", "", "does not say what is said in it"),
        ("    message type=\"String\"", "    message type=\"Line\"", "there is no type `Line`"),
        (
            "result type=\"String\"",
            "result type=\"i64\"",
            "a message of the channel `chat` is `String`",
        ),
        ("result type=\"u32\"", "result type=\"i64\"", "a presence of the channel `chat` is `u32`"),
        ("function \"say\"", "function \"first\"", "`first` is a field of every room"),
        (
            "join \"chat\"\n    argument \"room\" type=\"String\"",
            "join \"chat\"\n    argument \"room\" type=\"i64\"",
            "`room` is `String` in the channel `chat` and `i64` here",
        ),
        (
            "join \"chat\"\n    argument \"room\"",
            "join \"chat\"\n    argument \"rom\"",
            "`rom` is no parameter of the channel `chat`",
        ),
        (
            "send \"chat\"\n    argument \"room\" type=\"String\"\n",
            "send \"chat\"\n",
            "`say` does not take `room`, which tells the rooms of `chat` apart",
        ),
    ] {
        let lines = told(from, to);
        assert!(lines.contains(message), "{message}\nis not in\n{lines}");
    }
}
