//! The canonical text of an API: readable by any KDL 2 reader, the same for the same API.

use kdl::{KdlDocument, KdlNode};
use mizan_ir::{
    Affects, Api, Auth, Cache, Context, Field, Fields, Function, Identity, Merge, Name, Parameter,
    Presence, Route, Shape, SourceLocation, Tagging, Target, Type, TypeDefinition, Variant, to_kdl,
};
use proptest::prelude::*;

fn location(line: usize) -> SourceLocation {
    SourceLocation { file: "src/api.rs".to_owned(), line, column: 5 }
}

fn user_api() -> Api {
    let mut api = Api::default();
    let user = Context {
        live: true,
        stale: 30,
        parameters: vec![Parameter {
            docs: "Whose page.".to_owned(),
            location: location(4),
            ..Parameter::new("user_id", Type::Integer("i64"))
        }],
        docs: "What a profile page shows.".to_owned(),
        deprecated: Some(String::new()),
        location: location(3),
    };
    api.contexts.insert("user".to_owned(), user);
    let rename = Function {
        affects: vec![
            Affects::new(Target::Context("user".to_owned()), vec!["user_id".to_owned()])
                .with_explicit(true),
        ],
        auth: Auth::Guard("auth::may_rename".to_owned()),
        identity: Some(Identity::Optional),
        merge: vec![Merge::new("user_profile", vec!["user_id".to_owned()])],
        arguments: vec![
            Parameter::new("user_id", Type::Integer("i64")),
            Parameter {
                location: location(21),
                ..Parameter::new("name", Type::Option(Box::new(Type::String)))
            },
        ],
        deprecated: Some("use set_name".to_owned()),
        location: location(20),
        ..Function::default()
    };
    api.functions.insert("rename_user".to_owned(), rename);
    let profile = Function {
        context: Some("user".to_owned()),
        arguments: vec![Parameter::new("user_id", Type::Integer("i64"))],
        result: Type::named("app::Profile"),
        auth: Auth::SignedIn,
        request: true,
        websocket: true,
        rev: 3,
        cache: Cache::Seconds(60),
        location: location(12),
        ..Function::default()
    };
    api.functions.insert("user_profile".to_owned(), profile);
    let page = Function {
        route: Some(
            Route::new("/profile/{user_id}")
                .with_methods(["GET", "POST"].map(str::to_owned).to_vec()),
        ),
        identity: Some(Identity::Required),
        location: location(30),
        ..Function::default()
    };
    api.functions.insert("profile_page".to_owned(), page);
    let audit =
        Function { private: true, auth: Auth::Staff, cache: Cache::Off, ..Function::default() };
    api.functions.insert("audit".to_owned(), audit);
    api.types.insert("app::Profile".to_owned(), profile_type());
    api
}

fn profile_type() -> TypeDefinition {
    let field = |name: Name, ty| Field {
        name,
        ty,
        output: Presence::Required,
        input: Presence::Optional,
        flatten: false,
        aliases: Vec::new(),
        form: None,
        docs: String::new(),
        deprecated: None,
        location: location(7),
    };
    let fields = Fields::Named(vec![
        field(Name::same("id"), Type::BigInteger("u64")),
        field(
            Name { output: "fullName".to_owned(), input: "full_name".to_owned() },
            Type::Tuple(vec![Type::String, Type::Array(Box::new(Type::Float("f64")), 2)]),
        ),
    ]);
    let variant = Variant {
        name: Name::same("Known"),
        fields,
        output: Presence::Required,
        input: Presence::Skipped,
        untagged: false,
        other: false,
        code: Some("CONFLICT".to_owned()),
        aliases: Vec::new(),
        docs: "Somebody\nwith a \"name\".".to_owned(),
        deprecated: Some("say Someone".to_owned()),
        location: location(6),
    };
    TypeDefinition {
        shape: Shape::Enum {
            tagging: Tagging::Internal { tag: "kind".to_owned() },
            variants: vec![variant],
        },
        parameters: vec!["T".to_owned()],
        key: Some("id".to_owned()),
        location: location(5),
        ..TypeDefinition::default()
    }
}

const USER_KDL: &str = r#"mizan version=1

context "user" at="src/api.rs:3:5" {
    doc "What a profile page shows."
    deprecated
    live
    cache stale=30
    parameter "user_id" type="i64" at="src/api.rs:4:5" {
        doc "Whose page."
    }
}

function "audit" {
    auth "staff"
    private
    cache #false
    result type="()"
}

function "profile_page" at="src/api.rs:30:5" {
    identity "required"
    route "/profile/{user_id}" {
        method "GET"
        method "POST"
    }
    result type="()"
}

function "rename_user" at="src/api.rs:20:5" {
    deprecated "use set_name"
    auth guard="auth::may_rename"
    identity "optional"
    affects context="user" explicit=#true {
        scope "user_id"
    }
    merge function="user_profile" {
        scope "user_id"
    }
    argument "user_id" type="i64"
    argument "name" type="Option<String>" optional=#true at="src/api.rs:21:5"
    result type="()"
}

function "user_profile" at="src/api.rs:12:5" {
    auth "signed-in"
    request
    websocket
    context "user"
    rev 3
    cache 60
    argument "user_id" type="i64"
    result type="app::Profile"
}

type "app::Profile" at="src/api.rs:5:5" key="id" {
    generic "T"
    enum "internal" tag="kind"
    variant "Known" code="CONFLICT" input-presence="skipped" at="src/api.rs:6:5" {
        doc "Somebody\nwith a \"name\"."
        deprecated "say Someone"
        fields {
            field "id" type="bigint<u64>" input-presence="optional" at="src/api.rs:7:5"
            field "fullName" input="full_name" type="(String, [f64; 2])" input-presence="optional" at="src/api.rs:7:5"
        }
    }
}
"#;

#[test]
fn an_api_has_one_text() {
    assert_eq!(to_kdl(&user_api()), USER_KDL);
}

#[test]
fn every_reader_of_kdl_2_reads_it() {
    let document = KdlDocument::parse_v2(&to_kdl(&user_api())).expect("valid KDL");
    let names: Vec<&str> = document.nodes().iter().map(|node| node.name().value()).collect();
    assert_eq!(names.len(), 7);
    assert_eq!(names[..3], ["mizan", "context", "function"]);
}

proptest! {
    #[test]
    fn any_text_survives(text in any::<String>()) {
        let mut api = Api::default();
        api.contexts.insert("c".to_owned(), Context { docs: text.clone(), ..Context::default() });
        let document = KdlDocument::parse_v2(&to_kdl(&api)).expect("valid KDL");
        let context = document.get("context").and_then(KdlNode::children).expect("a context");
        let read = context.get("doc").and_then(|doc| doc.get(0)).and_then(|doc| doc.as_string());
        prop_assert_eq!(read.unwrap_or_default(), text);
    }
}
