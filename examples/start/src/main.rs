//! Starts the application; `ADDRESS` is what it listens on, `127.0.0.1:3000` if there is none.

mod pages;
mod people;
mod tasks;

use tower_sessions::SessionManagerLayer;
use tower_sessions_file_based_store::FileStore;

/// The server, for `main` and for tests.
fn api() -> Result<mizan::Server, mizan::WiringErrors> {
    mizan::Server::builder()
        .provide(tasks::Store::default())
        .identify(mizan::auth::sessions::<people::Me>())
        .build()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt::init();
    let api = api()?;
    let sessions = SessionManagerLayer::new(FileStore::new("sessions", "", ".json")?);
    let pages = axum::Router::new().fallback(pages::page);
    let app = mizan::axum::front(&api, "/api/mizan", pages).layer(sessions);
    let address = std::env::var("ADDRESS").unwrap_or("127.0.0.1:3000".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("http://{}", listener.local_addr()?);
    mizan::axum::serve(listener, app, &api).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{api, tasks};
    use axum::http::{Request, StatusCode};

    /// The answer to a request, whose path begins where Mizan is mounted.
    async fn ask(api: &mizan::Server, request: Request<String>) -> (StatusCode, String) {
        let answer = api.answer(request).await;
        (answer.status(), String::from_utf8_lossy(answer.body()).into_owned())
    }

    fn call(envelope: &str) -> Request<String> {
        Request::post("/call/").body(envelope.to_owned()).unwrap()
    }

    #[test]
    fn a_task_is_added_behind_the_others() {
        let store = tasks::Store::default();
        tasks::add_task(&store, "Tea".to_owned());
        tasks::add_task(&store, "Salt".to_owned());
        assert_eq!(tasks::open_tasks(&store)[1].title, "Salt");
    }

    #[tokio::test]
    async fn adding_a_task_makes_the_tasks_stale() {
        let api = api().unwrap();
        let (status, answer) =
            ask(&api, call(r#"{"fn": "add_task", "args": {"title": "Tea"}}"#)).await;
        assert_eq!(status, StatusCode::OK);
        assert!(answer.contains(r#""invalidate":["tasks"]"#), "{answer}");
        let (_, tasks) = ask(&api, Request::get("/ctx/tasks/").body(String::new()).unwrap()).await;
        assert!(tasks.contains(r#""open_tasks":[{"id":0,"title":"Tea"}]"#), "{tasks}");
    }

    #[tokio::test]
    async fn a_wrong_password_signs_nobody_in() {
        let wrong = r#"{"fn": "sign_in", "args": {"name": "Ada", "password": "tea"}}"#;
        let (status, answer) = ask(&api().unwrap(), call(wrong)).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert!(answer.contains("This is not the password."), "{answer}");
    }

    /// What the build read in the source is what is linked.
    #[test]
    fn the_client_knows_the_server() {
        mizan::assert_ir!();
    }

    /// What the client was told of each type is what serde writes and reads.
    #[test]
    fn the_client_knows_the_types() {
        mizan::assert_types!();
    }
}
