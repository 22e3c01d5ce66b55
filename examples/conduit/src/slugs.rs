//! Slugs: the titles of articles in the form of an address.

use std::collections::HashSet;

use sqlx::SqliteConnection;

/// Gives an article the slug of its title, unless it already has that slug, and returns the slug. A
/// number follows the slug of a title that another article had before.
pub async fn assign(
    db: &mut SqliteConnection,
    article_id: i64,
    title: &str,
) -> Result<String, sqlx::Error> {
    let base = match slug::slugify(title) {
        slug if slug.is_empty() => "article".to_owned(),
        slug => slug,
    };
    let of_others = "
        SELECT slug FROM slug
        WHERE article_id <> ?1 AND (slug = ?2 OR slug GLOB ?2 || '-[0-9]*')";
    let taken: Vec<String> =
        sqlx::query_scalar(of_others).bind(article_id).bind(&base).fetch_all(&mut *db).await?;
    let slug = first_free(base, &taken.into_iter().collect());
    let insert = "INSERT OR IGNORE INTO slug (slug, article_id) VALUES (?, ?)";
    sqlx::query(insert).bind(&slug).bind(article_id).execute(&mut *db).await?;
    let update = "UPDATE article SET slug = ? WHERE id = ?";
    sqlx::query(update).bind(&slug).bind(article_id).execute(db).await?;
    Ok(slug)
}

fn first_free(base: String, taken: &HashSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    let free = std::iter::once(base.clone()).chain(numbered).find(|slug| !taken.contains(slug));
    free.unwrap_or(base)
}
