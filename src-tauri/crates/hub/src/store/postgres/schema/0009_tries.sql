-- How each destination was doing when it was last spoken to.
CREATE TABLE tries (
    workspace   BYTEA NOT NULL,
    destination TEXT NOT NULL,
    said        TEXT NOT NULL,
    PRIMARY KEY (workspace, destination)
);
