//! Any API is read back as it was written.

use mizan_ir::{
    Affects, Api, Auth, Bounds, Cache, Channel, ChannelRole, Context, Field, Fields, Form,
    FormField, Function, INTEGERS, Identity, Limits, Merge, Name, Parameter, Period, Presence,
    Rate, Route, Rule, Shape, SourceLocation, Tagging, Target, Type, TypeDefinition, Variant,
    from_kdl, to_kdl,
};
use proptest::{
    collection::{btree_map, vec},
    option::of,
    prelude::*,
    sample::select,
};

fn word() -> impl Strategy<Value = String> {
    "[a-z_]{1,6}"
}

fn path() -> impl Strategy<Value = String> {
    "[a-z]{1,4}::[A-Z][a-zß]{0,4}"
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    vec(any::<String>(), 0..3)
}

fn location() -> impl Strategy<Value = SourceLocation> {
    let known = ("[a-z:/]{1,6}", 1..99_usize, 1..99_usize);
    let known = known.prop_map(|(file, line, column)| SourceLocation { file, line, column });
    prop_oneof![Just(SourceLocation::default()), known]
}

fn ty() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![
        Just(Type::Unit),
        Just(Type::Bool),
        prop::sample::select(mizan_ir::FLOATS.as_slice()).prop_map(Type::Float),
        Just(Type::String),
        Just(Type::Json),
        select(&INTEGERS).prop_map(Type::Integer),
        select(&INTEGERS).prop_map(Type::BigInteger),
        word().prop_map(Type::Parameter),
        path().prop_map(Type::named),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let pair = (boxed.clone(), boxed.clone());
        prop_oneof![
            boxed.clone().prop_map(Type::Option),
            boxed.clone().prop_map(Type::List),
            (boxed, 0..9_usize).prop_map(|(item, length)| Type::Array(item, length)),
            vec(inner.clone(), 1..3).prop_map(Type::Tuple),
            pair.clone().prop_map(|(key, value)| Type::Map(key, value)),
            pair.prop_map(|(output, input)| Type::Directed(output, input)),
            (path(), vec(inner, 0..3)).prop_map(|(path, types)| Type::Named(path, types)),
        ]
    })
}

fn parameters() -> impl Strategy<Value = Vec<Parameter>> {
    let parameter = (any::<String>(), ty(), any::<bool>(), any::<String>(), location());
    let parameter = parameter.prop_map(|(name, ty, optional, docs, location)| Parameter {
        name,
        ty,
        optional,
        docs,
        location,
    });
    vec(parameter, 0..3)
}

fn context() -> impl Strategy<Value = Context> {
    let words = (any::<String>(), of(any::<String>()), location());
    (parameters(), any::<bool>(), any::<u32>(), words).prop_map(
        |(parameters, live, stale, (docs, deprecated, location))| Context {
            live,
            stale,
            parameters,
            docs,
            deprecated,
            location,
        },
    )
}

fn channel() -> impl Strategy<Value = Channel> {
    let words = (any::<String>(), of(any::<String>()), location());
    (parameters(), ty(), of(ty()), words).prop_map(
        |(parameters, message, presence, (docs, deprecated, location))| Channel {
            parameters,
            message,
            presence,
            docs,
            deprecated,
            location,
        },
    )
}

fn role() -> impl Strategy<Value = ChannelRole> {
    prop_oneof![
        any::<String>().prop_map(ChannelRole::Join),
        any::<String>().prop_map(ChannelRole::Send),
        any::<String>().prop_map(ChannelRole::Present),
    ]
}

fn affects() -> impl Strategy<Value = Affects> {
    let target = prop_oneof![
        any::<String>().prop_map(Target::Context),
        any::<String>().prop_map(Target::Function),
    ];
    (target, texts(), any::<bool>()).prop_map(|(target, scope, is_explicit)| {
        Affects::new(target, scope).with_explicit(is_explicit)
    })
}

