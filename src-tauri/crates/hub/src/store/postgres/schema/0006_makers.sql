-- The laptop that an invitation was made with; none where an operator made it. Revoking that laptop ends the invitation.
ALTER TABLE invitations ADD COLUMN maker BYTEA CHECK (length(maker) = 32);
