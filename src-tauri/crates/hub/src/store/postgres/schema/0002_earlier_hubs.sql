-- The keys of hubs that a workspace had before, by the word of an admin: what they gave receipts for counts.
CREATE TABLE earlier_hubs (
    workspace BYTEA NOT NULL,
    hub       BYTEA NOT NULL CHECK (length(hub) = 32),
    PRIMARY KEY (workspace, hub)
);
