//! Shapes of types in open applications.

use std::borrow::Cow;
use std::marker::PhantomData;

use type_corpus::applications::one_way::*;
use type_corpus::applications::settings::{Progress, Task};
use type_corpus::applications::*;

use crate::case::Case;
use crate::cases;

pub(crate) fn add(cases: &mut Vec<Case>) {
    add_protocols(cases);
    add_settings(cases);
    add_one_way(cases);
}

fn add_protocols(cases: &mut Vec<Case>) {
    cases!(cases, Applications {
        secret => .echoes(&[r#""a""#, r#"{"name": "a", "from_secret": "b"}"#, r#"{"name": "a", "from_secret": "b", "key": "c"}"#])
            .refuses(&["1", r#"{"name": "a"}"#]),
        network => .echoes(&[r#""sms""#, r#""loopback""#, r#""else""#]).refuses(&["1", "null"]),
        networks => .echoes(&[r#"{"a": "sms", "b": "else"}"#]),
        extension => .echoes(&[r#"{"type": "archive", "path": "/a"}"#, r#"{"type": "inline", "value": "a"}"#])
            .refuses(&[r#"{"type": "archive", "value": "a"}"#, r#"{"type": "else", "path": "a"}"#]),
        service_error => .echoes(&["null", r#"{"errors": []}"#, "5", r#"{"other": [1]}"#]),
        command => .echoes(&[
                r#"{"command": "score_customer", "payload": {"orders": 1, "score": 0.5}}"#,
                r#"{"command": "list_rows", "payload": {"a": [1, null]}}"#,
                r#"{"command": "add_pair", "payload": [1, "a"]}"#,
                r#"{"command": "stop"}"#,
                r#"{"command": "halt", "payload": {}}"#,
            ])
            .refuses(&[r#"{"command": "add_pair", "payload": [1, 2, "a"]}"#, r#"{"command": "halt"}"#, r#"{"command": "list_rows"}"#]),
        feature => .echoes(&[
                r#"{"type": "Feature"}"#,
                r#"{"type": "Feature", "bbox": [1, 2], "properties": {"a": 1}, "title": ["x"], "more": {"b": null}}"#,
            ])
            .refuses(&[r#"{"type": "Other"}"#, "{}"]),
        labels => .echoes(&["{}", r#"{"a": "b"}"#]).refuses(&[r#"{"a": 1}"#]),
        hashtags => .echoes(&["{}", r##"{"start": "#", "x": 1, "y": [null]}"##]).refuses(&[r#"{"end": 1}"#]),
        route_map => .echoes(&[r#"{"order": 1, "matches": [1, 2]}"#]).refuses(&[r#"{"order": 1}"#]),
        claims => .echoes(&[r#"{"left": 1, "rest": [2]}"#]).refuses(&[r#"{"left": 1}"#]),
        other_claims => .echoes(&[r#"{"left": "a", "rest": null}"#, r#"{"left": "a", "rest": true}"#]),
        rip_event => .echoes(&[
                r#"{"type": "Started", "data": {"disc": "a"}}"#,
                r#"{"type": "Progress", "data": {"progress": 0.5}}"#,
                r#"{"type": "Status", "data": {"status": {"type": "Started", "data": {"disc": "b"}}}}"#,
            ])
            .refuses(&[r#"{"type": "Started", "disc": "a"}"#]),
        panel => .echoes(&[r#"{"panel": "ready", "data": []}"#, r#"{"panel": "unavailable", "data": {"reason": "a"}}"#])
            .refuses(&[r#"{"panel": "ready"}"#, r#"{"panel": "Ready", "data": []}"#]),
        empty_panel => .echoes(&[r#"{"panel": "ready", "data": null}"#]),
        maybe_panel => .echoes(&[r#"{"panel": "ready", "data": null}"#, r#"{"panel": "ready", "data": 1}"#, r#"{"panel": "ready"}"#]),
        job_event => .echoes(&[
                r#"{"event": "videoProgress", "data": {"percentDone": 0.5}}"#,
                r#"{"event": "translationProgress", "data": {"lines-done": 1, "all": 2}}"#,
            ])
            .refuses(&[r#"{"event": "videoProgress", "data": {"percent_done": 0.5}}"#]),
        outcome => .echoes(&[
                r#"{"status": "notStarted", "report": {"orders": 1, "score": 2}, "attemptId": "a"}"#,
                r#"{"status": "blocked", "report": {"orders": 1, "score": 2}}"#,
            ])
            .refuses(&[r#"{"status": "blocked"}"#]),
        thread_event => .echoes(&[
                r#"{"type": "turn.started"}"#,
                r#"{"type": "item.updated", "item": {"kind": "reasoning"}}"#,
                r#"{"type": "item.updated", "item": {"kind": "tool_call", "server": "a"}}"#,
                r#"{"type": "item.updated", "item": {"kind": "tool_call", "server": "a", "step": "Read", "path": "b"}}"#,
                r#"{"type": "item.updated", "item": {"kind": "options", "a": "b"}}"#,
                r#"{"type": "item.updated", "item": {"kind": "nested", "step": "Write", "path": "b"}}"#,
                r#"{"type": "error", "message": "a"}"#,
                r#"{"type": "Unknown"}"#,
            ])
            .refuses(&[r#"{"message": "a"}"#]),
        strategy => .echoes(&[r#""append""#, r#""delete+insert""#, r#""unknown""#]),
        strategies => .echoes(&[r#"["append", null]"#]),
        system => .echoes(&[r#""linux-x86_64""#]),
        telemetry => .echoes(&[r#"{}"#, r#"{"stream-name": "a", "channels": "b"}"#, r#"{"channels": ["b"]}"#])
            .refuses(&[r#"{"channels": null}"#]),
    });
}

fn add_settings(cases: &mut Vec<Case>) {
    cases!(cases, Applications {
        one_or_many => .echoes(&["1", "[1, 2]", "[]"]).refuses(&["null", "\"a\""]),
        one_or_many_lists => .echoes(&["[1]", "[[1], []]"]),
        finding => .echoes(&[
                r#"{"kind": "append", "place": {"row": 1, "col": 2}, "cell": null}"#,
                r#"{"place": {"row": 1, "col": 2}, "cell": 1.5}"#,
                r#"{"place": {"row": 1, "col": 2}, "cell": "a"}"#,
            ])
            .refuses(&[r#"{"place": {"row": 1, "column": 2}, "cell": null}"#, r#"{"place": {"row": 1, "col": 2}}"#]),
        proof => .echoes(&[
                r#"{"root": "00010203", "accounts": ["1"], "cards": [["LOW", 1], ["V2_API", 2]], "age": 5, "size": "3", "words": {"1": null, "2": "5"}}"#,
                r#"{"root": "00010203", "accounts": [], "cards": [], "age": 5, "words": {}}"#,
            ])
            .refuses(&[r#"{"root": [0, 1, 2, 3], "accounts": [], "cards": [], "age": 5, "words": {}}"#]),
        entry => .echoes(&["{}", r#"{"steamid": 1, "iv": "a", "salt": "b"}"#]).refuses(&[r#"{"steamid": null}"#]),
        battery => .echoes(&["{}", r#"{"symbols": ["a", "b", "c"], "font": "x", "size": 1}"#])
            .refuses(&[r#"{"symbols": ["a"]}"#, r#"{"font": null}"#]),
        task => .echoes(&[
                r#"{"id": "a"}"#,
                r#"{"id": "a", "blocks": ["b"], "blocked_by": ["c"], "status": "all_done"}"#,
                r#"{"id": "a", "before": ["b"], "status": "done"}"#,
            ])
            .reads(&[r#"{"id": "a", "status": "in_doubt"}"#])
            .writes([Task { id: "a".into(), status: Progress::TakenOver, before: vec![], after: vec![] }])
            .never_writes(&[r#"{"id": "a", "status": "InDoubt", "blockedBy": []}"#])
            .refuses(&[r#"{"id": "a", "status": "taken_over"}"#, r#"{"id": "a", "status": "allDone"}"#]),
        call => .echoes(&[
                r#"{"jsonrpc": "2.0", "result": 1, "id": 1}"#,
                r#"{"jsonrpc": "2.0", "error": {"code": 1, "message": "a"}, "id": null}"#,
            ])
            .refuses(&[r#"{"jsonrpc": "1.0", "result": 1, "id": 1}"#, r#"{"jsonrpc": "2.0", "id": 1}"#]),
        invoice => .echoes(&[
                r#"{"id": "a"}"#,
                r#"{"id": "a", "customer": "b", "$schema": "c"}"#,
                r#"{"id": "a", "customer": {"id": "b", "invoices": {"data": [{"id": "c"}], "has_more": false}, "metadata": {"a": null}}}"#,
            ]),
        listing => .echoes(&[r#"{"data": [1, "a"], "has_more": true}"#]),
        hook => .echoes(&[
                r#"{"sender": "a", "action": "opened"}"#,
                r#"{"sender": "a", "action": "edited", "changes": {"title": {"from": "x"}}}"#,
                r#"{"sender": "a", "action": "labeled", "label": "x"}"#,
            ])
            .refuses(&[r#"{"sender": "a"}"#, r#"{"sender": "a", "action": "labeled"}"#]),
        point => .echoes(&["[1, 2]"]).refuses(&["[1]", "[1, 2, 3]"]),
        drawing => .echoes(&[
                r#"{"Move": [1, 2]}"#,
                r#"{"Line": [[1, 2]]}"#,
                r#"{"Curve": {"from": [1, 2], "x": 3}}"#,
                r#""Close""#,
            ])
            .refuses(&[r#"{"Line": [1, 2]}"#, r#"{"Close": []}"#]),
        patch => .echoes(&["{}", r#"{"bio": null}"#, r#"{"bio": "a", "likes": 1}"#]).refuses(&[r#"{"likes": null}"#]),
        owned => .echoes(&[
                r#"{"slice": [1], "text": "a", "cow": [1], "matrix": [[1, 2], [3, 4]], "pair": [true, null], "nothing": null, "none": [], "outcome": {"Ok": 1}}"#,
            ]),
        widths => .echoes(&["{}", r#"{"LOW": 1, "H_T_T_P_SERVER": 2}"#]),
        volume => .echoes(&["1", "null"]),
        player => .echoes(&[
                r#"{"volume": 1, "state": "IDLE", "at": 1}"#,
                r#"{"state": "PLAYING", "detail": "a", "at": 1}"#,
            ])
            .refuses(&[r#"{"volume": 1, "state": "PLAYING", "at": 1}"#]),
        room => .echoes(&[r#"{"m.room.name": "a", "class": "b", "0": 1, "": 2, "with \"quotes\" and \\": 3}"#]),
        query => .echoes(&[
                "true",
                r#"{"and": [{"not": false}, {"field": {"name": "a", "eq": null}}]}"#,
                r#"{"field": {"name": "a", "in": [1, "b"]}}"#,
                r#"{"field": {"name": "a", "sub": null}}"#,
                r#"{"field": {"name": "a", "sub": {"not": true}}}"#,
            ])
            .refuses(&[r#"{"field": {"name": "a"}}"#, "1"]),
    });
}

fn add_one_way(cases: &mut Vec<Case>) {
    let agent = |started_at| Agent { id: 1, started_at };
    cases!(cases, WrittenApplications {
        session => .writes([
                Session { agent: agent(None), tag: "lead", lead_id: None },
                Session { agent: agent(Some(0.5)), tag: "lead", lead_id: Some("a".into()) },
            ])
            .never_writes(&[r#"{"Id": 1, "StartedAt": null, "tag": "lead", "leadId": null}"#]),
        delta => .writes([
                Delta::Text { kind: "text", text: "a" },
                Delta::Json { kind: "json", partial: Cow::Borrowed("{") },
            ])
            .never_writes(&[r#"{"type": "text"}"#]),
        holder => .writes([Holder { value: &[1_u8, 2][..], marker: PhantomData }]).never_writes(&[r#"{"value": [1]}"#]),
        holder_of_text => .writes([Holder { value: "a", marker: PhantomData }]),
        many => .writes([&[][..]]),
    });
    cases!(cases, ReadApplications {
        workspaces => .reads(&[r#"["a"]"#, r#"{"packages": ["a"]}"#, r#"{"packages": [], "nohoist": ["a"]}"#])
            .refuses(&[r#"{"nohoist": []}"#, r#""a""#]),
        style => .reads(&[r#""center_line""#, r#"{"jitter": 0.5}"#, r#"{"type": "strip"}"#, r#"{"type": null}"#])
            .refuses(&[r#""CenterLine""#, r#"{"type": "else"}"#]),
        callback => .reads(&[
                r#"{"state": "a"}"#,
                r#"{"state": "a", "code": "b"}"#,
                r#"{"state": "a", "error": "b"}"#,
            ])
            .refuses(&[r#"{"code": "b"}"#]),
        captcha => .reads(&[r#"{"taskId": 1}"#, r#"{"errorCode": "a"}"#]).refuses(&[r#"{"task_id": 1}"#]),
        startup => .reads(&[
                r#"{"profile": "desktop-app", "workspaceRoot": "a"}"#,
                r#"{"profile": "server", "origin": "a"}"#,
            ])
            .refuses(&[r#"{"profile": "server", "origin": "a", "workspaceRoot": "b"}"#]),
    });
}
