-- Series of which the hub takes no more until an admin has looked at them. `last` is the furthest that was offered.
CREATE TABLE waiting (
    id      INTEGER PRIMARY KEY,
    stream  BLOB NOT NULL CHECK (length(stream) = 17),
    replica BLOB NOT NULL CHECK (length(replica) = 32),
    run     BLOB NOT NULL CHECK (length(run) = 8),
    first   INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    why     TEXT NOT NULL CHECK (why IN ('revoked', 'leap')),
    since   INTEGER NOT NULL,
    ruling  TEXT CHECK (ruling IN ('admitted', 'refused')),
    UNIQUE (stream, replica, run)
) STRICT;

-- Hubs that the workspace had before, whose word does not count any more, whoever names them.
CREATE TABLE withdrawn_hubs (
    hub BLOB PRIMARY KEY CHECK (length(hub) = 32)
) STRICT, WITHOUT ROWID;
