-- What came after what is counted: the hub's clock may have been set between an invitation and a revocation.
ALTER TABLE workspaces ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invitations ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN revoked_turn BIGINT;
ALTER TABLE devices ADD COLUMN revoked_turn BIGINT;

-- Up to now the times said it; they serve as the first turns.
UPDATE invitations SET turn = made_at;
UPDATE members SET revoked_turn = revoked_at;
UPDATE devices SET revoked_turn = revoked_at;
UPDATE workspaces w SET turn = greatest(
    w.turn,
    (SELECT max(turn) FROM invitations i WHERE i.workspace = w.workspace),
    (SELECT max(revoked_turn) FROM members m WHERE m.workspace = w.workspace),
    (SELECT max(revoked_turn) FROM devices d WHERE d.workspace = w.workspace)
);
