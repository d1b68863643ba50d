-- How each destination was doing when it was last spoken to.
CREATE TABLE tries (
    destination TEXT PRIMARY KEY,
    said        TEXT NOT NULL
) STRICT;
