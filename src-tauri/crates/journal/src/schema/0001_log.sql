-- The log. Everything else in this file is derived from it, or is this laptop's own business.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The names of series, so that an entry carries a number for them. The head of a series is its last entry, which
-- the index of the entries finds whatever the length of its history.
CREATE TABLE series (
    id      INTEGER PRIMARY KEY,
    stream  BLOB NOT NULL CHECK (length(stream) = 17),
    replica BLOB NOT NULL CHECK (length(replica) = 32),
    run     BLOB NOT NULL CHECK (length(run) = 8),
    UNIQUE (stream, replica, run)
) STRICT;

-- `position` is the order of commits in this file. Rows are never deleted, so it has no gaps.
CREATE TABLE entries (
    position    INTEGER PRIMARY KEY,
    series      INTEGER NOT NULL REFERENCES series (id),
    seq         INTEGER NOT NULL CHECK (seq > 0),
    stamp       INTEGER NOT NULL CHECK (stamp > 0),
    v           INTEGER NOT NULL,
    flags       INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    body_sha256 BLOB NOT NULL CHECK (length(body_sha256) = 32),
    hash        BLOB NOT NULL CHECK (length(hash) = 32),
    signature   BLOB CHECK (length(signature) = 64),
    body        BLOB,
    UNIQUE (series, seq)
) STRICT;

-- Which entries a redaction hides: only these may lose their body.
CREATE TABLE redactions (
    entry INTEGER PRIMARY KEY REFERENCES entries (position),
    by    INTEGER NOT NULL REFERENCES entries (position)
) STRICT;

CREATE TRIGGER entries_are_never_deleted BEFORE DELETE ON entries
BEGIN
    SELECT RAISE(ABORT, 'entries are for ever');
END;

CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
WHEN NOT (
    OLD.body IS NOT NULL AND NEW.body IS NULL
    AND EXISTS (SELECT 1 FROM redactions WHERE entry = OLD.position)
    AND NEW.position IS OLD.position AND NEW.series IS OLD.series AND NEW.seq IS OLD.seq
    AND NEW.stamp IS OLD.stamp AND NEW.v IS OLD.v AND NEW.flags IS OLD.flags
    AND NEW.recorded_at IS OLD.recorded_at AND NEW.body_sha256 IS OLD.body_sha256
    AND NEW.hash IS OLD.hash AND NEW.signature IS OLD.signature
)
BEGIN
    SELECT RAISE(ABORT, 'entries are for ever');
END;

CREATE TRIGGER redactions_are_never_deleted BEFORE DELETE ON redactions
BEGIN
    SELECT RAISE(ABORT, 'redactions are for ever');
END;

CREATE TRIGGER redactions_never_change BEFORE UPDATE ON redactions
BEGIN
    SELECT RAISE(ABORT, 'redactions are for ever');
END;

CREATE TRIGGER series_are_never_deleted BEFORE DELETE ON series
BEGIN
    SELECT RAISE(ABORT, 'series are for ever');
END;

CREATE TRIGGER series_never_change BEFORE UPDATE ON series
BEGIN
    SELECT RAISE(ABORT, 'series are for ever');
END;
