//! An API of everything that is hard to write down.

use mizan_ir::{
    Affects, Api, Bounds, Channel, ChannelRole, Context, Field, Fields, Form, FormField, Function,
    Parameter, Presence, Route, Rule, Shape, Tagging, Target, Type, TypeDefinition, Variant,
};

fn integer() -> Type {
    Type::Integer("i64")
}

fn list(item: Type) -> Type {
    Type::List(Box::new(item))
}

fn option(value: Type) -> Type {
    Type::Option(Box::new(value))
}

fn field(name: &str, ty: Type) -> Field {
    let is_optional = matches!(ty, Type::Option(_));
    let input = if is_optional { Presence::Optional } else { Presence::Required };
    Field { input, ..Field::new(name, ty) }
}

fn structure(fields: impl Into<Vec<Field>>) -> Shape {
    Shape::Struct(Fields::Named(fields.into()))
}

fn affects(target: Target) -> Affects {
    Affects::new(target, Vec::new())
}

/// An enum with every kind of variant, so that a tagging shows all of its forms.
fn enumeration(tagging: Tagging) -> Shape {
    let mut variants = vec![
        Variant::new("Unit", Fields::Unit),
        Variant::new("Newtype", Fields::Newtype(Type::named("app::Profile"))),
        Variant::new(
            "Named",
            Fields::Named(vec![
                field("left", Type::named("app::Profile")),
                field("right", option(list(option(Type::named("app::Shape"))))),
                Field { docs: "Anything at all.".to_owned(), ..field("rest", Type::Json) },
            ]),
        ),
    ];
    if !matches!(tagging, Tagging::Internal { .. }) {
        variants.push(Variant::new("Tuple", Fields::Tuple(vec![integer(), Type::String])));
    }
    Shape::Enum { tagging, variants }
}

fn types() -> Vec<(&'static str, Shape)> {
    let long_doc =
        "The name that a profile shows, which may be so long that it does not fit on a line";
    let tag = || "kind".to_owned();
    vec![
        (
            "app::Profile",
            structure([
                field("id", integer()),
                Field { docs: long_doc.to_owned(), ..field("name", option(Type::String)) },
                field("odd-key", Type::Float("f64")),
            ]),
        ),
        ("app::admin::Profile", structure([])),
        (
            "app::Remarks",
            structure([
                field("remarks", list(Type::named("app::Order"))),
                field("next", option(Type::String)),
            ]),
        ),
        ("app::Promise", Shape::Struct(Fields::Newtype(Type::named("app::Profile")))),
        ("app::Shape", enumeration(Tagging::External)),
        (
            "app::Adjacent",
            enumeration(Tagging::Adjacent { tag: tag(), content: "content".to_owned() }),
        ),
        ("app::Internal", enumeration(Tagging::Internal { tag: tag() })),
        ("app::Untagged", enumeration(Tagging::Untagged)),
        (
            "app::Flat",
            structure([
                field("id", integer()),
                Field {
                    flatten: true,
                    ..field("rest", Type::Map(Box::new(Type::String), Box::new(Type::Json)))
                },
            ]),
        ),
        (
            "app::Planet",
            Shape::Enum {
                tagging: Tagging::External,
                variants: [
                    "Mercury", "Venus", "Earth", "Mars", "Jupiter", "Saturn", "Uranus", "Neptune",
                ]
                .map(|name| Variant::new(name, Fields::Unit))
                .to_vec(),
            },
        ),
        (
            "app::Order",
            structure([
                field("id", integer()),
                field("lines", list(Type::named("app::Line"))),
                field("replaces", option(Type::named("app::Order"))),
            ]),
        ),
        ("app::Line", structure([field("sku", Type::String)])),
    ]
}

pub(crate) fn odd_api() -> Api {
    let mut api = Api::default();
    for (path, shape) in types() {
        let docs = "Holds */ and more.".to_owned();
        let key = (path == "app::Line").then(|| "sku".to_owned());
        let definition = TypeDefinition { shape, docs, key, ..TypeDefinition::default() };
        api.types.insert(path.to_owned(), definition);
    }
    add_form(&mut api);
    add_contexts(&mut api);
    add_functions(&mut api);
    add_channels(&mut api);
    add_edits(&mut api);
    api
}

