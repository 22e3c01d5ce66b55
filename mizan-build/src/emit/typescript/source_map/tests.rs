use mizan_ir::{MovedPositions, SourceLocation};

use super::{emit_source_map, move_locations};
use crate::emit::typescript::printer::Text;

#[test]
fn names_lead_to_their_source_locations() {
    let location =
        |file: &str, line, column| SourceLocation { file: file.to_owned(), line, column };
    let mut text = Text::default();
    text.push("// é\n/** 😀 */ ");
    let declared = text.declare("one", &location("src/a.rs", 3, 12));
    text.push(";\n");
    text.end(declared);
    text.push("  ");
    let _ = text.declare("nowhere", &SourceLocation::default());
    let _ = text.declare("gone", &location("src/gone.rs", 1, 1));
    let _ = text.declare("two", &location("src/b.rs", 2, 1));
    let file = text.into_file("types.d.ts");
    let locate = |file: &str| (file != "src/gone.rs").then(|| format!("../{file}"));
    let map = emit_source_map(&file, 2, locate).expect("a map");
    let lines: Vec<&str> = map.text.lines().map(str::trim).collect();
    assert_eq!(lines[2], r#""sources": ["../src/a.rs", "../src/b.rs"],"#);
    assert_eq!(lines[4], r#""mappings": ";;;UAEW,GAAA;AAAA,E,O,I,ACDX,GAAA""#);
    let moves = MovedPositions::from([((3, 12), (300, 1))]);
    let moved = move_locations(&map.text, |source| (source == "../src/a.rs").then_some(&moves));
    let moved = moved.expect("a map");
    assert!(moved.contains(r#"";;;UA2SA,GAAA;AAAA,E,O,I,AC1SA,GAAA""#), "{moved}");
    assert_eq!(move_locations(&map.text, |_| Some(&moves)), None, "an unknown location");
}
