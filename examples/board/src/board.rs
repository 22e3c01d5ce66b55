//! The board: lists of cards, which everybody moves at once.

use mizan::Error;
use serde::Serialize;
use sqlx::{SqliteConnection, SqlitePool};

use crate::guests::{Framework, Me};

/// The longest title of a card in characters.
const LONGEST_TITLE: usize = 80;

/// A list with its cards, in their order.
#[derive(Serialize, mizan::Type)]
pub struct List {
    pub id: i64,
    pub title: String,
    pub cards: Vec<Card>,
}

#[derive(Serialize, sqlx::FromRow, mizan::Type)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    pub id: i64,
    pub title: String,
    /// The framework of the page that touched the card last.
    pub touched_in: Framework,
}

/// What goes wrong on a board that others change as well.
#[derive(Serialize, mizan::Type, mizan::Failure)]
pub enum BoardError {
    #[mizan(not_found, message = "Somebody else has removed this card.")]
    Gone,
    #[mizan(bad_request, message = "A title has between 1 and 80 characters.")]
    Title,
    #[mizan(transparent)]
    Other(Error),
}

/// The board that everybody looks at.
#[derive(mizan::Context)]
#[mizan(live)]
pub struct Board;

/// All lists with their cards.
#[mizan::client(context = Board, auth = anyone)]
pub async fn lists(db: &SqlitePool) -> Result<Vec<List>, Error> {
    let titles: Vec<(i64, String)> =
        sqlx::query_as("SELECT id, title FROM list ORDER BY id").fetch_all(db).await?;
    let mut lists = Vec::with_capacity(titles.len());
    for (id, title) in titles {
        let select = "SELECT id, title, touched_in FROM card WHERE list_id = ? ORDER BY position";
        let cards = sqlx::query_as(select).bind(id).fetch_all(db).await?;
        lists.push(List { id, title, cards });
    }
    Ok(lists)
}

/// Adds a card to the end of a list.
#[mizan::client(affects = Board)]
pub async fn add_card(
    db: &SqlitePool,
    me: &Me,
    list_id: i64,
    title: String,
) -> Result<(), BoardError> {
    let title = title.trim();
    if !(1..=LONGEST_TITLE).contains(&title.chars().count()) {
        return Err(BoardError::Title);
    }
    let insert = "
        INSERT INTO card (list_id, position, title, touched_in)
        SELECT id, (SELECT COALESCE(MAX(position), 0) + 1 FROM card WHERE list_id = list.id), ?, ?
        FROM list WHERE id = ?";
    let insert = sqlx::query(insert).bind(title).bind(me.framework).bind(list_id);
    match insert.execute(db).await?.rows_affected() {
        0 => Err(BoardError::Gone),
        _ => Ok(()),
    }
}

/// Moves a card in front of another one, or to the end of a list. The neighbour says where, and not a
/// number, so that a move means the same when others have moved something meanwhile. Where the neighbour
/// is gone, the card goes to the end.
#[mizan::client(affects = Board)]
pub async fn move_card(
    db: &SqlitePool,
    me: &Me,
    card_id: i64,
    list_id: i64,
    before: Option<i64>,
) -> Result<(), BoardError> {
    // Writers wait for each other here, so that a move begins with the order that the one before made.
    let mut transaction = db.begin_with("BEGIN IMMEDIATE").await?;
    let position = make_room(&mut transaction, list_id, before).await?;
    let update = "
        UPDATE card SET list_id = ?1, position = ?2, touched_in = ?3
        WHERE id = ?4 AND EXISTS (SELECT 1 FROM list WHERE id = ?1)";
    let moved = sqlx::query(update)
        .bind(list_id)
        .bind(position)
        .bind(me.framework)
        .bind(card_id)
        .execute(&mut *transaction)
        .await?;
    if moved.rows_affected() == 0 {
        return Err(BoardError::Gone);
    }
    transaction.commit().await?;
    Ok(())
}

/// Removes a card.
#[mizan::client(affects = Board, auth)]
pub async fn remove_card(db: &SqlitePool, card_id: i64) -> Result<(), BoardError> {
    let deleted = sqlx::query("DELETE FROM card WHERE id = ?").bind(card_id).execute(db).await?;
    match deleted.rows_affected() {
        0 => Err(BoardError::Gone),
        _ => Ok(()),
    }
}