/// A read whose rows come back edited, each with rows of its own kind below it.
fn add_edits(api: &mut Api) {
    let entry = || Type::named("shop::Entry");
    let changes = || list(Type::named("shop::EntryEdit"));
    let row = structure([
        field("id", integer()),
        field("version", integer()),
        field("place", integer()),
        field("words", Type::String),
        field("parts", list(entry())),
    ]);
    let absent = |name: &str, ty| Field { input: Presence::Optional, ..Field::new(name, ty) };
    let update = Fields::Named(vec![
        Field::new("id", integer()),
        Field::new("version", integer()),
        absent("place", option(integer())),
        absent("words", option(Type::Tuple(vec![Type::String, Type::String]))),
        absent("parts", changes()),
    ]);
    let variants = vec![
        Variant::new("insert", Fields::Newtype(entry())),
        Variant::new("update", update),
        Variant::new("delete", Fields::Newtype(entry())),
    ];
    let edit = Shape::Enum { tagging: Tagging::External, variants };
    for (path, shape, key) in [("shop::Entry", row, Some("id")), ("shop::EntryEdit", edit, None)] {
        let key = key.map(str::to_owned);
        let definition = TypeDefinition { shape, key, ..TypeDefinition::default() };
        api.types.insert(path.to_owned(), definition);
    }
    let book = Parameter::new("book_id", integer());
    let context = Context { parameters: vec![book.clone()], ..Context::default() };
    api.contexts.insert("ledger".to_owned(), context);
    let read = Function {
        context: Some("ledger".to_owned()),
        arguments: vec![book.clone()],
        result: list(entry()),
        ..Function::default()
    };
    let save = Function {
        affects: vec![Affects::new(
            Target::Context("ledger".to_owned()),
            vec!["book_id".to_owned()],
        )],
        arguments: vec![book, Parameter::new("edit", changes())],
        edits: Some("ledger_entries".to_owned()),
        result: list(option(integer())),
        ..Function::default()
    };
    api.functions.insert("ledger_entries".to_owned(), read);
    api.functions.insert("save_ledger_entries".to_owned(), save);
}

/// A form with rows, which no other function mentions.
fn add_form(api: &mut Api) {
    let bounds = |min: &str, max: Option<&str>| Bounds {
        min: Some(min.to_owned()),
        max: max.map(str::to_owned),
    };
    let ruled = |name: &str, ty, rules: Vec<Rule>| {
        let form = Box::new(FormField { rules, ..FormField::default() });
        Field { form: Some(form), ..field(name, ty) }
    };
    let mut buyer =
        ruled("buyer", Type::String, vec![Rule::Required, Rule::Utf16(bounds("0", Some("40")))]);
    if let Some(form) = &mut buyer.form {
        form.label = Some("Your name".to_owned());
    }
    let texts = Form { title: Some("Order".to_owned()), ..Form::default() };
    let rows = list(Type::named("shop::Row"));
    let basket = structure([
        buyer,
        ruled("site", option(Type::String), vec![Rule::Url, Rule::Server]),
        field("gift", Type::Bool),
        ruled("rows", rows, vec![Rule::Length(bounds("1", None))]),
        field("__proto__", option(Type::named("shop::Basket"))),
    ]);
    let one_of = Rule::OneOf(vec!["Tea".to_owned(), "*/".to_owned()]);
    let row = structure([
        ruled("title", Type::String, vec![Rule::Length(bounds("1", Some("20"))), Rule::Server]),
        ruled("count", integer(), vec![Rule::Range(bounds("1", Some("9")))]),
        ruled("kind", option(Type::String), vec![one_of, Rule::Pattern("^[a-z/]+$".to_owned())]),
    ]);
    for (path, shape, form) in
        [("shop::Basket", basket, texts), ("shop::Row", row, Form::default())]
    {
        let definition = TypeDefinition { shape, form: Some(form), ..TypeDefinition::default() };
        api.types.insert(path.to_owned(), definition);
    }
}

fn add_channels(api: &mut Api) {
    let channel = |parameters: &[(&str, Type)], message, presence| Channel {
        parameters: parameters.iter().map(|(name, ty)| Parameter::new(*name, ty.clone())).collect(),
        message,
        presence,
        docs: "A room to talk in.".to_owned(),
        ..Channel::default()
    };
    let room = ("room_id", integer());
    let order = || Type::named("app::Order");
    let chat = channel(std::slice::from_ref(&room), order(), Some(Type::named("app::Profile")));
    api.channels.insert("chat".to_owned(), chat);
    api.channels.insert("desk".to_owned(), channel(&[], Type::String, None));
    let mut add = |name: &str, role: ChannelRole, arguments: &[(&str, Type)], result: Type| {
        let function = Function {
            channel: Some(role),
            arguments: arguments
                .iter()
                .map(|(name, ty)| Parameter::new(*name, ty.clone()))
                .collect(),
            result,
            ..Function::default()
        };
        api.functions.insert(name.to_owned(), function);
    };
    let chat = || "chat".to_owned();
    let text = ("the_text", Type::String);
    add("enter", ChannelRole::Join(chat()), std::slice::from_ref(&room), list(order()));
    add("say", ChannelRole::Send(chat()), &[room.clone(), text], order());
    add("wave", ChannelRole::Send(chat()), std::slice::from_ref(&room), order());
    add("visitor", ChannelRole::Present(chat()), &[room], Type::named("app::Profile"));
    add("sit_down", ChannelRole::Join("desk".to_owned()), &[], Type::Unit);
    let planet = Some(Type::named("app::Planet"));
    let mut enter = api.functions["enter"].clone();
    enter.error = planet;
    api.functions.insert("enter".to_owned(), enter);
    let mut say = api.functions["say"].clone();
    say.affects = vec![affects(Target::Context("user".to_owned()))];
    api.functions.insert("say".to_owned(), say);
}

