//! Types that other macros rewrite.

use std::time::Duration;

use type_corpus::rewritten::*;

use crate::case::Case;
use crate::cases;

pub(crate) fn add(cases: &mut Vec<Case>) {
    cases!(cases, Rewritten {
        skips_none => .travels([
                SkipsNone { id: 1, bio: None, age: None, always: None, own: None },
                SkipsNone { id: 1, bio: Some("a".into()), age: Some(1), always: Some(1), own: Some(1) },
            ])
            .never_writes(&[r#"{"id": 1, "bio": null, "always": null, "own": null}"#, r#"{"id": 1}"#])
            .reads(&[r#"{"id": 1, "bio": null}"#]),
        variants => .travels([
                SkipsNoneInVariants::Named { name: None },
                SkipsNoneInVariants::Named { name: Some("a".into()) },
                SkipsNoneInVariants::Bare,
            ])
            .never_writes(&[r#"{"kind": "Named", "name": null}"#]),
        skips_nothing => .travels([SkipsNothing { bio: None }]).never_writes(&["{}"]),
        patch => .travels([patch(None), patch(Some(None)), patch(Some(Some("a".into())))])
            .writes([Patch { plain: Some(Some(1)), written: Some(None), ..patch(None) }])
            .reads(&[r#"{}"#, r#"{"note": null, "by_hand": null, "plain": null}"#])
            .refuses(&[r#"{"note": 1}"#, r#"{"by_hand": 1}"#]),
        one_sided => .writes([OneSided { read: 1, written: 2, both: 3 }])
            .reads(&[r#"{"read": "1", "written": 2, "both": "3"}"#])
            .refuses(&[r#"{"read": 1, "written": "2", "both": "3"}"#])
            .never_writes(&[r#"{"read": "1", "written": "2", "both": "3"}"#]),
        adapted => .writes([adapted(None), adapted(Some(1))])
            .reads(&[ADAPTED, MAYBE])
            .refuses(&[
                r#"{"text": 1}"#,
                &ADAPTED.replace(r#""demanded": null,"#, ""),
                &ADAPTED.replace(r#""text": "1""#, r#""text": 1"#),
                &ADAPTED.replace(r#""map": {"1": true}"#, r#""map": {"1": 1}"#),
            ])
            .never_writes(&[ADAPTED]),
        level => .travels([Level::Below, Level::Low, Level::High])
            .refuses(&["0", r#""Low""#, r#""3""#])
            .never_writes(&["5"]),
        levels => .travels([[].into(), [(Level::Below, 1), (Level::High, 2)].into()])
            .refuses(&[r#"{"Low": 1}"#]),
        grade => .writes([Grade::Good, Grade::Bad])
            .reads(&[r#""Good""#])
            .refuses(&["1"])
            .never_writes(&[r#""Good""#]),
        plain => .travels([Plain::One, Plain::Two]).refuses(&["1"]),
    });
    let remote = cases.len();
    cases.push(Case { table: "Rewritten", field: "remote", lines: Vec::new() });
    remote_lines(&mut cases[remote]);
}

/// serde sees the type only within the table.
fn remote_lines(case: &mut Case) {
    for (json, fits) in [(r#"{"width": 1, "h": 2}"#, true), (r#"{"width": 1, "height": 2}"#, false)]
    {
        let read = serde_json::Deserializer::from_str(json).into_iter::<serde_json::Value>().next();
        let value = read.expect("a value").expect("JSON");
        assert_eq!(RemoteDefinition::deserialize(value).is_ok(), fits);
        case.lines.push(crate::case::Line {
            direction: crate::case::Direction::Input,
            json: json.to_owned(),
            fits,
            wire: None,
            read: None,
        });
    }
}

fn patch(note: Option<Option<String>>) -> Patch {
    Patch { by_hand: note.clone(), note, plain: None, written: None }
}

fn adapted(maybe: Option<u64>) -> Adapted {
    Adapted {
        text: 1,
        texts: vec![1, 2],
        maybe,
        demanded: maybe,
        empty: maybe.map(|_| "a".into()),
        base64: vec![1],
        seconds: Duration::from_secs(1),
        seconds_text: Duration::from_secs(1),
        map: [(1, true)].into(),
        pairs: vec![("a".into(), vec![1])],
        entries: [("a".to_owned(), 1)].into(),
        tuple: (1, true),
        array: [1, 2],
        written: 1,
        read: 1,
        by_path: 1,
    }
}

/// As a client sends it: `written` as a number, `read` as a text.
const ADAPTED: &str = r#"{"text": "1", "texts": ["1"], "demanded": null, "empty": "", "base64": "AQ==",
    "seconds": 1, "seconds_text": "1", "map": {"1": true}, "pairs": {"a": ["1"]},
    "entries": [["a", "1"]], "tuple": ["1", true], "array": ["1", "2"], "written": 1, "read": "1",
    "by_path": "1"}"#;

const MAYBE: &str = r#"{"text": "1", "texts": [], "maybe": "1", "demanded": "1", "empty": "a", "base64": "",
    "seconds": 1, "seconds_text": "1", "map": {}, "pairs": {}, "entries": [], "tuple": ["1", true],
    "array": ["1", "2"], "written": 1, "read": "1", "by_path": "1"}"#;
