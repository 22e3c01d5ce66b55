//! The sessions, stored in the database of the application.

use async_trait::async_trait;
use sqlx::{SqlitePool, types::Json};
use tower_sessions::{
    Expiry, SessionManagerLayer, SessionStore,
    cookie::time::Duration,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// The layer that finds the session of a request by its cookie. A session that is not used for a
/// month ends.
pub fn layer(db: SqlitePool) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions(db))
        .with_name("conduit")
        // The example is served on localhost, without TLS.
        .with_secure(false)
        .with_expiry(Expiry::OnInactivity(Duration::days(30)))
}

#[derive(Clone, Debug)]
pub struct Sessions(SqlitePool);

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let clean = "DELETE FROM session WHERE expires_at < unixepoch()";
        sqlx::query(clean).execute(&self.0).await.map_err(failed)?;
        // A collision needs no check: an id has 128 random bits.
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let upsert = "INSERT OR REPLACE INTO session (id, record, expires_at) VALUES (?, ?, ?)";
        sqlx::query(upsert)
            .bind(record.id.to_string())
            .bind(Json(record))
            .bind(record.expiry_date.unix_timestamp())
            .execute(&self.0)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let select = "SELECT record FROM session WHERE id = ? AND expires_at > unixepoch()";
        let found = sqlx::query_scalar(select).bind(id.to_string()).fetch_optional(&self.0).await;
        Ok(found.map_err(failed)?.map(|Json(record)| record))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let delete = "DELETE FROM session WHERE id = ?";
        sqlx::query(delete).bind(id.to_string()).execute(&self.0).await.map_err(failed)?;
        Ok(())
    }
}

fn failed(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}
