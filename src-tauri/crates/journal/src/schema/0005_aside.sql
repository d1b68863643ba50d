-- What a cut has put outside of the log: bytes kept, and nothing that reads the log sees them. The number of such an
-- entry is moved up by a multiple of 2^53, beyond what any laptop writes, so that it is free for the entry that counts.
DROP TRIGGER entries_never_change;
CREATE TRIGGER entries_never_change BEFORE UPDATE ON entries
WHEN NOT (
    NEW.position IS OLD.position AND NEW.series IS OLD.series
    AND NEW.stamp IS OLD.stamp AND NEW.v IS OLD.v AND NEW.flags IS OLD.flags
    AND NEW.recorded_at IS OLD.recorded_at AND NEW.body_sha256 IS OLD.body_sha256
    AND NEW.hash IS OLD.hash AND NEW.signature IS OLD.signature
    AND (
        NEW.seq IS OLD.seq AND OLD.body IS NOT NULL AND NEW.body IS NULL
        AND EXISTS (SELECT 1 FROM redactions WHERE entry = OLD.position)
        OR NEW.body IS OLD.body AND OLD.seq < 9007199254740992 AND NEW.seq >= 9007199254740992
        AND NEW.seq & 9007199254740991 = OLD.seq
    )
)
BEGIN
    SELECT RAISE(ABORT, 'entries are for ever');
END;

-- Few are: they are found without looking through the log.
CREATE INDEX entries_set_aside ON entries (series, seq) WHERE seq >= 9007199254740992;

-- Which entries that were set aside their author has looked at: written again as another one, or not to be.
CREATE TABLE written_again (
    entry INTEGER PRIMARY KEY REFERENCES entries (position),
    as_entry BLOB CHECK (length(as_entry) = 16)
) STRICT;
