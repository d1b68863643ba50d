-- What a long stream was folded to up to some entry, so that opening it does not fold everything again. It follows from the
-- log: what does not fit that is made anew.
CREATE TABLE checkpoints (
    stream BLOB PRIMARY KEY CHECK (length(stream) = 17),
    state  BLOB NOT NULL
) STRICT;