fn auth() -> impl Strategy<Value = Auth> {
    prop_oneof![
        select(vec![Auth::Open, Auth::Anyone, Auth::SignedIn, Auth::Staff, Auth::Superuser]),
        any::<String>().prop_map(Auth::Guard),
    ]
}

fn route() -> impl Strategy<Value = Route> {
    let methods = vec(any::<String>(), 1..3);
    (any::<String>(), methods).prop_map(|(path, methods)| Route::new(path).with_methods(methods))
}

fn limits() -> impl Strategy<Value = Limits> {
    let rate =
        (1..=u32::MAX, select(Period::ALL.to_vec())).prop_map(|(runs, per)| Rate { runs, per });
    (of(1..=u64::MAX), of(1..=u64::MAX), of(rate)).prop_map(|(body, time, rate)| Limits {
        body,
        time,
        rate,
    })
}

/// A function with nothing but who reaches it, and how long its answers are kept.
fn access() -> impl Strategy<Value = Function> {
    let identity = of(select(vec![Identity::Required, Identity::Optional]));
    let cache = prop_oneof![
        select(vec![Cache::Default, Cache::Off]),
        any::<u32>().prop_map(Cache::Seconds),
    ];
    let answers = (of(any::<String>()), any::<bool>(), any::<bool>());
    let words = (any::<bool>(), any::<bool>(), answers, of(route()), any::<u32>());
    (auth(), identity, words, cache, limits()).prop_map(
        |(
            auth,
            identity,
            (private, websocket, (paging, stream, request), route, rev),
            cache,
            limits,
        )| {
            Function {
                auth,
                identity,
                request,
                private,
                websocket,
                paging,
                stream,
                route,
                rev,
                cache,
                limits,
                ..Function::default()
            }
        },
    )
}

fn function() -> impl Strategy<Value = Function> {
    let merge = (any::<String>(), texts()).prop_map(|(slot, scope)| Merge::new(slot, scope));
    let graph = (of(any::<String>()), of(role()), vec(affects(), 0..3), vec(merge, 0..3));
    let types = (parameters(), ty(), of(ty()));
    let words = (any::<String>(), of(any::<String>()), location());
    (access(), graph, types, words).prop_map(
        |(access, (context, channel, affects, merge), (arguments, result, error), words)| {
            let (docs, deprecated, location) = words;
            Function {
                context,
                channel,
                affects,
                merge,
                arguments,
                result,
                error,
                docs,
                deprecated,
                location,
                ..access
            }
        },
    )
}

fn name() -> impl Strategy<Value = Name> {
    prop_oneof![
        any::<String>().prop_map(Name::same),
        (any::<String>(), any::<String>()).prop_map(|(output, input)| Name { output, input }),
    ]
}

fn presence() -> impl Strategy<Value = Presence> {
    select(vec![
        Presence::Required,
        Presence::Optional,
        Presence::UnlessNull,
        Presence::Skipped,
        Presence::IfOption,
    ])
}

fn field() -> impl Strategy<Value = Field> {
    let json = (name(), ty(), presence(), presence(), any::<bool>(), texts());
    (json, of(form_field()), (any::<String>(), of(any::<String>()), location())).prop_map(
        |((name, ty, output, input, flatten, aliases), form, (docs, deprecated, location))| Field {
            name,
            ty,
            output,
            input,
            flatten,
            aliases,
            form: form.map(Box::new),
            docs,
            deprecated,
            location,
        },
    )
}

fn rule() -> impl Strategy<Value = Rule> {
    let text = any::<String>;
    let bound = || (text(), of(text())).prop_map(|(min, max)| Bounds { min: Some(min), max });
    prop_oneof![
        select(vec![Rule::Required, Rule::Email, Rule::Url, Rule::Server]),
        bound().prop_map(Rule::Length),
        bound().prop_map(Rule::Utf16),
        bound().prop_map(Rule::Range),
        text().prop_map(Rule::Pattern),
        text().prop_map(Rule::Contains),
        text().prop_map(Rule::Prefix),
        text().prop_map(Rule::Suffix),
        text().prop_map(Rule::Matches),
        vec(text(), 1..3).prop_map(Rule::OneOf),
    ]
}

