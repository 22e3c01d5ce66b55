//! The room beside the board: who is here, and what they say.

use mizan::Error;
use serde::{Deserialize, Serialize};
use sqlx::SqlitePool;

use crate::guests::{Framework, Me};

/// The longest line in characters.
const LONGEST_LINE: usize = 200;

/// Something that was said.
#[derive(Clone, Serialize, Deserialize, sqlx::FromRow, mizan::Type)]
pub struct Line {
    pub id: i64,
    pub name: String,
    pub framework: Framework,
    pub text: String,
}

/// Who is here, and in which framework.
#[derive(Serialize, Deserialize, mizan::Type)]
pub struct Guest {
    pub id: u32,
    pub name: String,
    pub framework: Framework,
}

/// The room beside the board.
#[derive(mizan::Channel)]
#[mizan(message = Line, presence = Guest)]
pub struct Chat;

/// The last 50 lines, for a newcomer.
#[mizan::client(join = Chat, auth)]
pub async fn enter(db: &SqlitePool) -> Result<Vec<Line>, Error> {
    let select = "
        SELECT * FROM (SELECT id, name, framework, text FROM line ORDER BY id DESC LIMIT 50)
        ORDER BY id";
    Ok(sqlx::query_as(select).fetch_all(db).await?)
}

/// Says something to everybody.
#[mizan::client(send = Chat)]
pub async fn say(db: &SqlitePool, me: &Me, text: String) -> Result<Line, Error> {
    let text = text.trim();
    if !(1..=LONGEST_LINE).contains(&text.chars().count()) {
        return Err(Error::bad_request("A line has between 1 and 200 characters."));
    }
    let insert = "
        INSERT INTO line (name, framework, text) VALUES (?, ?, ?)
        RETURNING id, name, framework, text";
    let insert = sqlx::query_as(insert).bind(me.name()).bind(me.framework).bind(text);
    Ok(insert.fetch_one(db).await?)
}

/// How the others see somebody.
#[mizan::client(present = Chat)]
pub fn guest(me: &Me) -> Guest {
    Guest { id: me.id, name: me.name().to_owned(), framework: me.framework }
}
