-- The lists of the board, their cards, and what was said beside them.

CREATE TABLE list (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL
);

CREATE TABLE card (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    list_id INTEGER NOT NULL REFERENCES list (id),
    -- The order in the list, in which there may be gaps.
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    -- The framework of the page that touched the card last.
    touched_in TEXT NOT NULL
);

CREATE INDEX card_order ON card (list_id, position);

CREATE TABLE line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    framework TEXT NOT NULL,
    text TEXT NOT NULL
);

INSERT INTO list (id, title) VALUES (1, 'To do'), (2, 'Doing'), (3, 'Done');

INSERT INTO card (list_id, position, title, touched_in) VALUES
    (1, 1, 'Invite the neighbours', 'solid'),
    (1, 2, 'Borrow a long table', 'react'),
    (1, 3, 'Lanterns for the trees', 'vue'),
    (2, 1, 'Bake three loaves', 'svelte'),
    (2, 2, 'Tune the guitar', 'react'),
    (3, 1, 'Choose a Saturday', 'vue'),
    (3, 2, 'Ask about the rain', 'solid');