fn form_field() -> impl Strategy<Value = FormField> {
    let text = || of(any::<String>());
    (text(), text(), text(), vec(rule(), 0..3)).prop_map(|(label, help, widget, rules)| FormField {
        label,
        help,
        widget,
        rules,
    })
}

fn form() -> impl Strategy<Value = Form> {
    (of(any::<String>()), of(any::<String>()), any::<bool>())
        .prop_map(|(title, submit, server)| Form { title, submit, server })
}

fn fields() -> impl Strategy<Value = Fields> {
    prop_oneof![
        Just(Fields::Unit),
        ty().prop_map(Fields::Newtype),
        vec(ty(), 0..3).prop_map(Fields::Tuple),
        vec(field(), 0..3).prop_map(Fields::Named),
    ]
}

fn variant() -> impl Strategy<Value = Variant> {
    let json = (name(), fields(), presence(), presence(), any::<bool>(), any::<bool>(), texts());
    let words = (any::<String>(), of(any::<String>()), location());
    (json, of(any::<String>()), words).prop_map(|(json, code, (docs, deprecated, location))| {
        let (name, fields, output, input, untagged, other, aliases) = json;
        Variant {
            name,
            fields,
            output,
            input,
            untagged,
            other,
            code,
            aliases,
            docs,
            deprecated,
            location,
        }
    })
}

fn tagging() -> impl Strategy<Value = Tagging> {
    prop_oneof![
        Just(Tagging::External),
        Just(Tagging::Untagged),
        any::<String>().prop_map(|tag| Tagging::Internal { tag }),
        (any::<String>(), any::<String>())
            .prop_map(|(tag, content)| Tagging::Adjacent { tag, content }),
    ]
}

fn shape() -> impl Strategy<Value = Shape> {
    let leaf = prop_oneof![
        fields().prop_map(Shape::Struct),
        (any::<String>(), any::<String>(), fields())
            .prop_map(|(tag, name, fields)| Shape::Tagged { tag, name, fields }),
        (tagging(), vec(variant(), 0..3))
            .prop_map(|(tagging, variants)| Shape::Enum { tagging, variants }),
    ];
    leaf.prop_recursive(1, 3, 2, |inner| {
        let inner = inner.prop_map(Box::new);
        (inner.clone(), inner).prop_map(|(output, input)| Shape::Directed { output, input })
    })
}

fn definition() -> impl Strategy<Value = TypeDefinition> {
    let parameters = texts().prop_flat_map(|parameters| {
        let count = parameters.len();
        (Just(parameters), vec(ty(), 0..=count))
    });
    let json = (parameters, shape(), any::<bool>(), (of(any::<String>()), of(form())));
    (json, (any::<String>(), of(any::<String>()), location())).prop_map(
        |(((parameters, defaults), shape, transparent, (key, form)), words)| {
            let (docs, deprecated, location) = words;
            TypeDefinition {
                parameters,
                defaults,
                shape,
                transparent,
                key,
                form,
                docs,
                deprecated,
                location,
            }
        },
    )
}

fn api() -> impl Strategy<Value = Api> {
    let contexts = btree_map(any::<String>(), context(), 0..3);
    let channels = btree_map(any::<String>(), channel(), 0..3);
    let functions = btree_map(any::<String>(), function(), 0..3);
    let types = btree_map(path(), definition(), 0..3);
    let all = (contexts, channels, functions, types);
    all.prop_map(|(contexts, channels, functions, types)| Api {
        contexts: contexts.into_iter().collect(),
        channels: channels.into_iter().collect(),
        functions: functions.into_iter().collect(),
        types: types.into_iter().collect(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_api_is_read_back(api in api()) {
        let text = to_kdl(&api);
        let document = from_kdl(&text).map_err(|mistakes| {
            TestCaseError::fail(format!("{mistakes:#?}\n{text}"))
        })?;
        prop_assert_eq!(&document.api, &api);
        prop_assert_eq!(to_kdl(&document.api), text);
    }
}
