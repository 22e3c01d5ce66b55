//! What is said in a room: who hears it, in which order, and after a lost connection.

use serde_json::{Value, json};

use crate::application::{Chat, Counter, Line};
use crate::running::World;

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or_else(|| panic!("an error, not {answer}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_in_the_room_hears_a_message_the_speaker_too() {
    let world = World::new();
    let server = world.start().await;
    world.talks.say("lobby", "before");
    let (mut ada, mut eve, mut far) =
        (server.open_as("ada").await, server.open_as("eve").await, server.open().await);
    let answer = ada.join("lobby").await;
    assert_eq!(answer["ok"]["first"], json!([{"number": 0, "text": "before"}]), "{answer}");
    assert!(answer["ok"]["seq"].as_str().unwrap().contains(':'));
    assert!(answer["ok"].get("gap").is_none());
    eve.join("lobby").await;
    far.join("attic").await;
    let said = ada.say("lobby", "hello").await;
    assert_eq!(said["ok"]["result"], json!({"number": 1, "text": "hello"}), "{said}");
    for client in [&mut ada, &mut eve] {
        let event = client.event_of("message").await;
        let expected = json!({
            "event": "message", "channel": "chat", "params": {"room": "lobby"},
            "seq": said["ok"]["seq"], "fn": "say", "message": {"number": 1, "text": "hello"},
        });
        assert_eq!(event, expected);
    }
    assert_eq!(far.events_so_far().await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_function_of_a_channel_speaks_and_the_server_as_well() {
    let world = World::new();
    let (server, other) = (world.start().await, world.start().await);
    let (mut ada, mut eve) = (server.open_as("ada").await, other.open_as("eve").await);
    ada.join("lobby").await;
    eve.join("lobby").await;
    let repeat = json!({
        "action": "send", "channel": "chat", "params": {"room": "lobby"},
        "fn": "repeat", "args": {"text": "ha", "times": 3},
    });
    assert_eq!(ada.request(repeat).await["ok"]["result"]["text"], "hahaha");
    assert_eq!(eve.event_of("message").await["fn"], "repeat");
    let line = Line { number: 7, text: "closing".to_owned() };
    server.api.send(&Chat { room: "lobby".to_owned() }, &line).await.unwrap();
    let event = eve.event_of("message").await;
    assert_eq!((event.get("fn"), &event["message"]["text"]), (None, &json!("closing")));
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_typed_and_nobody_hears_them() {
    let world = World::new();
    let server = world.start().await;
    let (mut ada, mut eve) = (server.open_as("ada").await, server.open_as("eve").await);
    ada.join("lobby").await;
    eve.join("lobby").await;
    ada.events_so_far().await;
    let refused = ada.say("lobby", "").await;
    assert_eq!((code(&refused), &refused["error"]["kind"]), ("VALIDATION_ERROR", &json!("Silent")));
    assert_eq!(refused["error"]["details"], json!({"room": "lobby"}));
    let wrong = ada.request(json!({
        "action": "send", "channel": "chat", "params": {"room": "lobby"}, "fn": "say",
        "args": {"text": 5},
    }));
    assert!(wrong.await["error"]["details"]["fields"]["text"].is_array());
    for (frame, expected) in [
        (json!({"channel": "chat", "params": {"room": "lobby"}, "fn": "enter"}), "NOT_FOUND"),
        (json!({"channel": "chat", "params": {"room": "lobby"}, "fn": "tell"}), "NOT_FOUND"),
        (json!({"channel": "chat", "params": {"room": "lobby"}}), "BAD_REQUEST"),
        (json!({"channel": "nowhere", "params": {}, "fn": "say"}), "NOT_FOUND"),
        (json!({"params": {"room": "lobby"}, "fn": "say"}), "BAD_REQUEST"),
        (json!({"channel": "chat", "params": [], "fn": "say"}), "BAD_REQUEST"),
        (
            json!({"channel": "chat", "params": {"room": "lobby"}, "fn": "say", "args": []}),
            "BAD_REQUEST",
        ),
        (
            json!({"channel": "chat", "params": {"room": "lobby"}, "fn": "say",
                "args": {"text": "a", "room": "attic"}}),
            "VALIDATION_ERROR",
        ),
    ] {
        let mut asked = frame.clone();
        asked["action"] = json!("send");
        let answer = ada.request(asked).await;
        assert_eq!(code(&answer), expected, "{frame}: {answer}");
    }
    for frame in [json!({"channel": "chat", "params": {}}), json!({"channel": "chat"})] {
        let mut asked = frame.clone();
        asked["action"] = json!("join");
        assert_eq!(code(&ada.request(asked).await), "VALIDATION_ERROR", "{frame}");
    }
    let heard = eve.events_so_far().await;
    assert!(heard.iter().all(|event| event["event"] != "message"), "{heard:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_speaks_has_joined() {
    let world = World::new();
    let server = world.start().await;
    let mut ada = server.open_as("ada").await;
    assert_eq!(code(&ada.say("lobby", "hello").await), "FORBIDDEN");
    ada.join("attic").await;
    assert_eq!(code(&ada.say("lobby", "hello").await), "FORBIDDEN");
    ada.join("lobby").await;
    assert!(ada.say("lobby", "hello").await["ok"].is_object());
    assert_eq!(ada.leave("lobby").await["ok"], json!({}));
    assert_eq!(code(&ada.say("lobby", "hello").await), "FORBIDDEN");
    // To leave twice is no mistake.
    assert_eq!(ada.leave("lobby").await["ok"], json!({}));
    // A function of a channel is no call, over HTTP no more than over the socket.
    for answer in [
        server.call("say", json!({"room": "lobby", "text": "a"})).await,
        server.call("enter", json!({"room": "lobby"})).await,
        server.call("visitor", json!({"room": "lobby"})).await,
        ada.request(json!({"action": "rpc", "fn": "say", "args": {"room": "lobby", "text": "a"}}))
            .await,
    ] {
        assert_eq!(code(&answer), "BAD_REQUEST");
        assert!(answer["error"]["message"].as_str().unwrap().contains("join"), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_during_the_join_is_never_missed() {
    let world = World::new();
    let server = world.start().await;
    let mut ada = server.open_as("ada").await;
    ada.join("slow").await;
    world.talks.gate.forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    let mut eve = server.open_as("eve").await;
    let id =
        eve.ask(json!({"action": "join", "channel": "chat", "params": {"room": "slow"}})).await;
    // The join waits in its function, and the message is told meanwhile.
    while server.api.members(&Chat { room: "slow".to_owned() }).await.unwrap().len() != 1 {
        tokio::task::yield_now().await;
    }
    let line = world.talks.say("slow", "meanwhile");
    server.api.send(&Chat { room: "slow".to_owned() }, &line).await.unwrap();
    assert_eq!(ada.hear().await, "meanwhile");
    world.talks.gate.add_permits(1000);
    let answer = eve.answer(id).await;
    let first = answer["ok"]["first"].as_array().unwrap();
    let is_in_first = first.iter().any(|line| line["text"] == "meanwhile");
    // In one of both, or in both, and never in neither.
    if !is_in_first {
        assert_eq!(eve.hear().await, "meanwhile");
    }
    ada.say("slow", "later").await;
    let mut heard = eve.hear().await;
    if heard == "meanwhile" {
        heard = eve.hear().await;
    }
    assert_eq!(heard, "later");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_members_on_all_servers_hear_one_order() {
    let world = World::new();
    let (one, other) = (world.start().await, world.start().await);
    let mut clients = Vec::new();
    for server in [&one, &other, &one, &other] {
        let mut client = server.open().await;
        client.join("lobby").await;
        clients.push(client);
    }
    let mut asked = Vec::new();
    for number in 0..25 {
        for (index, client) in clients.iter_mut().enumerate() {
            let frame = json!({
                "action": "send", "channel": "chat", "params": {"room": "lobby"},
                "fn": "say", "args": {"text": format!("{index}.{number}")},
            });
            asked.push((index, client.ask(frame).await));
        }
    }
    for (index, id) in asked {
        clients[index].answer(id).await;
    }
    let mut orders = Vec::new();
    for client in &mut clients {
        let mut order = Vec::new();
        let mut numbers = Vec::new();
        while order.len() < 100 {
            let event = client.event_of("message").await;
            order.push(event["message"]["text"].as_str().unwrap().to_owned());
            let seq = event["seq"].as_str().unwrap().rsplit(':').next().unwrap();
            numbers.push(seq.parse::<u64>().unwrap());
        }
        assert!(numbers.is_sorted());
        orders.push(order);
    }
    assert!(orders.iter().all(|order| *order == orders[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_gets_what_was_missed_on_another_server_too() {
    let world = World::new();
    let (one, other) = (world.start().await, world.start().await);
    let mut eve = one.open_as("eve").await;
    let seq = eve.join("lobby").await["ok"]["seq"].clone();
    let mut ada = one.open_as("ada").await;
    ada.join("lobby").await;
    ada.say("lobby", "0").await;
    let last = eve.event_of("message").await["seq"].clone();
    drop(eve);
    for text in ["1", "2", "3"] {
        ada.say("lobby", text).await;
    }
    let mut again = other.open_as("eve").await;
    let answer = again.resume("lobby", &last).await;
    assert!(answer["ok"].get("gap").is_none(), "{answer}");
    assert_eq!(answer["ok"]["seq"], last);
    for text in ["1", "2", "3"] {
        assert_eq!(again.hear().await, text);
    }
    // Nothing was missed by whoever has got everything, and all by whoever has got nothing.
    let newest = again.say("lobby", "4").await["ok"]["seq"].clone();
    assert_eq!(again.hear().await, "4");
    let mut third = other.open_as("ada").await;
    assert!(third.resume("lobby", &newest).await["ok"].get("gap").is_none());
    ada.say("lobby", "5").await;
    assert_eq!(third.hear().await, "5");
    let mut fourth = other.open_as("ada").await;
    assert!(fourth.resume("lobby", &seq).await["ok"].get("gap").is_none());
    for text in ["0", "1", "2", "3", "4", "5"] {
        assert_eq!(fourth.hear().await, text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_told() {
    let world = World::new();
    let server = world.start_with(|builder| builder.frames_limit(10_000)).await;
    let mut eve = server.open_as("eve").await;
    let seq = eve.join("lobby").await["ok"]["seq"].clone();
    eve.leave("lobby").await;
    let mut ada = server.open_as("ada").await;
    ada.join("lobby").await;
    for number in 0..300 {
        ada.say("lobby", &number.to_string()).await;
    }
    let answer = eve.resume("lobby", &seq).await;
    assert_eq!(answer["ok"]["gap"], true, "{answer}");
    assert_eq!(answer["ok"]["first"].as_array().unwrap().len(), 300);
    for nonsense in [json!("other:5"), json!("nonsense"), json!("")] {
        let answer = eve.resume("lobby", &nonsense).await;
        assert_eq!(answer["ok"]["gap"], true, "{nonsense}");
    }
    ada.say("lobby", "next").await;
    assert_eq!(eve.hear().await, "next");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_with_a_key_is_said_once() {
    let world = World::new();
    let server = world.start().await;
    let mut ada = server.open_as("ada").await;
    ada.join("lobby").await;
    let frame = json!({
        "action": "send", "channel": "chat", "params": {"room": "lobby"},
        "fn": "say", "args": {"text": "once"}, "key": "k1",
    });
    let one = ada.request(frame.clone()).await["ok"].clone();
    let again = ada.request(frame).await["ok"].clone();
    assert_eq!(one, again);
    assert!(one["seq"].is_string());
    ada.say("lobby", "next").await;
    assert_eq!((ada.hear().await, ada.hear().await), ("once".to_owned(), "next".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_speaker_has_gone_is_heard() {
    let world = World::new();
    let server = world.start().await;
    let (mut ada, mut eve) = (server.open_as("ada").await, server.open_as("eve").await);
    ada.join("slow").await;
    eve.join("slow").await;
    world.talks.gate.forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    ada.ask(json!({
        "action": "send", "channel": "chat", "params": {"room": "slow"},
        "fn": "say", "args": {"text": "last words"},
    }))
    .await;
    ada.events_so_far().await;
    drop(ada);
    world.talks.gate.add_permits(1000);
    assert_eq!(eve.hear().await, "last words");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_message_changes_is_pushed_and_answered() {
    let world = World::new();
    let server = world.start().await;
    let (mut ada, mut watching) = (server.open_as("ada").await, server.open().await);
    let subscribe = json!({"action": "subscribe", "of": [{"context": "tally", "params": {}}]});
    watching.request(subscribe).await;
    let joined = ada.request(json!({"action": "join", "channel": "desk"})).await;
    assert_eq!(joined["ok"]["first"], Value::Null);
    assert!(joined["ok"].get("present").is_none());
    let told = json!({
        "action": "send", "channel": "desk", "fn": "tell", "args": {"text": "a"},
        "mounted": [{"context": "tally", "params": {}}],
    });
    let answer = ada.request(told).await["ok"].clone();
    assert_eq!(answer["invalidate"], json!(["tally"]));
    assert_eq!(answer["contexts"][0]["bundle"]["told"], 1);
    assert_eq!(watching.event_of("bundle").await["bundle"]["told"], 1);
    assert_eq!(ada.event_of("message").await["message"], "a");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_spellings_are_one_room() {
    let world = World::new();
    let server = world.start().await;
    let mut ada = server.open().await;
    let spellings = [r#"{"board":5}"#, r#"{"topic":null,"board":5}"#];
    for spelling in spellings {
        let params: Value = serde_json::from_str(spelling).unwrap();
        let joined =
            ada.request(json!({"action": "join", "channel": "counter", "params": params})).await;
        assert_eq!(joined["ok"]["first"], json!([5, null]), "{joined}");
    }
    server.api.send(&Counter { board: 5, topic: None }, &8).await.unwrap();
    server.api.send(&Counter { board: 5, topic: Some("null".to_owned()) }, &9).await.unwrap();
    let mut heard = Vec::new();
    for _ in 0..spellings.len() {
        let event = ada.event().await;
        heard.push((event["params"].clone(), event["message"].clone()));
    }
    for spelling in spellings {
        let params: Value = serde_json::from_str(spelling).unwrap();
        assert!(heard.contains(&(params, json!(8))), "{heard:?}");
    }
    assert_eq!(ada.events_so_far().await, Vec::<Value>::new());
    let frame = json!({
        "action": "send", "channel": "counter", "params": {"board": 5, "topic": "abc"},
        "fn": "add", "args": {"number": 1},
    });
    assert_eq!(code(&ada.request(frame).await), "FORBIDDEN");
}