/// Makes room in front of a card of a list, or behind the last one, and returns the position.
async fn make_room(
    db: &mut SqliteConnection,
    list_id: i64,
    before: Option<i64>,
) -> Result<i64, Error> {
    let find = "SELECT position FROM card WHERE id = ? AND list_id = ?";
    let found: Option<i64> =
        sqlx::query_scalar(find).bind(before).bind(list_id).fetch_optional(&mut *db).await?;
    let Some(position) = found else {
        let end = "SELECT COALESCE(MAX(position), 0) + 1 FROM card WHERE list_id = ?";
        return Ok(sqlx::query_scalar(end).bind(list_id).fetch_one(db).await?);
    };
    let shift = "UPDATE card SET position = position + 1 WHERE list_id = ? AND position >= ?";
    sqlx::query(shift).bind(list_id).bind(position).execute(db).await?;
    Ok(position)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database;

    const ME: Me = Me { id: 1, framework: Framework::Vue };

    /// The cards of a new board in a directory that is removed when it is dropped.
    async fn open() -> (tempfile::TempDir, SqlitePool) {
        let directory = tempfile::tempdir().expect("a directory");
        let db = database::open(&directory.path().join("board.sqlite")).await.expect("a database");
        (directory, db)
    }

    /// The ids of the cards, list by list.
    async fn cards(db: &SqlitePool) -> Vec<Vec<i64>> {
        let lists = lists(db).await.expect("the lists");
        lists.iter().map(|list| list.cards.iter().map(|card| card.id).collect()).collect()
    }

    async fn shift(db: &SqlitePool, card_id: i64, list_id: i64, before: Option<i64>) {
        move_card(db, &ME, card_id, list_id, before).await.unwrap_or_else(|_| panic!("{card_id}"));
    }

    #[tokio::test]
    async fn a_card_goes_in_front_of_its_neighbour_or_to_the_end() {
        let (_directory, db) = open().await;
        assert_eq!(cards(&db).await, [vec![1, 2, 3], vec![4, 5], vec![6, 7]]);
        shift(&db, 5, 1, Some(2)).await;
        assert_eq!(cards(&db).await, [vec![1, 5, 2, 3], vec![4], vec![6, 7]]);
        shift(&db, 3, 1, Some(1)).await;
        assert_eq!(cards(&db).await, [vec![3, 1, 5, 2], vec![4], vec![6, 7]]);
        shift(&db, 1, 1, Some(1)).await;
        assert_eq!(cards(&db).await, [vec![3, 1, 5, 2], vec![4], vec![6, 7]]);
        shift(&db, 1, 3, None).await;
        assert_eq!(cards(&db).await, [vec![3, 5, 2], vec![4], vec![6, 7, 1]]);
        // The neighbour is on another list by now.
        shift(&db, 3, 2, Some(6)).await;
        assert_eq!(cards(&db).await, [vec![5, 2], vec![4, 3], vec![6, 7, 1]]);
    }

    #[tokio::test]
    async fn a_card_or_a_list_that_is_gone_is_told() {
        let (_directory, db) = open().await;
        let is_gone = |result| matches!(result, Err(BoardError::Gone));
        assert!(is_gone(move_card(&db, &ME, 99, 1, Some(2)).await));
        assert!(is_gone(move_card(&db, &ME, 1, 99, None).await));
        assert!(is_gone(add_card(&db, &ME, 99, "Somewhere".to_owned()).await));
        assert!(is_gone(remove_card(&db, 99).await));
        assert_eq!(cards(&db).await, [vec![1, 2, 3], vec![4, 5], vec![6, 7]]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn moves_at_once_leave_each_card_once() {
        let (_directory, db) = open().await;
        let mut moves = tokio::task::JoinSet::new();
        for step in 0..140 {
            let db = db.clone();
            let (card, neighbour) = (step % 7 + 1, step % 5 + 1);
            moves.spawn(async move { shift(&db, card, step % 3 + 1, Some(neighbour)).await });
        }
        moves.join_all().await;
        let mut all = cards(&db).await.concat();
        all.sort_unstable();
        assert_eq!(all, [1, 2, 3, 4, 5, 6, 7]);
        let twice = "SELECT COUNT(*) FROM card GROUP BY list_id, position HAVING COUNT(*) > 1";
        assert!(sqlx::query(twice).fetch_all(&db).await.expect("an answer").is_empty());
    }
}
