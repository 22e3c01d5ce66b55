//! The client for tests.

use std::time::Duration;

use mizan::port::open;
use mizan::test::{Client, RoomEvent};
use serde_json::json;
use tokio::time::timeout;

use crate::application::{LIMIT, Me, Window, api};

#[tokio::test]
async fn it_calls_and_reads_and_gets_the_errors_of_a_client() {
    let client = Client::connect(&api()).await.unwrap();
    let added = client.call("add_note", json!({"text": "tea"})).await.unwrap();
    assert_eq!(added.invalidates(), ["book"]);
    added.result::<()>().unwrap();
    let book = client.read("book", ()).await.unwrap();
    assert_eq!(book.member::<Vec<String>>("notes").unwrap(), ["tea"]);
    let missing = book.member::<u8>("pages").unwrap_err();
    assert_eq!(missing.message(), "The bundle has no `pages`. It has `notes`.");
    let wrong = client.call("echo", json!({"txet": 5})).await.unwrap_err();
    assert_eq!(wrong.code(), "VALIDATION_ERROR");
    assert_eq!(wrong.details()["fields"]["text"], json!(["is missing"]));
    let taken = client.call("refuse", json!({"name": "Ada"})).await.unwrap_err();
    assert_eq!((taken.code(), taken.kind()), ("CONFLICT", Some("Taken")));
    assert_eq!(taken.details_as::<Taken>().unwrap().by, "Ada");
    assert_eq!(taken.to_string(), "CONFLICT (Taken): It collides with what is there.");
    assert_eq!(client.call("nothing", ()).await.unwrap_err().code(), "NOT_FOUND");
}

#[derive(serde::Deserialize)]
struct Taken {
    by: String,
}

#[tokio::test]
async fn it_is_whom_the_test_likes() {
    let api = api();
    let nobody = Client::connect(&api).await.unwrap();
    assert_eq!(nobody.call("my_name", ()).await.unwrap_err().code(), "UNAUTHORIZED");
    let eve = Client::signed_in(&api, Me { name: "Eve".to_owned() }).await.unwrap();
    assert_eq!(eve.call("my_name", ()).await.unwrap().result::<String>().unwrap(), "Eve");
    let window = Client::over(open(&api).lend(Window("one"))).await.unwrap();
    assert_eq!(window.call("title", ()).await.unwrap().result::<String>().unwrap(), "one");
}

#[tokio::test]
async fn what_others_change_is_pushed() {
    let api = api();
    let (one, other) = (Client::connect(&api).await.unwrap(), Client::connect(&api).await.unwrap());
    let mut book = one.subscribe("book", ()).await.unwrap();
    assert_eq!(book.bundle().member::<Vec<String>>("notes").unwrap(), [] as [&str; 0]);
    for (count, text) in ["a", "b"].into_iter().enumerate() {
        other.call("add_note", json!({"text": text})).await.unwrap();
        let notes: Vec<String> = book.next().await.unwrap().member("notes").unwrap();
        assert_eq!(notes.len(), count + 1);
    }
    assert!(timeout(Duration::from_millis(50), book.next()).await.is_err());
    let refused = one.subscribe("nowhere", ()).await.err().expect("there is no such context");
    assert_eq!(refused.code(), "NOT_FOUND");
}

#[tokio::test]
async fn members_of_a_room_hear_each_other() {
    let api = api();
    let (one, other) = (Client::connect(&api).await.unwrap(), Client::connect(&api).await.unwrap());
    let params = json!({"name": "tea"});
    let mut room = one.join("chat", &params).await.unwrap();
    assert_eq!(room.first::<String>().unwrap(), "welcome to tea");
    let speaker = other.join("chat", &params).await.unwrap();
    speaker.send("say", json!({"text": "hello"})).await.unwrap();
    let said = RoomEvent::Message { function: "say".to_owned(), message: json!("hello") };
    assert_eq!(room.next().await.unwrap(), said);
}

#[tokio::test]
async fn a_stream_is_read_item_by_item_to_its_end_or_its_error() {
    let client = Client::connect(&api()).await.unwrap();
    let mut items = client.stream("count", json!({"to": 3})).await.unwrap();
    for item in 0..3 {
        assert_eq!(items.next::<u32>().await.unwrap(), Some(item));
    }
    assert_eq!(items.next::<u32>().await.unwrap(), None);
    let mut wrong = client.stream("count", json!({"to": -1})).await.unwrap();
    assert_eq!(wrong.next::<u32>().await.unwrap_err().code(), "VALIDATION_ERROR");
}

#[tokio::test]
async fn a_server_that_goes_down_tells_whoever_waits() {
    let api = api();
    let client = Client::connect(&api).await.unwrap();
    let mut book = client.subscribe("book", ()).await.unwrap();
    assert!(api.shutdown(LIMIT).await);
    assert_eq!(book.next().await.unwrap_err().code(), "NETWORK");
    assert_eq!(client.call("echo", json!({"text": "x"})).await.unwrap_err().code(), "NETWORK");
}
