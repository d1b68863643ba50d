-- Incidents with something that a hub is asked to send and has not sent.
CREATE TABLE unsent (
    workspace BYTEA NOT NULL,
    incident  BYTEA NOT NULL CHECK (length(incident) = 16),
    PRIMARY KEY (workspace, incident)
);

-- Of several hubs with one key, the one whose turn it is to send, by the run of its process.
CREATE TABLE senders (
    workspace BYTEA PRIMARY KEY,
    run       BYTEA NOT NULL CHECK (length(run) = 8),
    until     TIMESTAMPTZ NOT NULL
);

-- What opens the channels by which the hub sends, sealed with its key, which is not in the database. `shown_to` says who is
-- shown the secret.
CREATE TABLE secrets (
    workspace   BYTEA NOT NULL,
    destination TEXT NOT NULL,
    shown_to    TEXT NOT NULL,
    sealed      BYTEA NOT NULL,
    PRIMARY KEY (workspace, destination)
);

-- For which addresses a mail was taken that is not done with.
CREATE TABLE reached (
    workspace BYTEA NOT NULL,
    message   TEXT NOT NULL,
    said      TEXT NOT NULL,
    PRIMARY KEY (workspace, message)
);
