-- What a hub's word is held against: a sum of all that it is known to hold, and what it did that it should not have.

-- The number of a series that a hub's checksum is the sum of; none while this file does not hold as much of it.
ALTER TABLE hub_heads ADD COLUMN term BLOB CHECK (length(term) = 16);
-- The hub holds the series and does not show it to this laptop, so its checksum is without it too.
ALTER TABLE hub_heads ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;

-- The sum of the terms, and how far off the hub's own checksum was when comparing could not explain it.
ALTER TABLE hubs ADD COLUMN sum BLOB NOT NULL DEFAULT x'00000000000000000000000000000000' CHECK (length(sum) = 16);
ALTER TABLE hubs ADD COLUMN unexplained BLOB NOT NULL DEFAULT x'00000000000000000000000000000000'
    CHECK (length(unexplained) = 16);

-- The hub had been put back to an earlier state, and what it lacks is still being brought to it.
ALTER TABLE hubs ADD COLUMN restoring INTEGER NOT NULL DEFAULT 0;

-- What a hub was found to have done to a stream, or to no single one of them (an empty `stream`), and to how many
-- entries. Kept when everything else about the hub is forgotten: the receipts that show it are kept too.
CREATE TABLE findings (
    hub     BLOB NOT NULL CHECK (length(hub) = 32),
    what    TEXT NOT NULL,
    stream  BLOB NOT NULL CHECK (length(stream) IN (0, 17)),
    entries INTEGER NOT NULL,
    since   INTEGER NOT NULL,
    seen    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (hub, what, stream)
) STRICT, WITHOUT ROWID;
