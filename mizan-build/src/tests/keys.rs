//! The keys of `client`, in the model and in the client.

use super::{Fixture, assert_has};

const SOURCE: &str = r#"
pub struct Db;
#[derive(mizan::Identity)] pub struct Me { #[mizan(id)] id: i64 }
type Caller = Me;
#[derive(Context)] pub struct User { pub user_id: i64 }
#[derive(Context)] pub struct Draft;

#[client(context = User, rev = 2, cache = 60)]
fn profile(me: Option<&Me>, user_id: i64) -> String { todo!() }
#[client(context = User, private, cache = false)]
fn notes(db: &Db, user_id: i64) -> String { todo!() }
#[client(context = Draft, route = "/draft")]
fn draft_page() -> axum::response::Html<String> { todo!() }
#[client(auth = guards::may_edit, affects = [User { user_id: me.id }, Draft])]
fn rename(me: &Caller, name: String) {}
#[client(auth = staff, affects = User)]
fn promote(user: &mizan::auth::User, user_id: i64) {}
#[client(route = "/profile/{user_id}", methods = [POST], affects = User)]
fn save(user_id: i64) -> axum::response::Redirect { todo!() }
#[client(limits(body = "64KiB", time = "2min", rate = "1_000/h"), blocking)]
fn import(text: String) {}
#[client(auth, websocket)]
fn echo(text: String) -> String { text }
#[client]
async fn talk(db: &Db) -> impl Stream<Item = Option<i64>> { todo!() }
#[client]
fn tell() -> std::io::Result<impl futures::Stream<Item = String> + Send> { todo!() }
"#;

#[test]
fn every_key_is_in_the_model() {
    let kdl = Fixture::of(SOURCE).kdl();
    for part in [
        "    identity \"optional\"\n    context \"user\"\n    rev 2\n    cache 60\n",
        "    private\n    context \"user\"\n    cache #false\n",
        "    route \"/draft\"\n    context \"draft\"\n    result type=\"()\"\n",
        "    auth guard=\"guards::may_edit\"\n    identity \"required\"\n    affects context=\"user\" explicit=#true {\n        scope \"user_id\"\n    }\n    affects context=\"draft\"\n",
        "    auth \"staff\"\n    identity \"required\"\n    affects context=\"user\" {\n        scope \"user_id\"\n    }\n",
        "    route \"/profile/{user_id}\" {\n        method \"POST\"\n    }\n",
        "    auth \"signed-in\"\n    websocket\n",
        "    limits body=65536 time=120000 rate=\"1000/h\"\n",
        "function \"talk\" at=\"src/lib.rs:26:10\" {\n    stream\n    result type=\"Option<i64>\"\n}\n",
        "function \"tell\" at=\"src/lib.rs:28:4\" {\n    stream\n    result type=\"String\"\n}\n",
    ] {
        assert_has(&kdl, part);
    }
}

#[test]
fn a_client_has_what_it_can_reach() {
    let fixture = Fixture::of(SOURCE);
    fixture.build();
    let client = fixture.read("web/api/client.ts") + &fixture.read("web/api/specs.ts");
    for reachable in ["profile", "rename", "promote", "echo", "talk"] {
        assert!(client.contains(reachable), "{reachable}\n{client}");
    }
    for hidden in ["notes", "draftContext", "saveFunction", "draftPage"] {
        assert!(!client.contains(hidden), "{hidden}\n{client}");
    }
}
