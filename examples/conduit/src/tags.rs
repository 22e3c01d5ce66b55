//! The most frequent tags.

use mizan::Error;
use sqlx::SqlitePool;

/// What the front page offers to choose from.
#[derive(mizan::Context)]
pub struct Tags;

/// The tags that most articles have.
#[mizan::client(context = Tags, auth = anyone)]
pub async fn popular_tags(db: &SqlitePool) -> Result<Vec<String>, Error> {
    let most_used = "SELECT name FROM tag GROUP BY name ORDER BY count(*) DESC, name LIMIT 20";
    Ok(sqlx::query_scalar(most_used).fetch_all(db).await?)
}
