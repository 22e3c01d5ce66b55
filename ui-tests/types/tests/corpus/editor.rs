//! Types of editors and their language servers.

use type_corpus::editor::*;

use crate::case::Case;
use crate::cases;

pub(crate) fn add(cases: &mut Vec<Case>) {
    cases!(cases, Editor {
        provider => .echoes(&["true", r#""a""#, "[1]"]).refuses(&["1", "null"]),
        nested => .echoes(&["null", "true", "1", r#""a""#, "[0.5, 1]"]).refuses(&["[1]"]),
        text_edit => .echoes(&[
                r#"{"range": {"start": {"line": 1, "character": 2}, "end": {"line": 3, "character": 4}}, "newText": "a"}"#,
                r#"{"range": {"start": {"line": 1, "character": 2}, "end": {"line": 3, "character": 4}}, "newText": "a", "annotationId": "b"}"#,
            ])
            .refuses(&[r#"{"range": {"start": {"line": 1, "character": 2}}, "newText": "a"}"#]),
        change => .echoes(&[
                r#"{"kind": "create", "uri": "a"}"#,
                r#"{"kind": "create", "uri": "a", "options": {"ignoreIfExists": true}}"#,
                r#"{"kind": "rename", "oldUri": "/a", "newUri": "/b"}"#,
                r#"{"document": "a", "edits": []}"#,
            ])
            .refuses(&[r#"{"kind": "rename", "old_uri": "/a", "new_uri": "/b"}"#, "{}"]),
        hover => .echoes(&[
                r#""a""#,
                r#"{"language": "rust", "value": "fn"}"#,
                r#"{"kind": "markdown", "value": "*"}"#,
                r#"["a", ["b"]]"#,
            ])
            .refuses(&[r#"{"value": "a"}"#, r#"{"kind": "html", "value": "a"}"#]),
        theme => .echoes(&[
                r#"{"theme-name": "a"}"#,
                r##"{"theme-name": "a", "appearance": "light", "tokens": {"x": "#000001"}}"##,
                r##"{"theme-name": "a", "appearance": "dark", "tokens": {"background": "#000001", "foreground": "#000002"}}"##,
                r#"{"theme-name": "a", "appearance": "system"}"#,
            ]),
        tree => .echoes(&[r#"{"key": "a", "value": "b"}"#, r#"{"key": "a", "value": "b", "children": [{"key": "c", "value": "d"}]}"#])
            .refuses(&[r#"{"key": "a"}"#]),
        numbers => .echoes(&[r#"{"key": "a"}"#, r#"{"key": "a", "value": 1, "children": [{"key": "b", "value": null}]}"#]),
        block => .echoes(&[
                r#"{"t": "Rule"}"#,
                r#"{"t": "Quote", "c": [{"t": "Plain", "c": [{"t": "Text", "c": "a"}, {"t": "Space"}, {"t": "Note", "c": []}]}]}"#,
                r#"{"t": "Plain", "c": [{"t": "Link", "c": [["a", null], [{"t": "Text", "c": "b"}]]}]}"#,
            ])
            .refuses(&[r#"{"t": "Plain"}"#, r#"{"t": "Plain", "c": [{"t": "Link", "c": [["a"], []]}]}"#]),
        project => .echoes(&[r#"{"id": 1, "buffers": {"2": {"items": [1], "size": 3}}}"#]).refuses(&[r#"{"id": "1", "buffers": {}}"#]),
        keymap => .echoes(&[
                r#"{"bindings": {"a": "save", "b": ["go", {"line": 1}], "c": null}}"#,
                r#"{"context": "x", "bindings": {}}"#,
            ])
            .refuses(&[r#"{"bindings": {"a": ["go"]}}"#]),
        selections => .echoes(&[
                r#"{"lines": {"start": 1, "end": 2}, "from": "Unbounded", "columns": [{"start": 1, "end": 2}], "marks": ["a"], "panes": [null, null]}"#,
                r#"{"lines": {"start": 1, "end": 2}, "from": {"Included": 1}, "columns": [], "marks": [], "panes": [null, {"lines": {"start": 1, "end": 2}, "from": {"Excluded": 1}, "columns": [], "marks": [], "panes": [null, null]}]}"#,
            ])
            .refuses(&[r#"{"lines": [1, 2], "from": "Unbounded", "columns": [], "marks": [], "panes": [null]}"#]),
    });
}
