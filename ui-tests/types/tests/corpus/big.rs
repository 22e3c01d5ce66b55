//! Integers that only texts can carry.

use type_corpus::big::*;

use crate::case::Case;
use crate::cases;

fn account(limit: Option<u64>) -> Account {
    Account { id: 1, balance: u128::MAX, change: -5, limit, past: vec![1, i128::MAX] }
}

const ACCOUNT: &str = "{\"id\":1,\"balance\":340282366920938463463374607431768211455n,\
    \"change\":-5n,\"limit\":null,\"past\":[1n,170141183460469231731687303715884105727n]}";

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
    });
}
