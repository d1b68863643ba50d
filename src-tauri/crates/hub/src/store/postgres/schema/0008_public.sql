-- Which page each of its places has.
CREATE TABLE pages (
    workspace   BYTEA NOT NULL,
    destination TEXT NOT NULL,
    name        TEXT NOT NULL,
    PRIMARY KEY (workspace, destination)
);

-- Who asked to hear of the public status page. `name` says nothing about them; what their links hold besides follows from
-- it and the hub's key. Nobody hears before `confirmed_at`, nor after `bounced_at`.
CREATE TABLE subscribers (
    workspace    BYTEA NOT NULL,
    name         BYTEA NOT NULL CHECK (length(name) = 16),
    way          TEXT NOT NULL CHECK (way IN ('email', 'webhook')),
    address      TEXT NOT NULL,
    by_admin     BOOLEAN NOT NULL,
    asked_at     BIGINT NOT NULL,
    confirmed_at BIGINT,
    bounced_at   BIGINT,
    PRIMARY KEY (workspace, name),
    UNIQUE (workspace, way, address)
);

-- What became of a message for each of them.
CREATE TABLE told (
    workspace  BYTEA NOT NULL,
    message    TEXT NOT NULL,
    subscriber BYTEA NOT NULL,
    taken      BOOLEAN NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (workspace, message, subscriber),
    FOREIGN KEY (workspace, subscriber) REFERENCES subscribers (workspace, name) ON DELETE CASCADE
);

CREATE INDEX told_of ON told (workspace, subscriber, at);
