-- Which page each of its places has.
CREATE TABLE pages (
    destination TEXT PRIMARY KEY,
    name        TEXT NOT NULL
) STRICT;

-- Who asked to hear of the public status page. `name` says nothing about them; what their links hold besides follows from
-- it and the hub's key. Nobody hears before `confirmed_at`, nor after `bounced_at`.
CREATE TABLE subscribers (
    name         BLOB PRIMARY KEY CHECK (length(name) = 16),
    way          TEXT NOT NULL CHECK (way IN ('email', 'webhook')),
    address      TEXT NOT NULL,
    by_admin     INTEGER NOT NULL CHECK (by_admin IN (0, 1)),
    asked_at     INTEGER NOT NULL,
    confirmed_at INTEGER,
    bounced_at   INTEGER,
    UNIQUE (way, address)
) STRICT;

-- What became of a message for each of them.
CREATE TABLE told (
    message    TEXT NOT NULL,
    subscriber BLOB NOT NULL REFERENCES subscribers (name) ON DELETE CASCADE,
    taken      INTEGER NOT NULL CHECK (taken IN (0, 1)),
    at         INTEGER NOT NULL,
    PRIMARY KEY (message, subscriber)
) STRICT, WITHOUT ROWID;

CREATE INDEX told_of ON told (subscriber, at);
