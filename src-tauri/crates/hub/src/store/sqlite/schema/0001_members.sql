-- Who may talk to this hub. Not part of the log: it is this hub's own business, and changes without history.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
    person     BLOB PRIMARY KEY CHECK (length(person) = 16),
    name       TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('admin', 'responder', 'observer')),
    joined_at  INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

-- `invitation` is the one it came with, so that a laptop whose answer was lost may ask again.
CREATE TABLE devices (
    id         INTEGER PRIMARY KEY,
    person     BLOB NOT NULL REFERENCES members (person),
    replica    BLOB NOT NULL UNIQUE CHECK (length(replica) = 32),
    name       TEXT NOT NULL,
    token      BLOB NOT NULL UNIQUE CHECK (length(token) = 32),
    invitation BLOB NOT NULL CHECK (length(invitation) = 32),
    joined_at  INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE INDEX devices_of ON devices (person);

-- `made_at`, since an invitation from before a revocation does not undo that. `replica` where only one laptop may use
-- it; `person` where it is for one more laptop of somebody.
CREATE TABLE invitations (
    code       BLOB PRIMARY KEY CHECK (length(code) = 32),
    role       TEXT NOT NULL CHECK (role IN ('admin', 'responder', 'observer')),
    uses       INTEGER NOT NULL CHECK (uses >= 0),
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    person     BLOB CHECK (length(person) = 16),
    replica    BLOB CHECK (length(replica) = 32)
) STRICT;
