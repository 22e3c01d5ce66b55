//! Types of another crate of the workspace.

use shared_types::{Currency, Money, Named as There, Page};
use type_corpus::other::Other;
use type_corpus::structs::Named;

use crate::case::Case;
use crate::cases;

fn money(cents: i64) -> Money {
    Money { cents, currency: Currency::Euro }
}

pub(crate) fn add(cases: &mut Vec<Case>) {
    cases!(cases, Other {
        money => .decodes(&money(-5), r#"{"cents":-5n,"currency":"euro"}"#)
            .refuses(&[r#"{"cents": 5, "currency": "euro"}"#, r#"{"cents": "5", "currency": "Euro"}"#]),
        prices => .decodes(
            &Page { items: vec![money(1)] },
            r#"{"items":[{"cents":1n,"currency":"euro"}]}"#,
        ),
        both => .travels([(Named { id: 1, name: "Ada".into() }, There { here: true })])
            .refuses(&[r#"[{"here": true}, {"here": true}]"#]),
        rates => .travels([[(Currency::Euro, 1.0)].into(), [].into()])
            .refuses(&[r#"{"Euro": 1}"#]),
    });
}
