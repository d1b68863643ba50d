-- What opens the channels by which the hub sends, sealed with its key, which lies in a file of its own. `shown_to` says who
-- is shown the secret.
CREATE TABLE secrets (
    destination TEXT PRIMARY KEY,
    shown_to    TEXT NOT NULL,
    sealed      BLOB NOT NULL
) STRICT;

-- For which addresses a mail was taken that is not done with.
CREATE TABLE reached (
    message TEXT PRIMARY KEY,
    said    TEXT NOT NULL
) STRICT;
