//! Declared errors: what each variant is on the wire.

use serde::Serialize;
use serde_json::json;

use crate::application::User;
use crate::running::Running;

#[derive(Serialize, mizan::Type, mizan::Failure)]
#[serde(rename_all_fields = "camelCase")]
enum MoveError {
    #[mizan(conflict, message = "Ask `{landlord_name}`.")]
    Taken { landlord_name: String },
    #[mizan(not_found)]
    #[serde(rename = "no \"house\"")]
    NoHouse,
    #[mizan(validation, message = "{0} rooms, {{0}} of them warm")]
    TooSmall(u64),
    #[mizan(internal, message = "the key {0} is lost")]
    Lost(u8),
    #[mizan(transparent)]
    Other(mizan::Error),
}

#[mizan::client(affects = User)]
fn move_house(to: String) -> Result<u8, MoveError> {
    match to.as_str() {
        "taken" => Err(MoveError::Taken { landlord_name: "Ada".to_owned() }),
        "nowhere" => Err(MoveError::NoHouse),
        "small" => Err(MoveError::TooSmall(3)),
        "huge" => Err(MoveError::TooSmall(1 << 60)),
        "lost" => Err(MoveError::Lost(7)),
        "untold" => Err(mizan::Error::forbidden("Not there."))?,
        number => Ok(number.parse()?),
    }
}

#[derive(mizan::Context)]
struct Houses;

#[mizan::client(context = Houses)]
fn house() -> Result<u8, MoveError> {
    move_house("small".to_owned())
}

#[mizan::client(context = Houses)]
fn street() -> u8 {
    1
}

async fn error(to: &str) -> serde_json::Value {
    let server = Running::start().await;
    server.call("move_house", json!({"to": to})).await["error"].take()
}

#[tokio::test]
async fn a_variant_is_a_kind_with_its_fields() {
    assert_eq!(
        error("taken").await,
        json!({"code": "CONFLICT", "kind": "Taken", "message": "Ask `Ada`.",
            "details": {"landlordName": "Ada"}})
    );
    assert_eq!(
        error("nowhere").await,
        json!({"code": "NOT_FOUND", "kind": "no \"house\"", "message": "There is no such thing."})
    );
    assert_eq!(
        error("small").await,
        json!({"code": "VALIDATION_ERROR", "kind": "TooSmall",
            "message": "3 rooms, {0} of them warm", "details": 3})
    );
}

#[tokio::test]
async fn a_message_of_an_internal_error_stays_inside() {
    assert_eq!(
        error("lost").await,
        json!({"code": "INTERNAL_ERROR", "kind": "Lost",
            "message": "Something went wrong on the server.", "details": 7})
    );
}

#[tokio::test]
async fn what_is_transparent_has_no_kind() {
    assert_eq!(error("untold").await, json!({"code": "FORBIDDEN", "message": "Not there."}));
    let inside =
        json!({"code": "INTERNAL_ERROR", "message": "Something went wrong on the server."});
    assert_eq!(error("no number").await, inside);
}

#[tokio::test]
async fn details_that_javascript_would_round_are_not_sent() {
    let inside =
        json!({"code": "INTERNAL_ERROR", "message": "Something went wrong on the server."});
    assert_eq!(error("huge").await, inside);
    let rounded = mizan::Error::conflict("taken").with_details([1_u64 << 60]);
    assert_eq!(rounded.code(), mizan::Code::Internal);
    assert!(rounded.to_string().contains("[0]"), "{rounded}");
}

#[tokio::test]
async fn a_member_tells_its_kind_beside_the_others() {
    let server = Running::start().await;
    let bundle = server.get("/ctx/houses/").await;
    assert_eq!(bundle["street"], 1);
    assert_eq!(bundle["$errors"]["house"]["kind"], "TooSmall");
}
