//! Types of search engines and their tasks.

use type_corpus::search::*;

use crate::case::Case;
use crate::cases;

pub(crate) fn add(cases: &mut Vec<Case>) {
    let task = |rest: &str| {
        format!(
            r#"{{"uid": 1, "status": "succeeded", "enqueuedAt": {{"secs_since_epoch": 1, "nanos_since_epoch": 2}}, {rest}}}"#
        )
    };
    cases!(cases, Search {
        settings => .echoes(&["{}", r#"{"rankingRules": ["a"], "synonyms": null}"#, r#"{"synonyms": {"a": ["b"]}}"#])
            .refuses(&[r#"{"rankingRules": "a"}"#, r#"{"ranking": []}"#]),
        filter => .echoes(&[r#""a = 1""#, r#"["a", ["b", ["c"]]]"#]).refuses(&["1", "[1]"]),
        result => .echoes(&[
                r#"{"hits": [{"title": "a", "year": 1999, "_rankingScore": 0.5}], "query": "a", "hitsPerPage": 1, "page": 1, "processingTimeMs": 5}"#,
                r#"{"hits": [{"title": "a", "_matchesPosition": {"title": [{"start": 0, "length": 1}]}}], "query": "a", "limit": 1, "offset": 0, "estimatedTotalHits": 5, "facetDistribution": {"x": {"y": 1}}, "processingTimeMs": 5}"#,
            ])
            .refuses(&[
                r#"{"hits": [], "query": "a", "limit": 1, "processingTimeMs": 5}"#,
                r#"{"hits": [{}], "query": "a", "hitsPerPage": 1, "page": 1, "processingTimeMs": 5}"#,
            ]),
        any_result => .echoes(&[r#"{"hits": [{"x": 1, "_rankingScore": 0.5}], "query": "a", "hitsPerPage": 1, "page": 1, "processingTimeMs": 5}"#]),
        task => .echoes(&[
                &task(r#""type": "snapshot""#),
                &task(r#""type": "indexSwap", "details": [["a", "b"]], "duration": {"secs": 1, "nanos": 0}"#),
                &task(r#""type": "documentAddition", "details": {"receivedDocuments": 1}, "message": "a", "code": 1"#),
            ])
            .refuses(&[&task(r#""type": "indexSwap""#), &task(r#""type": "snapshot", "duration": 5"#)]),
        kind => .echoes(&[
                r#"{"type": "settingsUpdate", "details": {"rankingRules": null}}"#,
                r#"{"type": "documentAddition", "details": {"receivedDocuments": 1, "indexedDocuments": 2}}"#,
            ])
            .refuses(&[r#"{"type": "documentAddition", "details": {"received_documents": 1}}"#]),
        facets => .echoes(&[r#"{"by_status": {"enqueued": 1, "done": 2}, "ranges": [[0, 1.5]]}"#, r#"{"by_status": {}, "bytes": [1]}"#])
            .refuses(&[r#"{"by_status": {"else": 1}}"#]),
        movies => .echoes(&[r#"{"items": [{"title": "a"}]}"#, r#"{"items": [], "cursor": "x"}"#]).refuses(&[r#"{"items": [], "cursor": 1}"#]),
        pairs => .echoes(&[r#"{"items": [[1, null]], "cursor": [1, 2]}"#]),
    });
}
