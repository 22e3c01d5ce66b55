//! Types of password managers and forms.

use type_corpus::vault::*;

use crate::case::Case;
use crate::cases;

pub(crate) fn add(cases: &mut Vec<Case>) {
    let id = "00000000-0000-0000-0000-000000000001";
    cases!(cases, Vault {
        cipher => .echoes(&[
                r#"{"type": 1, "login": {"username": "a", "password": "b"}, "RevisionDate": 1500}"#,
                r#"{"type": 2, "FolderId": null, "secureNote": {}, "RevisionDate": 1, "DeletedDate": 5}"#,
                r#"{"type": 3, "card": {"expMonth": 1, "expYear": "2030"}, "RevisionDate": 1, "DeletedDate": null}"#,
                &format!(r#"{{"type": 2, "secureNote": {{}}, "RevisionDate": 1, "Attachments": {{"{id}": {{"key": "00000000000000000000000000000001", "size": "5"}}}}}}"#),
            ])
            .refuses(&[
                r#"{"type": 4, "secureNote": {}, "RevisionDate": 1}"#,
                r#"{"type": 2, "RevisionDate": 1}"#,
                r#"{"type": 2, "secureNote": {}}"#,
                r#"{"type": 2, "secureNote": {}, "RevisionDate": "2024-01-01T00:00:00Z"}"#,
            ]),
        login => .echoes(&[r#"{"username": "a"}"#, r#"{"username": "a", "password": null, "uris": [{"uri": "x", "match": 1}]}"#])
            .never_writes(&[r#"{"username": "a", "password": "b", "last_seen": 1, "uris": []}"#, r#"{"username": "a", "uris": []}"#]),
        kdf => .echoes(&["0", r#""argon2""#]).refuses(&["true", "null"]).never_writes(&[r#""argon2""#]),
        profile => .echoes(&[
                "{}",
                r#"{"displayName": "a", "hint": "", "scopes": "x", "kdfType": 1}"#,
                r#"{"hint": null, "scopes": ["x"], "kdf_type": "argon2"}"#,
            ])
            .refuses(&[r#"{"displayName": null}"#, r#"{"scopes": 1}"#])
            .never_writes(&[r#"{"displayName": "a", "hint": null, "scopes": [], "kdfType": 1}"#]),
        claims => .echoes(&[
                r#"{"exp": 1, "aud": "a", "orgId": 5}"#,
                r#"{"exp": 1, "aud": ["a"], "orgId": 5, "roles": ["b"]}"#,
            ])
            .refuses(&[r#"{"exp": 1, "aud": "a"}"#]),
        loose_claims => .echoes(&[r#"{"exp": 1, "aud": "a"}"#, r#"{"exp": 1, "aud": [], "x": {"y": 1}}"#]),
        one_of => .echoes(&["1", "true", "null", r#""a""#]).refuses(&["[]"]),
    });
}
