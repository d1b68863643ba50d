-- What came after what is counted: the hub's clock may have been set between an invitation and a revocation.
CREATE TABLE turns (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    last INTEGER NOT NULL
) STRICT;

ALTER TABLE invitations ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN revoked_turn INTEGER;
ALTER TABLE devices ADD COLUMN revoked_turn INTEGER;

-- Up to now the times said it; they serve as the first turns.
UPDATE invitations SET turn = made_at;
UPDATE members SET revoked_turn = revoked_at;
UPDATE devices SET revoked_turn = revoked_at;
INSERT INTO turns SELECT 1, coalesce(max(turn), 0) FROM (
    SELECT turn FROM invitations UNION SELECT revoked_turn FROM members UNION SELECT revoked_turn FROM devices
);
