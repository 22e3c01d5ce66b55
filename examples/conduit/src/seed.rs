//! The accounts, articles and comments of a new database.

use mizan::{Error, Failure};
use sqlx::SqlitePool;

use crate::{
    articles::{self, ArticleError, Draft},
    comments,
    identity::Me,
    passwords, profiles,
};

/// The account to try Conduit with. All accounts of the seed have the same password.
pub const EMAIL: &str = "reader@example.com";
pub const PASSWORD: &str = "read and write";

/// Usernames and biographies, the reader's first.
const PEOPLE: [(&str, &str); 6] = [
    ("reader", "Here for the long ones."),
    ("baker", "Rye, mostly. Up since three."),
    ("lighthouse", "Two flashes every ten seconds. Keeper of a lamp, a logbook and a cat."),
    ("gardener", "Four beds, one heap, no illusions about the weather."),
    ("cyclist", "Slowly, and further than you would think."),
    ("librarian", "I have read the margins of everything on the second floor."),
];

/// Pairs of a follower and the account that is followed.
const FOLLOWS: [(&str, &str); 7] = [
    ("reader", "lighthouse"),
    ("reader", "baker"),
    ("baker", "gardener"),
    ("gardener", "baker"),
    ("cyclist", "lighthouse"),
    ("librarian", "lighthouse"),
    ("lighthouse", "librarian"),
];

/// The articles, the oldest first: a head, an empty line, a body.
const ARTICLES: [&str; 15] = [
    include_str!("../seed/articles/01-logbook.md"),
    include_str!("../seed/articles/02-first-loaf.md"),
    include_str!("../seed/articles/03-weeding.md"),
    include_str!("../seed/articles/04-compost.md"),
    include_str!("../seed/articles/05-before-breakfast.md"),
    include_str!("../seed/articles/06-salt.md"),
    include_str!("../seed/articles/07-alerts.md"),
    include_str!("../seed/articles/08-puncture.md"),
    include_str!("../seed/articles/09-marginalia.md"),
    include_str!("../seed/articles/10-weather.md"),
    include_str!("../seed/articles/11-tides.md"),
    include_str!("../seed/articles/12-bell.md"),
    include_str!("../seed/articles/13-oven.md"),
    include_str!("../seed/articles/14-catalogue.md"),
    include_str!("../seed/articles/15-ninth-bean.md"),
];

/// The number of an article, the author of the comment, its text.
const COMMENTS: [(usize, &str, &str); 17] = [
    (1, "librarian", "“Never tear out a page.” I am having this printed above the returns desk."),
    (1, "cyclist", "I keep one for the bicycle now. First entry: squeaks."),
    (1, "lighthouse", "Have you noted when it squeaks?"),
    (2, "gardener", "My birds prefer the second loaf. They have standards."),
    (3, "lighthouse", "What happens to the slips with the reasons?"),
    (3, "librarian", "There is a drawer."),
    (4, "baker", "Do you want our crusts? We have a great many crusts."),
    (5, "baker", "That was my van. Good morning!"),
    (6, "gardener", "I did the same once with a whole year of pickles. We do not speak of it."),
    (7, "librarian", "The only alarm in this building is me."),
    (8, "gardener", "You forgot step zero: say the word."),
    (10, "baker", "The ninth of May! We lost the strawberries too."),
    (11, "cyclist", "So can I walk to the island before lunch?"),
    (11, "lighthouse", "On Thursday. Bring boots."),
    (12, "librarian", "I would like one for the reading room."),
    (14, "lighthouse", "“See” is the hero of the whole system. Exactly so."),
    (15, "cyclist", "Counting them now. Eight."),
];

/// Fills an empty database.
pub async fn sow(db: &SqlitePool) -> Result<(), Error> {
    let is_used = "SELECT EXISTS (SELECT 1 FROM account)";
    if sqlx::query_scalar(is_used).fetch_one(db).await? {
        return Ok(());
    }
    println!("Writing the first articles …");
    sow_accounts(db).await?;
    for (follower, followed) in FOLLOWS {
        profiles::set_following(db, &account(follower), followed.to_owned(), true).await?;
    }
    let mut slugs = Vec::new();
    for text in ARTICLES {
        slugs.push(sow_article(db, text).await.map_err(Failure::into_error)?);
    }
    for (number, author, text) in COMMENTS {
        let slug = slugs[number - 1].clone();
        comments::add_comment(db, &account(author), slug, text.to_owned())
            .await
            .map_err(Failure::into_error)?;
    }
    sow_favorites(db, &slugs).await.map_err(Failure::into_error)?;
    Ok(spread_over_time(db).await?)
}

async fn sow_accounts(db: &SqlitePool) -> Result<(), Error> {
    let hash = passwords::hash(PASSWORD.to_owned()).await?;
    for (username, bio) in PEOPLE {
        let insert = "INSERT INTO account (id, username, email, password_hash, bio)
            VALUES (?, ?, ?, ?, ?)";
        sqlx::query(insert)
            .bind(account(username).id)
            .bind(username)
            .bind(format!("{username}@example.com"))
            .bind(&hash)
            .bind(bio)
            .execute(db)
            .await?;
    }
    Ok(())
}

async fn sow_article(db: &SqlitePool, text: &str) -> Result<String, ArticleError> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let field = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value).to_owned()
    };
    let draft = Draft {
        title: field("title"),
        description: field("description"),
        body: body.to_owned(),
        tags: field("tags").split(", ").map(str::to_owned).collect(),
    };
    articles::publish(db, &account(&field("author")), draft).await
}

/// Gives some articles many favourites, and some few.
async fn sow_favorites(db: &SqlitePool, slugs: &[String]) -> Result<(), ArticleError> {
    for (number, slug) in slugs.iter().enumerate() {
        for (person, (username, _)) in PEOPLE.iter().enumerate() {
            if (number * 5 + person * 3) % 7 < number * number % 5 + 1 {
                articles::set_favorite(db, &account(username), slug.clone(), true).await?;
            }
        }
    }
    Ok(())
}

/// Dates the articles 49 hours apart, and the comments some minutes after their article.
async fn spread_over_time(db: &SqlitePool) -> Result<(), sqlx::Error> {
    let articles = "
        UPDATE article SET created_at = strftime(
            '%Y-%m-%dT%H:%M:%fZ', 'now', format('-%d hours', 49 * (16 - id) - 40)
        )";
    let comments = "
        UPDATE comment SET created_at = (
            SELECT strftime('%Y-%m-%dT%H:%M:%fZ', article.created_at, format('+%d minutes', 5 * comment.id))
            FROM article WHERE article.id = article_id
        )";
    for update in [articles, comments] {
        sqlx::query(update).execute(db).await?;
    }
    Ok(())
}

/// An account of the seed. Ids follow the order of the list.
fn account(username: &str) -> Me {
    let position = PEOPLE.iter().position(|(name, _)| *name == username);
    Me { id: position.map_or(0, |position| position as i64 + 1) }
}
