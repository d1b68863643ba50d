-- All that hubs keep. Several workspaces may share a database, and the workspace begins every key, so that a distributed
-- PostgreSQL keeps what belongs together in one place.

-- One row for each workspace. Whoever changes the log holds its lock from before judging until after the commit, so the
-- order of commits is that of positions. `hub` is the public key of the home hub; `mark` stands for the whole log.
CREATE TABLE workspaces (
    workspace   BYTEA PRIMARY KEY CHECK (length(workspace) = 32),
    hub         BYTEA NOT NULL CHECK (length(hub) = 32),
    position    BIGINT NOT NULL DEFAULT 0,
    mark        BYTEA NOT NULL DEFAULT '\x0000000000000000' CHECK (length(mark) = 8),
    next_number BIGINT NOT NULL DEFAULT 1,
    url         TEXT
);

-- How far each series is held. `id` is the position of its first entry.
CREATE TABLE series (
    workspace BYTEA NOT NULL,
    id        BIGINT NOT NULL,
    stream    BYTEA NOT NULL CHECK (length(stream) = 17),
    replica   BYTEA NOT NULL CHECK (length(replica) = 32),
    run       BYTEA NOT NULL CHECK (length(run) = 8),
    seq       BIGINT NOT NULL CHECK (seq > 0),
    hash      BYTEA NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, stream, replica, run)
);

-- `position` has no gaps. `mark` stands for everything up to there. The body is exactly what its author sent.
CREATE TABLE entries (
    workspace   BYTEA NOT NULL,
    position    BIGINT NOT NULL CHECK (position > 0),
    series      BIGINT NOT NULL,
    seq         BIGINT NOT NULL CHECK (seq > 0),
    stamp       BIGINT NOT NULL CHECK (stamp > 0),
    v           INTEGER NOT NULL,
    flags       INTEGER NOT NULL,
    recorded_at BIGINT NOT NULL,
    body_sha256 BYTEA NOT NULL CHECK (length(body_sha256) = 32),
    hash        BYTEA NOT NULL CHECK (length(hash) = 32),
    mark        BYTEA NOT NULL CHECK (length(mark) = 8),
    signature   BYTEA CHECK (length(signature) = 64),
    body        BYTEA,
    PRIMARY KEY (workspace, position),
    UNIQUE (workspace, series, seq)
);

CREATE TABLE members (
    workspace  BYTEA NOT NULL,
    person     BYTEA NOT NULL CHECK (length(person) = 16),
    name       TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('admin', 'responder', 'observer')),
    joined_at  BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (workspace, person)
);

-- `invitation` is the one it came with, so that a laptop whose answer was lost may ask again.
CREATE TABLE devices (
    workspace  BYTEA NOT NULL,
    id         BIGINT NOT NULL,
    person     BYTEA NOT NULL,
    replica    BYTEA NOT NULL CHECK (length(replica) = 32),
    name       TEXT NOT NULL,
    token      BYTEA NOT NULL CHECK (length(token) = 32),
    invitation BYTEA NOT NULL CHECK (length(invitation) = 32),
    joined_at  BIGINT NOT NULL,
    revoked_at BIGINT,
    PRIMARY KEY (workspace, id),
    UNIQUE (workspace, replica),
    UNIQUE (workspace, token),
    FOREIGN KEY (workspace, person) REFERENCES members (workspace, person)
);

-- `made_at`, since an invitation from before a revocation does not undo that. `replica` where only one laptop may use
-- it; `person` where it is for one more laptop of somebody.
CREATE TABLE invitations (
    workspace  BYTEA NOT NULL,
    code       BYTEA NOT NULL CHECK (length(code) = 32),
    role       TEXT NOT NULL CHECK (role IN ('admin', 'responder', 'observer')),
    uses       BIGINT NOT NULL CHECK (uses >= 0),
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    person     BYTEA CHECK (length(person) = 16),
    replica    BYTEA CHECK (length(replica) = 32),
    PRIMARY KEY (workspace, code)
);

CREATE FUNCTION entries_are_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A redaction drops the text and nothing else.
    IF TG_OP = 'UPDATE' AND OLD.body IS NOT NULL AND NEW.body IS NULL THEN
        OLD.body := NULL;
        IF OLD IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'entries are for ever';
END
$$;

CREATE TRIGGER entries_are_for_ever BEFORE UPDATE OR DELETE ON entries
FOR EACH ROW EXECUTE FUNCTION entries_are_for_ever();
