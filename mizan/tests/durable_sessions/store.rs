//! Sessions of `tower-sessions`, in a table of Postgres.

use async_trait::async_trait;
use sqlx::{PgPool, Row};
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

/// Sessions in `CREATE TABLE session (id text PRIMARY KEY, record text NOT NULL, ends bigint NOT NULL)`.
#[derive(Clone, Debug)]
pub struct Sessions(pub PgPool);

#[async_trait]
impl SessionStore for Sessions {
    async fn save(&self, record: &Record) -> Result<()> {
        let upsert = "INSERT INTO session (id, record, ends) VALUES ($1, $2, $3)
            ON CONFLICT (id) DO UPDATE SET record = excluded.record, ends = excluded.ends";
        let text = serde_json::to_string(record).map_err(|it| Error::Encode(it.to_string()))?;
        let query = sqlx::query(upsert).bind(record.id.to_string()).bind(text);
        query.bind(record.expiry_date.unix_timestamp()).execute(&self.0).await.map_err(failed)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let select =
            "SELECT record FROM session WHERE id = $1 AND ends > extract(epoch FROM now())";
        let row = sqlx::query(select).bind(id.to_string()).fetch_optional(&self.0).await;
        let text: Option<String> = row.map_err(failed)?.map(|row| row.get(0));
        text.map(|text| serde_json::from_str(&text).map_err(|it| Error::Decode(it.to_string())))
            .transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let delete = "DELETE FROM session WHERE id = $1";
        sqlx::query(delete).bind(id.to_string()).execute(&self.0).await.map_err(failed)?;
        Ok(())
    }
}

fn failed(error: sqlx::Error) -> Error {
    Error::Backend(error.to_string())
}
