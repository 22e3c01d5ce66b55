//! The cost of one hook of a large API: its own spec, not those of all functions.

use std::{fs, path::Path};

use example_support::web;
use mizan_ir::{
    Affects, Api, Context, Field, Fields, Function, Parameter, Shape, Tagging, Target, Type,
    TypeDefinition, Variant,
};

use crate::emit::typescript::{emit_typescript, frameworks::FRAMEWORKS};

const CONTEXTS: usize = 100;
const READS_PER_CONTEXT: usize = 5;
const CALLS: usize = 500;

/// `bench/large-api.mjs` bundles hooks of these clients and holds them against the bound.
#[test]
fn one_hook_of_a_thousand_functions_costs_its_own_spec() {
    let kernel = Path::new(env!("CARGO_MANIFEST_DIR")).join("kernel");
    web::install(&kernel).unwrap_or_else(|error| panic!("{error}"));
    let api = large_api();
    for framework in FRAMEWORKS {
        let client = kernel.join("node_modules/.cache/mizan-large-api").join(framework.name());
        for file in emit_typescript(&api, Some(*framework)) {
            let path = client.join(&file.path);
            fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
            fs::write(path, file.text).expect("a file of the client");
        }
    }
    web::run(&kernel, "large-api").unwrap_or_else(|error| panic!("{error}"));
}

fn large_api() -> Api {
    let mut api = Api::default();
    for number in 0..CONTEXTS {
        add_types(&mut api, number);
        let parameters = vec![Parameter::new("account_id", Type::Integer("i64"))];
        let context = Context { parameters, ..Context::default() };
        api.contexts.insert(format!("part_{number}"), context);
        for read in 0..READS_PER_CONTEXT {
            add_read(&mut api, number, read);
        }
    }
    for number in 0..CALLS {
        add_call(&mut api, number);
    }
    assert_eq!(api.functions.len(), 1000);
    api
}

/// A type with a key, a big integer, and variants that only a tag tells apart.
fn add_types(api: &mut Api, number: usize) {
    let amount = Variant::new("Amount", named(vec![("value", Type::BigInteger("i64"))]));
    let note = Variant::new("Note", named(vec![("value", Type::String)]));
    let tagging = Tagging::Internal { tag: "kind".to_owned() };
    let shape = Shape::Enum { tagging, variants: vec![amount, note] };
    let detail = format!("app::Detail{number}");
    api.types.insert(detail.clone(), TypeDefinition { shape, ..TypeDefinition::default() });
    let fields = vec![
        ("id", Type::Integer("i64")),
        ("total", Type::BigInteger("u64")),
        ("detail", Type::named(detail)),
    ];
    let shape = Shape::Struct(named(fields));
    let row = TypeDefinition { shape, ..TypeDefinition::default() };
    api.types.insert(format!("app::Row{number}"), row);
}

fn named(fields: Vec<(&str, Type)>) -> Fields {
    Fields::Named(fields.into_iter().map(|(name, ty)| Field::new(name, ty)).collect())
}

fn add_read(api: &mut Api, number: usize, read: usize) {
    let function = Function {
        context: Some(format!("part_{number}")),
        arguments: vec![Parameter::new("account_id", Type::Integer("i64"))],
        result: Type::List(Box::new(Type::named(format!("app::Row{number}")))),
        ..Function::default()
    };
    api.functions.insert(format!("read_{number}_{read}"), function);
}

fn add_call(api: &mut Api, number: usize) {
    let target = Target::Context(format!("part_{}", number % CONTEXTS));
    let function = Function {
        arguments: vec![
            Parameter::new("account_id", Type::Integer("i64")),
            Parameter::new("new_name", Type::String),
        ],
        result: Type::named(format!("app::Row{}", number % CONTEXTS)),
        affects: vec![Affects::new(target, Vec::new())],
        ..Function::default()
    };
    api.functions.insert(format!("change_{number}"), function);
}