fn add_contexts(api: &mut Api) {
    let mut add = |name: &str, docs: &str, parameters: &[(&str, Type)]| {
        let parameters =
            parameters.iter().map(|(name, ty)| Parameter::new(*name, ty.clone())).collect();
        let live = name == "feed";
        let context = Context { parameters, live, docs: docs.to_owned(), ..Context::default() };
        api.contexts.insert(name.to_owned(), context);
    };
    add("user", "What a profile page shows.", &[("user_id", integer())]);
    add("feed", "", &[]);
    add("search", "", &[("tag", option(Type::String)), ("order_by", option(Type::String))]);
    add(
        "conversation_in_workspace",
        "",
        &[("workspace_id", integer()), ("conversation_id", Type::String), ("member_id", integer())],
    );
}

fn add_functions(api: &mut Api) {
    let everything: Vec<Type> = api.types.keys().map(Type::named).collect();
    let mut add = |name: &str, arguments: &[(&str, Type)], function: Function| {
        let arguments =
            arguments.iter().map(|(name, ty)| Parameter::new(*name, ty.clone())).collect();
        api.functions.insert(name.to_owned(), Function { arguments, ..function });
    };
    let read = |context: &str, result| Function {
        context: Some(context.to_owned()),
        result,
        ..Function::default()
    };
    let call = |targets: Vec<Target>| Function {
        affects: targets.into_iter().map(affects).collect(),
        ..Function::default()
    };
    let orders = || list(Type::named("app::Order"));
    let page = ("page", option(integer()));

    let profile =
        Function { docs: "One profile.".to_owned(), ..read("user", Type::named("app::Profile")) };
    add("user_profile", &[("user_id", integer())], profile);
    let own = [("user_id", integer()), page.clone(), ("class", option(Type::String))];
    add("user_orders", &own, read("user", orders()));
    let filters = [("tag", option(Type::String)), ("order_by", option(Type::String))];
    add("search_hits", &filters, read("search", orders()));
    let deprecated =
        Function { deprecated: Some("read less".to_owned()), ..read("feed", orders()) };
    add("feed_entries", std::slice::from_ref(&page), deprecated);
    let messages = Function {
        error: Some(Type::named("app::Planet")),
        ..read("conversation_in_workspace", orders())
    };
    add("conversation_messages_since_the_last_visit", &[page], messages);

    let cursor = |name| (name, option(Type::String));
    let paged = |argument: &str, result| Function {
        paging: Some(argument.to_owned()),
        ..read("feed", result)
    };
    add("feed_authors", &[("start_at", option(integer()))], paged("start_at", list(Type::String)));
    add("feed_remarks", &[cursor("after")], paged("after", Type::named("app::Remarks")));

    let both =
        vec![Target::Context("user".to_owned()), Target::Function("feed_entries".to_owned())];
    let renaming = Function { error: Some(Type::named("app::Shape")), ..call(both) };
    add("rename_user", &[("user_id", integer()), ("name", Type::String)], renaming);
    add("delete", &[("class", integer())], call(vec![Target::Context("user".to_owned())]));
    let basket = [("basket", Type::named("shop::Basket"))];
    add("order_basket", &basket, Function { result: Type::String, ..Function::default() });
    add("log_out", &[], Function { websocket: true, ..call(Vec::new()) });
    let pairs = list(Type::Tuple(everything[..5].to_vec()));
    let echo = Function { result: Type::Tuple(everything), ..Function::default() };
    add("echo_everything", &[("pairs", pairs)], echo);
    let photos = [
        ("user_id", integer()),
        ("class", option(Type::Upload)),
        ("holiday_photos", list(Type::Upload)),
    ];
    add("upload_photos", &photos, call(vec![Target::Context("user".to_owned())]));
    let stream = |result| Function { stream: true, result, ..Function::default() };
    let talking = Function {
        error: Some(Type::named("app::Planet")),
        docs: "Talks.".to_owned(),
        ..stream(Type::String)
    };
    add("talk", &[("about", Type::String)], talking);
    add("watch", &[], stream(Type::named("app::Order")));
    let over_socket = Function { websocket: true, ..call(Vec::new()) };
    add("set_avatar", &[("upload", Type::Upload)], over_socket);
    let transfer =
        ["source_workspace_id", "target_workspace_id", "conversation_id", "requested_by"];
    let transfer: Vec<(&str, Type)> = transfer.iter().map(|name| (*name, integer())).collect();
    let failing = Function { error: Some(Type::named("app::Planet")), ..Function::default() };
    add("transfer_conversation_between_workspaces", &transfer, failing);
    let route = Some(Route::new("/users/{user_id}"));
    add("user_page", &[("user_id", integer())], Function { route, ..read("user", Type::Unit) });
}
