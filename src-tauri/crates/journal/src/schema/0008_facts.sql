-- The facts of a long stream as they were read when its checkpoint was kept, so that opening it reads only what came since, and
-- in which form they are. What was kept before has none, and is made anew.
DROP TABLE checkpoints;
CREATE TABLE checkpoints (
    stream BLOB PRIMARY KEY CHECK (length(stream) = 17),
    form   TEXT NOT NULL,
    state  BLOB NOT NULL,
    facts  BLOB
) STRICT;
