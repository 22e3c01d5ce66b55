//! Declared errors: the JSON on the wire fits the client's union.

use mizan::Failure;
use type_corpus::failures::*;
use type_corpus::structs::Named;

/// A line of TypeScript that takes an error as the client has it.
fn take(number: usize, ty: &str, error: impl Failure) -> String {
    let error = error.into_error();
    let mut json = serde_json::to_string(&error).expect("an error has JSON");
    if error.details().is_none() {
        // The client's `MizanError` has all fields.
        json.truncate(json.len() - 1);
        json += ",\"details\":undefined}";
    }
    format!("export const failure_{number}: {ty} & {{ message: string }} = {json};\n")
}

/// All of them, as TypeScript.
pub(crate) fn write() -> String {
    let renames = [
        RenameError::Taken { suggestion: "Ada2".to_owned() },
        RenameError::TooLong(9),
        RenameError::NotYours(Named { id: 1, name: "Ada".to_owned() }),
        RenameError::Gone,
    ];
    let refusals =
        [Refusal::TryLater { after_seconds: 5 }, Refusal::Pair(1, None), Refusal::Pair(1, Some(2))];
    let lost = Lost::It(Named { id: 1, name: "Ada".to_owned() });
    let mut text = String::new();
    for (number, error) in renames.into_iter().enumerate() {
        text += &take(number, "api.RenameError", error);
    }
    for (number, error) in refusals.into_iter().enumerate() {
        text += &take(number + 10, "api.RefusalFailure", error);
    }
    text += &take(20, "api.Lost<api.StructsNamed>", lost);
    text
}
