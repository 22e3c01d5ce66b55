//! Values that are read where there is none.

use type_corpus::absent::*;
use type_corpus::structs::NewtypeOption;

use crate::case::Case;
use crate::cases;

fn given<T: Clone>(value: T) -> Given<T> {
    Given { value: value.clone(), through: Through(value.clone()), list: vec![value] }
}

pub(crate) fn add(cases: &mut Vec<Case>) {
    let note = |text: Option<&str>| Note(text.map(str::to_owned));
    let holder = || NoteHolder {
        note: note(None),
        named: NamedNote { inner: note(Some("a")).into(), seen: true },
        rating: Rating(1),
        read: NoteRead { written: 1 },
        through: Through(None),
        required: Through(1),
        newtype: NewtypeOption(None),
    };
    cases!(cases, Absent {
        holder => .writes([holder()])
            .reads(&[
                r#"{"required": 1, "newtype": null}"#,
                r#"{"note": null, "rating": 1, "read": "1", "through": 2, "required": 1, "newtype": 1}"#,
            ])
            .refuses(&[
                r#"{"newtype": null}"#,
                r#"{"required": 1}"#,
                r#"{"required": 1, "newtype": null, "note": 1}"#,
            ])
            .never_writes(&[r#"{"required": 1, "newtype": null}"#]),
        adjacent => .travels([AdjacentNote::Note(note(Some("a"))), AdjacentNote::Rating(Rating(1))])
            .reads(&[r#"{"kind": "Note"}"#, r#"{"kind": "Rating"}"#, r#"{"kind": "Note", "content": null}"#])
            .refuses(&[r#"{"kind": "Newtype"}"#, r#"{"kind": "Note", "content": 1}"#]),
        optional => .travels([given(Some(1)), given(None)])
            .reads(&[r#"{"list": []}"#, r#"{"list": [null], "value": null}"#])
            .refuses(&["{}", r#"{"list": [], "value": "a"}"#, r#"{"list": [], "through": "a"}"#])
            .never_writes(&[r#"{"list": []}"#]),
        note => .writes([Given { value: note(None), through: Through(note(None)), list: vec![] }])
            .reads(&[r#"{"list": []}"#, r#"{"list": ["a"], "value": "a", "through": null}"#])
            .refuses(&[r#"{"list": [1]}"#]),
        plain => .travels([given("a".to_owned())])
            .refuses(&[r#"{"list": []}"#, r#"{"list": [], "value": "a"}"#]),
        unit => .travels([given(())]).refuses(&[r#"{"list": []}"#]),
        json => .travels([given(serde_json::Value::Null)]).refuses(&[r#"{"list": []}"#]),
        newtype => .writes([Given {
                value: NewtypeOption(None), through: Through(NewtypeOption(None)), list: vec![],
            }])
            .refuses(&[r#"{"list": []}"#]),
        outer => .writes([GivenTwice {
                given: given(None),
                wrapped: Given {
                    value: Through(Rating(1)),
                    through: Through(Through(Rating(1))),
                    list: vec![],
                },
                plain: vec![],
            }])
            .reads(&[r#"{"given": {"list": [null]}, "wrapped": {"list": [1]}, "plain": [null]}"#])
            .refuses(&[r#"{"given": {"list": []}, "wrapped": {"list": []}}"#]),
        outer_plain => .writes([GivenTwice {
                given: given(1), wrapped: Given { value: Through(1), through: Through(Through(1)), list: vec![] }, plain: vec![],
            }])
            .refuses(&[r#"{"given": {"list": []}, "wrapped": {"list": []}, "plain": []}"#]),
        given_enum => .travels([GivenEnum::One { value: None }, GivenEnum::Two(given(Some(1)))])
            .reads(&[r#"{"One": {}}"#, r#"{"Two": {"list": []}}"#])
            .refuses(&[r#"{"Two": {}}"#, r#"{"One": {"value": "a"}}"#]),
        flat => .travels([FlatGiven { id: 1, given: given(Some(1)) }])
            .reads(&[r#"{"id": 1, "list": []}"#])
            .refuses(&[r#"{"id": 1}"#, r#"{"id": 1, "list": [], "value": "a"}"#]),
        chain => .travels([GivenChain { value: Some(1), next: None }])
            .reads(&["{}", r#"{"next": {"next": {}}}"#])
            .refuses(&[r#"{"next": {"value": ""}}"#]),
    });
}
