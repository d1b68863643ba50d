-- What screens read, derived from the log, and what only this laptop knows.

-- `phase`: 0 active, 1 in review or follow-up, 2 closed. `rank`: 1 is worst, 255 is not classified.
-- `due` is when the next update is; `words` is what the filter looks through; `version` is that of `row`.
CREATE TABLE board (
    incident BLOB PRIMARY KEY CHECK (length(incident) = 16),
    phase    INTEGER NOT NULL,
    rank     INTEGER NOT NULL,
    opened   INTEGER NOT NULL,
    due      INTEGER,
    drill    INTEGER NOT NULL,
    internal INTEGER NOT NULL,
    severity TEXT,
    manager  BLOB,
    title    TEXT NOT NULL,
    words    TEXT NOT NULL,
    version  INTEGER NOT NULL,
    row      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX board_by_urgency ON board (phase, rank, opened, due, drill);
CREATE INDEX board_by_severity ON board (phase, rank, opened DESC);
CREATE INDEX board_by_age ON board (phase, opened);
CREATE INDEX board_by_title ON board (phase, title);

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
CREATE VIRTUAL TABLE search USING fts5 (text, content = '', detail = none, prefix = '1 2 3', tokenize = 'ascii');
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);

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
