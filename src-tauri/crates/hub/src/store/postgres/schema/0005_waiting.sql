-- Series of which the hub takes no more until an admin has looked at them. `last` is the furthest that was offered.
CREATE TABLE waiting (
    workspace BYTEA NOT NULL,
    id        BIGINT NOT NULL,
    stream    BYTEA NOT NULL CHECK (length(stream) = 17),
    replica   BYTEA NOT NULL CHECK (length(replica) = 32),
    run       BYTEA NOT NULL CHECK (length(run) = 8),
    first     BIGINT NOT NULL,
    last      BIGINT NOT NULL,
    why       TEXT NOT NULL CHECK (why IN ('revoked', 'leap')),
    since     BIGINT NOT NULL,
    ruling    TEXT CHECK (ruling IN ('admitted', 'refused')),
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, stream, replica, run)
);

-- Hubs that the workspace had before, whose word does not count any more, whoever names them.
CREATE TABLE withdrawn_hubs (
    workspace BYTEA NOT NULL,
    hub       BYTEA NOT NULL CHECK (length(hub) = 32),
    PRIMARY KEY (workspace, hub)
);
