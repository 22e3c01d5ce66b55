//! Passwords, kept as argon2 hashes.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use mizan::Error;
use tokio::task::spawn_blocking;

/// Hashing takes long on purpose, so it happens beside the threads that answer requests.
pub async fn hash(password: String) -> Result<String, Error> {
    Ok(spawn_blocking(move || {
        let hash: argon2::password_hash::Result<PasswordHash> =
            Argon2::default().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string())
    })
    .await??)
}

pub async fn matches(password: String, hash: String) -> Result<bool, Error> {
    Ok(spawn_blocking(move || {
        let hash = PasswordHash::new(&hash)?;
        Ok::<_, argon2::password_hash::Error>(
            Argon2::default().verify_password(password.as_bytes(), &hash).is_ok(),
        )
    })
    .await??)
}
