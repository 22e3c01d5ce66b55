//! Types that serde writes or reads as others.

use type_corpus::conversions::*;

use crate::case::Case;
use crate::cases;

fn with(required: Option<u8>) -> With {
    With { text: 1, required, optional: None, number: 1 }
}

pub(crate) fn add(cases: &mut Vec<Case>) {
    cases!(cases, Conversions {
        email => .travels([Email("a@b".into())]).refuses(&["1", "[\"a@b\"]"]),
        into => .writes([IntoPair { x: 1, y: 2 }])
            .never_writes(&[r#"{"x": 1, "y": 2}"#])
            .reads(&[r#"{"x": 1, "y": 2}"#]),
        from => .writes([FromNamed { size: 1 }])
            .reads(&[r#"{"id": 1, "name": "a"}"#])
            .refuses(&[r#"{"size": 1}"#]),
        level => .travels([Level::Low, Level::High]).refuses(&["\"Low\""]),
        by_hand => .travels([ByHand(1)]).refuses(&["1"]),
        with => .travels([with(None), with(Some(1))])
            .reads(&[r#"{"text": "1", "required": null, "number": 1}"#])
            .refuses(&[r#"{"text": "1", "number": 1}"#, r#"{"text": 1, "required": 1, "number": 1}"#]),
        with_tuple => .travels([WithTuple(1, 2)]).refuses(&["[1, 2]"]),
    });
    cases!(cases, WrittenOtherwise {
        lengths => .writes([Lengths { length: None }, Lengths { length: Some("a".into()) }])
            .never_writes(&[r#"{"length": "a"}"#, r#"{"length": null}"#]),
    });
}
