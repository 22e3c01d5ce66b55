//! Integers that only texts can carry.

use type_corpus::big::*;

use crate::case::Case;
use crate::cases;

fn account(limit: Option<u64>) -> Account {
    Account { id: 1, balance: u128::MAX, change: -5, limit, past: vec![1, i128::MAX] }
}

const ACCOUNT: &str = "{\"id\":1,\"balance\":340282366920938463463374607431768211455n,\
    \"change\":-5n,\"limit\":null,\"past\":[1n,170141183460469231731687303715884105727n]}";

/// The text between the braces.
fn members(object: &str) -> &str {
    object.trim_start_matches('{').trim_end_matches('}')
}

pub(crate) fn add(cases: &mut Vec<Case>) {
    cases!(cases, Big {
        account => .decodes(&account(None), ACCOUNT)
            .decodes(&account(Some(1)), &ACCOUNT.replace("null", "1n"))
            .refuses(&[r#"{"id": 1, "balance": 1, "change": 1, "limit": null, "past": []}"#]),
        balance => .decodes(&Balance(u64::MAX), "18446744073709551615n").refuses(&["1"]),
        transfer => .decodes(&Transfer::Sent { amount: 5 }, r#"{"kind":"Sent","amount":5n}"#)
            .travels([Transfer::Refused])
            .refuses(&[r#"{"kind": "Sent", "amount": 5}"#]),
        movement => .decodes(&Movement::In { amount: 5 }, r#"{"In":{"amount":5n}}"#)
            .decodes(&Movement::Out(5), r#"{"Out":5n}"#)
            .refuses(&[r#"{"Out": 5}"#]),
        list => .decodes(&vec![account(None)], &format!("[{ACCOUNT}]")).refuses(&["[1]"]),
        shared_name => .decodes(
            &vec![
                SharedName::Number { value: 5 },
                SharedName::Text { value: "5".into() },
                SharedName::Account(account(None)),
                SharedName::None,
            ],
            &format!(
                r#"[{{"kind":"Number","value":5n}},{{"kind":"Text","value":"5"}},
                {{"kind":"Account",{}}},{{"kind":"None"}}]"#,
                members(ACCOUNT)
            ),
        ),
        shared_content => .decodes(
            &vec![
                SharedContent::Number(5),
                SharedContent::Text("5".into()),
                SharedContent::Pair(5, "6".into()),
                SharedContent::None,
            ],
            r#"[{"kind":"Number","value":5n},{"kind":"Text","value":"5"},
                {"kind":"Pair","value":[5n,"6"]},{"kind":"None"}]"#,
        ),
        page => .decodes(
            &Page { items: vec![account(None)], first: Some(account(Some(1))) },
            &format!(r#"{{"items":[{ACCOUNT}],"first":{}}}"#, ACCOUNT.replace("null", "1n")),
        ),
        page_of_balances => .decodes(
            &Page { items: vec![Balance(1)], first: None },
            r#"{"items":[1n],"first":null}"#,
        ),
        page_of_texts => .decodes(
            &Page { items: vec!["1".into()], first: Some("2".into()) },
            r#"{"items":["1"],"first":"2"}"#,
        ),
        tree => .decodes(
            &Tree {
                value: Balance(1),
                children: vec![Tree { value: Balance(2), children: Vec::new() }],
            },
            r#"{"value":1n,"children":[{"value":2n,"children":[]}]}"#,
        ),
        tree_of_pages => .decodes(
            &Tree {
                value: Page { items: vec![Wrapper(account(None))], first: None },
                children: Vec::new(),
            },
            &format!(r#"{{"value":{{"items":[{ACCOUNT}],"first":null}},"children":[]}}"#),
        ),
        flattened => .decodes(
            &Flattened { text: "1".into(), account: account(None) },
            &format!(r#"{{"text":"1",{}}}"#, members(ACCOUNT)),
        ),
        flattened_enum => .decodes(
            &vec![
                FlattenedEnum { text: "1".into(), own: 2, shared: SharedName::Number { value: 3 } },
                FlattenedEnum {
                    text: "1".into(),
                    own: 2,
                    shared: SharedName::Text { value: "3".into() },
                },
            ],
            r#"[{"text":"1","own":2n,"kind":"Number","value":3n},
                {"text":"1","own":2n,"kind":"Text","value":"3"}]"#,
        ),
        flattened_map => .decodes(
            &FlattenedMap {
                text: "1".into(),
                to_string: "2".into(),
                balances: [("valueOf".to_owned(), Balance(3))].into(),
            },
            r#"{"text":"1","toString":"2","valueOf":3n}"#,
        ),
        flattened_generic => .decodes(
            &FlattenedGeneric {
                text: "1".into(),
                rest: Page { items: vec![Balance(1)], first: Some(Balance(2)) },
            },
            r#"{"text":"1","items":[1n],"first":2n}"#,
        ),
        apart => .decodes(
            &vec![Apart::Number { number: 5 }, Apart::Text { text: "5".into() }],
            r#"[{"number":5n},{"text":"5"}]"#,
        ),
        wrapper => .decodes(&Wrapper(account(None)), ACCOUNT),
        tuple => .decodes(
            &("1".into(), Balance(2), Some(Balance(3)), [Balance(4), Balance(5)]),
            r#"["1",2n,3n,[4n,5n]]"#,
        ),
        map => .decodes(
            &[("constructor".to_owned(), account(None))].into(),
            &format!(r#"{{"constructor":{ACCOUNT}}}"#),
        ),
        post => .decodes(
            &Post {
                votes: 1,
                replies: vec![
                    Reply::Text { votes: "2".into() },
                    Reply::Post(Post { votes: 3, replies: Vec::new() }),
                ],
            },
            r#"{"votes":1n,"replies":[{"kind":"Text","votes":"2"},
                {"kind":"Post","votes":3n,"replies":[]}]}"#,
        ),
    });
}
