//! Types of web services for payments and code.

use type_corpus::payments::*;

use crate::case::Case;
use crate::cases;

const ADAPTED: &str = r#"{"expand": "a", "ids": "1", "quantity": "5", "price": 5, "active": 1, "note": "", "tries": null, "delay": 5, "at": 1, "name": "a", "lines": {"1": [true]}, "payload": "abc", "pair": ["1", [1, 2]], "codes": ["7"]}"#;

pub(crate) fn add(cases: &mut Vec<Case>) {
    let adapted = |from: &str, to: &str| ADAPTED.replace(from, to);
    cases!(cases, Payments {
        source => .echoes(&[
                r#"{"object": "card", "id": "a", "last4": ["1", "2", "3", "4"]}"#,
                r#"{"object": "card", "id": "a", "last4": ["1", "2", "3", "4"], "three_d_secure": "NOT-SUPPORTED"}"#,
                r#"{"object": "bank_account", "owner": {"object": "bank_account", "bank_name": "b"}}"#,
                r#"{"object": "Unknown"}"#,
            ])
            .refuses(&[r#"{"id": "a"}"#, r#"{"object": "card", "id": "a", "last4": ["1"]}"#]),
        event => .echoes(&[
                r#"{"id": "a", "type": "charge.success", "data": {"object": {"id": "b", "last4": ["1", "2", "3", "4"]}}}"#,
                r#"{"id": "a", "type": "else", "data": {"object": {"id": "b", "last4": ["1", "2", "3", "4"]}, "previous_attributes": {"x": 1}}, "livemode": true}"#,
            ])
            .refuses(&[r#"{"id": "a", "type": "charge.failed", "data": {}}"#]),
        any_event => .echoes(&[r#"{"id": "a", "type": "charge.failed", "data": {"object": null}}"#]),
        amount => .echoes(&[r#"{"value": 1, "currency": "EUR", "exact": "1.50"}"#]).refuses(&[r#"{"value": 1, "currency": "EUR", "exact": 1.5}"#]),
        created => .echoes(&["5", "{}", r#"{"gte": 5}"#, r#"{"gte": 5, "lt": 6}"#]).refuses(&[r#"{"gte": "a"}"#]),
        intent => .echoes(&[
                r#"{"amount": {"value": 1, "currency": "EUR", "exact": "1"}, "metadata": {"a": "b"}, "status": "processing"}"#,
                r#"{"amount": {"value": 1, "currency": "EUR", "exact": "1"}, "next_action": {"type": "redirect_to_url", "redirect_to_url": {"url": "a", "return_url": null}}, "metadata": {}, "status": "requires_action", "client_secret": "x"}"#,
                r#"{"amount": {"value": 1, "currency": "EUR", "exact": "1"}, "next_action": {"type": "display_code", "expires_at": 1}, "metadata": {}, "status": "failed", "code": "x", "other": [1]}"#,
            ])
            .refuses(&[r#"{"amount": {"value": 1, "currency": "EUR", "exact": "1"}, "metadata": {}, "status": "requires_action"}"#]),
        adapted => .echoes(&[
                ADAPTED,
                &adapted(r#""expand": "a""#, r#""expand": ["a", "b"]"#),
                &adapted(r#""expand": "a""#, r#""expand": []"#),
                &adapted(r#""ids": "1""#, r#""ids": ["1", "2"]"#),
                &adapted(r#""quantity": "5""#, r#""quantity": 5"#),
                &adapted(r#""price": 5"#, r#""price": "5""#),
                &adapted(r#""price": 5"#, r#""price": null"#),
                &adapted(r#""note": """#, r#""note": "7""#),
                &adapted(r#""tries": null"#, r#""tries": 3"#),
                &adapted(r#""payload": "abc""#, r#""payload": [1, 2]"#),
            ])
            .refuses(&[
                &adapted(r#""expand": "a""#, r#""expand": null"#),
                &adapted(r#""ids": "1""#, r#""ids": [1]"#),
                &adapted(r#""active": 1"#, r#""active": true"#),
                &adapted(r#""codes": ["7"]"#, r#""codes": [7]"#),
                &adapted(r#""lines": {"1": [true]}"#, r#""lines": {"1": true}"#),
            ])
            .never_writes(&[&adapted(r#""ids": "1""#, r#""ids": "2""#)]),
    });
}
