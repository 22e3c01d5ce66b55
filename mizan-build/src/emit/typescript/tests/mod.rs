//! Whole clients of an API that is hard to write down.

mod frameworks;
mod large_api;
mod odd_api;

use mizan_ir::{Api, Function, Type};

use super::emit_typescript;
pub(crate) use odd_api::odd_api;

#[test]
fn a_client_without_a_framework_knows_of_none() {
    let files = emit_typescript(&odd_api(), None);
    for file in &files {
        assert!(!file.text.contains("react"), "{} mentions react", file.path);
    }
    let index = files.iter().find(|file| file.path == "index.ts").expect("an index");
    assert!(index.text.contains("export { createMizan, mizan }"));
}

#[test]
fn a_client_of_nothing_is_still_a_client() {
    let files = emit_typescript(&Api::default(), None);
    let types = files.iter().find(|file| file.path == "types.d.ts").expect("types");
    assert!(types.text.starts_with("export {};\n"));
    let specs = files.iter().find(|file| file.path == "specs.ts").expect("specs");
    assert_eq!(specs.text, "export {};\n", "what is not used is not imported");
}

#[test]
fn what_carries_tokens_is_there_where_a_function_hands_them_out() {
    let index = |api: &Api| {
        let files = emit_typescript(api, None).into_iter();
        files.filter(|file| file.path == "index.ts").map(|file| file.text).collect::<String>()
    };
    let mut api = odd_api();
    assert!(!index(&api).contains("MizanTokens"));
    let pair = "mizan::auth::TokenPair";
    let refresh = Function { result: Type::named(pair), ..Function::default() };
    api.functions.insert("jwt_refresh".to_owned(), refresh);
    let definition = mizan_ir::external_definition(pair).expect("a row of the table");
    api.types.insert(pair.to_owned(), definition);
    assert!(index(&api).contains("export { Tokens as MizanTokens } from \"./kernel\";\n"));
}

/// Then nothing of an application can take the place of anything of the kernel.
#[test]
fn every_method_of_the_kernel_begins_with_a_dollar_sign() {
    let kernel = include_str!("../../../../kernel/src/kernel.ts");
    let class = kernel.split("export class Kernel").nth(1).expect("the kernel is a class");
    let body = class.split("\n}\n").next().expect("the class ends");
    let members = body.lines().filter_map(|line| line.strip_prefix("  "));
    let mut methods = 0;
    for line in members {
        let line = line.trim_start_matches("readonly ").trim_start_matches("async ");
        let name: String = line
            .chars()
            .take_while(|letter| letter.is_ascii_alphabetic() || *letter == '$')
            .collect();
        let is_member = line[name.len()..].starts_with(['(', '<', ':', '?']);
        if is_member && !name.is_empty() && name != "constructor" {
            assert!(name.starts_with('$'), "a function called `{name}` would hide the kernel's");
            methods += 1;
        }
    }
    assert!(methods > 5, "only {methods} methods were found");
}

/// `new(…): T` in an interface is the signature of a constructor.
#[test]
fn a_function_may_be_called_new() {
    let mut api = Api::default();
    api.functions.insert("new".to_owned(), Function::default());
    let files = emit_typescript(&api, None);
    let contract = files.iter().find(|file| file.path == "contract.d.ts").expect("a contract");
    assert!(contract.text.contains("  \"new\"("), "{}", contract.text);
}
