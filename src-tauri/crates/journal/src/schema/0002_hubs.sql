-- What is known of hubs that hold this log too. All of it can be lost without losing an entry: then everything is
-- offered and asked for once more.

-- How far a hub's log was read (`position` and `mark` are the hub's), the furthest place of it that was ever heard of
-- (`seen`), and how far this log was offered to it (`pushed` is a position of this file).
CREATE TABLE hubs (
    hub       BLOB PRIMARY KEY CHECK (length(hub) = 32),
    position  INTEGER NOT NULL DEFAULT 0,
    mark      BLOB NOT NULL DEFAULT x'0000000000000000' CHECK (length(mark) = 8),
    seen      INTEGER NOT NULL DEFAULT 0,
    seen_mark BLOB NOT NULL DEFAULT x'0000000000000000' CHECK (length(seen_mark) = 8),
    pushed    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- How far a hub holds each series. What lies beyond is the outbox.
CREATE TABLE hub_heads (
    hub    BLOB NOT NULL REFERENCES hubs (hub),
    series INTEGER NOT NULL REFERENCES series (id),
    seq    INTEGER NOT NULL,
    PRIMARY KEY (hub, series)
) STRICT, WITHOUT ROWID;

-- Series that a hub holds further than this file, as far as it is known: to be asked for until they have come.
CREATE TABLE owed (
    hub     BLOB NOT NULL REFERENCES hubs (hub),
    stream  BLOB NOT NULL CHECK (length(stream) = 17),
    replica BLOB NOT NULL CHECK (length(replica) = 32),
    run     BLOB NOT NULL CHECK (length(run) = 8),
    seq     INTEGER NOT NULL,
    PRIMARY KEY (hub, stream, replica, run)
) STRICT, WITHOUT ROWID;

-- Series of which a hub did not take something, and why; the others go on. Those that wait are offered again when
-- something has come; the rest needs a person.
CREATE TABLE kept_back (
    hub    BLOB NOT NULL REFERENCES hubs (hub),
    series INTEGER NOT NULL REFERENCES series (id),
    seq    INTEGER NOT NULL,
    why    TEXT NOT NULL,
    waits  INTEGER NOT NULL,
    since  INTEGER NOT NULL,
    PRIMARY KEY (hub, series)
) STRICT, WITHOUT ROWID;

-- A hub's signed word that it holds a series up to an entry; the furthest of each hub is kept.
CREATE TABLE receipts (
    series    INTEGER NOT NULL REFERENCES series (id),
    hub       BLOB NOT NULL CHECK (length(hub) = 32),
    seq       INTEGER NOT NULL,
    hash      BLOB NOT NULL CHECK (length(hash) = 32),
    at        INTEGER NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (series, hub)
) STRICT, WITHOUT ROWID;

-- Where this file is a hub's: what stands for everything up to a position. Filled as far as somebody asked.
CREATE TABLE marks (
    position INTEGER PRIMARY KEY REFERENCES entries (position),
    mark     BLOB NOT NULL CHECK (length(mark) = 8)
) STRICT;
