//! A program without a log still shows its first error.

use std::process::Command;

use http::Request;

#[mizan::client]
fn fail() -> Result<(), mizan::Error> {
    Err(std::io::Error::other("the disk is full"))?
}

/// The program: this test itself, run once more with this variable.
const PROGRAM: &str = "MIZAN_TEST_PROGRAM";

#[tokio::test]
async fn the_first_error_goes_to_standard_error() {
    if std::env::var_os(PROGRAM).is_some() {
        let api = mizan::Server::builder().build().unwrap();
        for _ in 0..2 {
            let call =
                Request::post("/call/").body(r#"{"fn":"fail","args":{}}"#.to_owned()).unwrap();
            assert_eq!(api.answer(call).await.status(), 500);
        }
        return;
    }
    let test = "the_first_error_goes_to_standard_error";
    let mut program = Command::new(std::env::current_exe().unwrap());
    let output = program.args([test, "--exact", "--nocapture"]).env(PROGRAM, "1").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    assert_eq!(told.matches("the disk is full").count(), 1, "{told}");
    assert!(told.contains("mizan: `fail` failed") && told.contains("unheard.rs:7"), "{told}");
    assert!(told.contains("Write `tracing_subscriber::fmt::init();`"), "{told}");
}
