-- An incident that is declared stands in one index of the board and not in four: of those that are active there are few,
-- and what orders the many others is written when they end.
DROP INDEX board_by_urgency;
DROP INDEX board_by_severity;
DROP INDEX board_by_age;
DROP INDEX board_by_title;

CREATE INDEX board_active ON board (rank, opened, due, drill) WHERE phase = 0;
CREATE INDEX board_by_severity ON board (phase, rank, opened DESC) WHERE phase = 1 OR phase = 2;
CREATE INDEX board_by_age ON board (phase, opened) WHERE phase = 1 OR phase = 2;
CREATE INDEX board_by_title ON board (phase, title) WHERE phase = 1 OR phase = 2;

-- The active ones are counted when somebody asks.
DELETE FROM board_counts WHERE phase = 0;
