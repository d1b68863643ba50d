-- What screens read, derived from the log, and what only this laptop knows.

-- What the board sorts and filters by. Row ids follow the order in which incidents came, so that those of one
-- time lie together. `phase`: 0 active, 1 in review or follow-up, 2 closed. `rank`: 1 is worst, 256 is not
-- classified. `due` is when the next update is; `words` is what the filter looks through.
CREATE TABLE board (
    id       INTEGER PRIMARY KEY,
    incident BLOB NOT NULL UNIQUE CHECK (length(incident) = 16),
    phase    INTEGER NOT NULL CHECK (phase BETWEEN 0 AND 2),
    rank     INTEGER NOT NULL,
    opened   INTEGER NOT NULL,
    due      INTEGER,
    drill    INTEGER NOT NULL,
    internal INTEGER NOT NULL,
    severity TEXT,
    manager  BLOB,
    title    TEXT NOT NULL,
    words    TEXT NOT NULL
) STRICT;

CREATE INDEX board_by_urgency ON board (phase, rank, opened, due, drill);
CREATE INDEX board_by_severity ON board (phase, rank, opened DESC);
CREATE INDEX board_by_age ON board (phase, opened);
CREATE INDEX board_by_title ON board (phase, title);

-- What the board shows, as JSON of that version. Apart, so that looking through the board reads little.
CREATE TABLE board_rows (
    id      INTEGER PRIMARY KEY REFERENCES board (id),
    version INTEGER NOT NULL,
    row     TEXT NOT NULL
) STRICT;

-- How many incidents each phase has, so that nobody counts them.
CREATE TABLE board_counts (
    phase INTEGER PRIMARY KEY,
    count INTEGER NOT NULL
) STRICT;
INSERT INTO board_counts VALUES (0, 0), (1, 0), (2, 0);

CREATE TRIGGER board_counts_another AFTER INSERT ON board
BEGIN
    UPDATE board_counts SET count = count + 1 WHERE phase = NEW.phase;
END;

CREATE TRIGGER board_counts_a_move AFTER UPDATE OF phase ON board WHEN OLD.phase <> NEW.phase
BEGIN
    UPDATE board_counts SET count = count - 1 WHERE phase = OLD.phase;
    UPDATE board_counts SET count = count + 1 WHERE phase = NEW.phase;
END;

CREATE TRIGGER board_counts_one_less AFTER DELETE ON board
BEGIN
    UPDATE board_counts SET count = count - 1 WHERE phase = OLD.phase;
END;

-- Who holds a role where.
CREATE TABLE involved (
    person   BLOB NOT NULL CHECK (length(person) = 16),
    incident BLOB NOT NULL CHECK (length(incident) = 16),
    PRIMARY KEY (person, incident)
) STRICT, WITHOUT ROWID;

CREATE INDEX involved_by_incident ON involved (incident);

-- How far the derived tables have read the log, and in which version.
CREATE TABLE projections (
    name     TEXT PRIMARY KEY,
    version  INTEGER NOT NULL,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Contentless: texts are read from the entry itself, the rowid is its position. Words come normalised,
-- so everything that is not ASCII counts as part of a word.
CREATE VIRTUAL TABLE search USING fts5 (text, content = '', detail = none, prefix = '1 2 3 4 5 6 7 8', tokenize = 'ascii');
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);

-- Every word of nine letters or more that is indexed: a longer beginning of a word is looked up here, since
-- FTS5 would gather and merge all its occurrences before the first one is answered.
CREATE TABLE search_words (
    word TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE notices (
    id     INTEGER PRIMARY KEY,
    key    TEXT NOT NULL UNIQUE,
    stream BLOB NOT NULL CHECK (length(stream) = 17),
    nag    TEXT NOT NULL,
    title  TEXT NOT NULL,
    text   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    read   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX notices_unread ON notices (id) WHERE read = 0;

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
