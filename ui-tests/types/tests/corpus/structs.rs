//! Structs of every form.

use std::borrow::Cow;
use std::marker::PhantomData;

use type_corpus::structs::*;

use crate::case::Case;
use crate::cases;

fn ada() -> Named {
    Named { id: 1, name: "Ada".to_owned() }
}

const NAMED: &str = r#"{"id": 1, "name": ""}"#;

fn odd_keys() -> OddKeys {
    OddKeys {
        dash: 1,
        quotes: 2,
        empty: 3,
        digit: 4,
        unicode: 5,
        line: 6,
        index: 7,
        constructor: 8,
        comment: 9,
    }
}

#[allow(deprecated, reason = "the field is there to be deprecated")]
fn documented() -> Documented {
    Documented { field: 1, block: 2, old: 3 }
}

fn optional(present: bool) -> Optional {
    Optional {
        required: present.then_some(1),
        absent: present.then_some(1),
        defaulted: 1,
        both: present.then(ada),
        list: if present { vec![1] } else { Vec::new() },
        unless_seven: present.then_some(7),
    }
}

pub(crate) fn add(cases: &mut Vec<Case>) {
    cases!(cases, Structs {
        named => .travels([ada()])
            .reads(&[r#"{"name": "", "id": -9007199254740991}"#])
            .refuses(&["{}", r#"{"id": "1", "name": ""}"#, r#"{"id": 1}"#, "null"]),
        unit => .travels([Unit]).refuses(&["{}", "[]", "0"]),
        empty => .travels([Empty {}]).refuses(&["null", "1"]),
        empty_tuple => .travels([EmptyTuple()]).refuses(&["null", "[1]"]),
        newtype => .travels([Newtype(String::new())]).refuses(&["[\"\"]", "1"]),
        pair => .travels([Pair(1, "one".to_owned())]).refuses(&["[1]", "[1, \"\", 2]"]),
        transparent => .travels([Transparent { inner: ada(), marker: PhantomData }])
            .refuses(&[r#"{"inner": {"id": 1, "name": ""}}"#]),
        camel => .travels([Camel { first_name: "Ada".into(), a: 1, with_2_numbers: 2 }])
            .refuses(&[r#"{"first_name": "", "a": 1, "with_2_numbers": 2}"#]),
        kebab => .travels([Kebab { first_name: "Ada".into(), second: 1 }])
            .refuses(&[r#"{"FIRST-NAME": "", "SECOND": 1}"#]),
        one_sided => .writes([OneSided { first_name: "Ada".into(), second: 1 }])
            .never_writes(&[r#"{"first_name": "", "second": 1}"#])
            .reads(&[r#"{"first_name": "", "second": 1}"#])
            .refuses(&[r#"{"FirstName": "", "out": 1}"#]),
        optional => .writes([optional(true), optional(false)])
            .never_writes(&[
                r#"{"required": 1, "absent": null, "defaulted": 1, "unless_seven": 1}"#,
                r#"{"absent": 1, "defaulted": 1, "unless_seven": 1}"#,
            ])
            .reads(&["{}", r#"{"required": null, "absent": null, "defaulted": 1, "both": null}"#])
            .refuses(&[r#"{"defaulted": null}"#, r#"{"list": null}"#]),
        defaulted => .travels([Defaulted::default()])
            .never_writes(&["{}", r#"{"count": 1}"#])
            .reads(&["{}", r#"{"count": 1}"#])
            .refuses(&[r#"{"count": null}"#]),
        skipped => .writes([Skipped::default()])
            .never_writes(&[r#"{"read": 1, "written": 1}"#, r#"{"read": 1, "never": 1}"#, "{}"])
            .reads(&[r#"{"written": 1}"#])
            .refuses(&["{}", r#"{"read": 1}"#]),
        aliased => .travels([Aliased { new: 1, plain: 2 }])
            .reads(&[r#"{"old": 1}"#, r#"{"older": 1, "other": 2}"#])
            .refuses(&["{}", r#"{"old": 1, "new": 1}"#, r#"{"other": 1}"#]),
        tagged => .writes([Tagged { count: 1 }])
            .never_writes(&[r#"{"count": 1}"#, r#"{"count": 1, "type": "Other"}"#])
            .reads(&[r#"{"count": 1}"#]),
        tagged_by_another_name => .writes([TaggedByAnotherName { count: 1 }]),
        strict => .travels([Strict { count: 1 }]).refuses(&[r#"{"count": 1, "more": 2}"#]),
        raw => .travels([Raw { r#type: "a".into(), r#fn: 1 }]),
        odd_keys => .travels([odd_keys()]),
        documented => .travels([documented()]),
        nested => .travels([
            Nested { named: ada(), list: vec![ada()], option: None, pair: (ada(), None) },
            Nested {
                named: ada(),
                list: vec![],
                option: Some(Some(ada())),
                pair: (ada(), Some(Pair(1, "a".into()))),
            },
        ])
        .refuses(&[&format!(r#"{{"named": {NAMED}, "list": [null], "pair": [{NAMED}, null]}}"#)]),
        keyed => .travels([Keyed { slug: "a".into(), id: 1 }]),
        tuple_skipped => .travels([TupleSkipped(1, 2, "a".into())]).refuses(&["[1, 2, \"a\"]"]),
        tuple_default => .travels([
            TupleDefault(1, "a".into(), None),
            TupleDefault(1, "a".into(), Some(true)),
        ])
        .never_writes(&["[1]", r#"[1, "a"]"#])
        .reads(&["[1]", r#"[1, "a"]"#])
        .refuses(&["[]", r#"["a"]"#, "[1, 2]", r#"[1, "a", 2]"#]),
        tuple_all_default => .travels([TupleAllDefault(1, "a".into())])
            .never_writes(&["[]"])
            .reads(&["[]", "[1]"])
            .refuses(&["[true]", "[1, 2]", r#"[1, "a", 2]"#]),
        newtype_option => .travels([NewtypeOption(None), NewtypeOption(Some(1))])
            .refuses(&["\"a\""]),
        newtype_unit => .travels([NewtypeUnit(())]).refuses(&["[]"]),
        everything => .travels([Everything { newtype: NewtypeOption(None), unit: () }])
            .refuses(&["{}", r#"{"newtype": null}"#]),
    });
    cases!(cases, Written {
        borrowed => .writes([Borrowed {
            text: "a",
            bytes: &[1, 2],
            cow: Cow::Borrowed("b"),
            named: Box::leak(Box::new(ada())),
        }]),
        text => .writes(["", "\u{2028} \" \\ ' ` ${x} </script>"]),
    });
}
