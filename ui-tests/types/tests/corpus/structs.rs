//! Structs of every form.

use type_corpus::structs::*;

use crate::case::Case;
use crate::cases;

pub(crate) fn add(cases: &mut Vec<Case>) {
    cases!(cases, Structs {
        named => .travels([Named { id: 1, name: "Ada".to_owned() }])
            .reads(&[r#"{"name": "", "id": -9007199254740991}"#])
            .refuses(&["{}", r#"{"id": "1", "name": ""}"#, r#"{"id": 1}"#, "null"]),
        unit => .travels([Unit]).refuses(&["{}", "[]", "0"]),
        empty => .travels([Empty {}]).refuses(&["null", "1"]),
        empty_tuple => .travels([EmptyTuple()]).refuses(&["null", "[1]"]),
        newtype => .travels([Newtype(String::new())]).refuses(&["[\"\"]", "1"]),
        pair => .travels([Pair(1, "one".to_owned())]).refuses(&["[1]", "[1, \"\", 2]"]),
    });
}
