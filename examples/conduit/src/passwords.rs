//! The hashes of passwords, by argon2.

use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, Result, phc::PasswordHash},
};
use mizan::Error;
use tokio::task::spawn_blocking;

/// Hashes a password on a blocking thread, because hashing is slow on purpose.
pub async fn hash(password: String) -> std::result::Result<String, Error> {
    Ok(spawn_blocking(move || hash_now(&password)).await??.to_string())
}

/// Compares a password with a hash. Without a hash the work is the same, so that the duration of
/// the answer does not reveal which accounts exist.
pub async fn matches(password: String, hash: Option<String>) -> std::result::Result<bool, Error> {
    Ok(spawn_blocking(move || {
        let hash = hash.map(|hash| PasswordHash::new(&hash)).transpose()?;
        let is_it = verify(&password, hash.as_ref().unwrap_or(&NOBODYS));
        Ok::<_, argon2::password_hash::Error>(is_it && hash.is_some())
    })
    .await??)
}

static NOBODYS: LazyLock<PasswordHash> =
    LazyLock::new(|| hash_now("").expect("a text of no letters has a hash"));

fn hash_now(password: &str) -> Result<PasswordHash> {
    Argon2::default().hash_password(password.as_bytes())
}

fn verify(password: &str, hash: &PasswordHash) -> bool {
    #[cfg(test)]
    tests::VERIFIED.lock().unwrap().push(password.to_owned());
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Mutex};

    use axum::{
        Router,
        body::Body,
        http::{Request, StatusCode},
    };
    use serde_json::json;
    use tower::ServiceExt;

    use crate::{application, database, seed, statements};

    /// The passwords that were compared.
    pub(super) static VERIFIED: Mutex<Vec<String>> = Mutex::new(Vec::new());

    async fn sign_in(app: &Router, email: &str, password: &str) -> StatusCode {
        let envelope = json!({ "fn": "sign_in", "args": { "email": email, "password": password } });
        let request = Request::post("/api/mizan/call/").header("sec-fetch-site", "same-origin");
        let request = request.body(Body::from(envelope.to_string())).unwrap();
        app.clone().oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn an_address_without_an_account_is_as_much_work_as_one_with_it() {
        let _alone = statements::DATABASE.lock().await;
        let directory = tempfile::tempdir().unwrap();
        let db = database::open(&directory.path().join("conduit.sqlite")).await.unwrap();
        seed::sow(&db).await.unwrap();
        let (app, _) = application::build(db, Path::new("web/dist"), None, None, None).unwrap();

        for (email, password) in [
            (seed::EMAIL, "not hers"),
            ("nobody@example.com", "nobody's"),
            ("nobody@example.com", ""),
        ] {
            assert_eq!(sign_in(&app, email, password).await, StatusCode::UNAUTHORIZED);
            let verified = VERIFIED.lock().unwrap();
            let count = verified.iter().filter(|tried| *tried == password).count();
            assert_eq!(count, 1, "{email} with {password:?}");
        }
    }
}
