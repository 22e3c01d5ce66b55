//! Types of chats, forums and federated services.

use type_corpus::chat::*;

use crate::case::Case;
use crate::cases;

pub(crate) fn add(cases: &mut Vec<Case>) {
    cases!(cases, Chat {
        room_event => .echoes(&[
                r#"{"type": "m.room.message", "sender": "a", "content": {"body": "b", "msgtype": "m.notice"}}"#,
                r#"{"type": "m.room.member", "state_key": "a", "content": "join"}"#,
                r#"{"type": "m.redaction", "redacts": "a"}"#,
                r#"{"type": "org.example", "content": [1]}"#,
            ])
            .refuses(&[r#"{"content": 1}"#, r#"{"type": "org.example"}"#]),
        message => .echoes(&[
                r#"{"body": "a", "msgtype": "m.text"}"#,
                r#"{"body": "a", "msgtype": "m.text", "format": "html", "m.relates_to": {"rel_type": "m.annotation", "event_id": "a", "key": "x"}}"#,
                r#"{"body": "a", "msgtype": "m.image", "url": "https://a.example/"}"#,
                r#"{"body": "a", "msgtype": "m.image", "url": "https://a.example/", "info": {"w": 1, "h": 2, "mimetype": "image/png"}}"#,
                r#"{"body": "a", "msgtype": "m.notice", "m.mentions": {"user_ids": ["a"]}}"#,
            ])
            .refuses(&[r#"{"body": "a"}"#, r#"{"body": "a", "msgtype": "m.image"}"#, r#"{"body": "a", "msgtype": "m.audio"}"#]),
        relation => .echoes(&[
                r#"{"rel_type": "m.thread", "event_id": "a"}"#,
                r#"{"m.in_reply_to": {"event_id": "a"}}"#,
            ])
            .refuses(&[r#"{"rel_type": "m.thread"}"#, r#"{"rel_type": "else"}"#]),
        membership => .echoes(&[r#""join""#, r#""request""#, r#""invited""#]).refuses(&["1", "null"]),
        memberships => .echoes(&["{}", r#"{"a": "knock"}"#]),
        power_levels => .echoes(&["{}", r#"{"users": {"a": 100}, "ban": 10, "kick": 5, "events": {"m": 1}}"#])
            .refuses(&[r#"{"users": {"a": "100"}}"#, r#"{"ban": null}"#]),
        person_view => .echoes(&[
                r#"{"person": {"id": 1, "actor_id": "https://a.example/u"}, "post_count": 1, "comment_count": 2}"#,
                r#"{"person": {"id": 1, "display_name": "a", "actor_id": "https://a.example/u"}, "post_count": 1, "comment_count": 2, "note": "b", "banned_until": 3}"#,
            ])
            .never_writes(&[r#"{"person": {"id": 1, "display_name": null, "actor_id": "a"}, "post_count": 1, "comment_count": 2, "banned_until": null}"#])
            .refuses(&[r#"{"person": {"id": 1, "actor_id": "https://a.example/u"}}"#]),
        sort => .echoes(&[r#""Hot""#, r#""TopAll""#, r#""Unknown""#]).refuses(&["1"]),
        edit_post => .echoes(&[
                r#"{"post_id": 1}"#,
                r#"{"post_id": 1, "name": "a", "url": null}"#,
                r#"{"post_id": 1, "url": "https://a.example/"}"#,
            ])
            .refuses(&[r#"{"post_id": 1, "title": "a"}"#]),
        list_posts => .echoes(&["{}", r#"{"sort": "Top", "page": 2, "tags": "a,b"}"#]).refuses(&[r#"{"tags": ["a"]}"#]),
        sync => .echoes(&[
                r#"{"next_batch": "a"}"#,
                r#"{"next_batch": "a", "rooms": {"join": {"r": {"events": [{"type": "x", "content": null}]}}, "leave": {"b": null}}, "device_one_time_keys_count": {"k": 1}}"#,
            ])
            .refuses(&[r#"{"next_batch": "a", "rooms": {"join": {"r": {}}}}"#]),
    });
}
