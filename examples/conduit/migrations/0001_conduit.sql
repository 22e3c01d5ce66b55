CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    username TEXT NOT NULL UNIQUE COLLATE NOCASE,
    email TEXT NOT NULL UNIQUE COLLATE NOCASE,
    password_hash TEXT NOT NULL,
    bio TEXT NOT NULL DEFAULT '',
    picture TEXT REFERENCES picture
) STRICT;

CREATE TABLE picture (
    -- Nobody guesses it, and another picture has another one.
    id TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(16)))),
    media_type TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE follow (
    follower_id INTEGER NOT NULL REFERENCES account,
    followed_id INTEGER NOT NULL REFERENCES account,
    PRIMARY KEY (follower_id, followed_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id INTEGER NOT NULL REFERENCES account,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ')),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ'))
) STRICT;
CREATE INDEX article_of_author ON article (author_id);

-- Every slug that an article ever had: a link to it stays good when its title changes.
CREATE TABLE slug (
    slug TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX slug_of_article ON slug (article_id);

CREATE TABLE tag (
    article_id INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (article_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_with_tag ON tag (name, article_id);

CREATE TABLE favorite (
    account_id INTEGER NOT NULL REFERENCES account,
    article_id INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    PRIMARY KEY (account_id, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX favorite_of_article ON favorite (article_id);

CREATE TABLE comment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    author_id INTEGER NOT NULL REFERENCES account,
    body TEXT NOT NULL,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ'))
) STRICT;
CREATE INDEX comment_on_article ON comment (article_id);

CREATE TABLE session (
    id TEXT PRIMARY KEY,
    -- JSON.
    record TEXT NOT NULL,
    -- Seconds since 1970.
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- An account as others see it.
CREATE VIEW profile AS
SELECT id, username, bio, '/pictures/' || picture AS image FROM account;

-- An article as lists show it, with its author.
CREATE VIEW preview AS
SELECT
    article.*,
    (
        SELECT json_group_array(name)
        FROM (SELECT name FROM tag WHERE article_id = article.id ORDER BY position)
    ) AS tags,
    (SELECT count(*) FROM favorite WHERE article_id = article.id) AS favorites_count,
    profile.username,
    profile.bio,
    profile.image
FROM article JOIN profile ON profile.id = author_id;
