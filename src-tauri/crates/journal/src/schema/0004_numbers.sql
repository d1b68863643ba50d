-- Which incidents were ever given a number, so that two that share one are found. It follows from the log.
CREATE TABLE numbers (
    number   INTEGER NOT NULL,
    incident BLOB NOT NULL CHECK (length(incident) = 16),
    PRIMARY KEY (number, incident)
) STRICT, WITHOUT ROWID;

-- Bodies are whatever their authors wrote: CASE asks for nothing of one that is no JSON.
INSERT OR IGNORE INTO numbers (number, incident)
SELECT number, incident FROM (
    SELECT CASE WHEN json_valid(text) AND json_extract(text, '$.event.type') = 'numbered'
           THEN json_extract(text, '$.event.number') END AS number, incident
    FROM (
        SELECT CAST(e.body AS TEXT) AS text, substr(s.stream, 2) AS incident
        FROM entries e JOIN series s ON s.id = e.series
        WHERE substr(s.stream, 1, 1) = x'01' AND instr(e.body, CAST('"numbered"' AS BLOB))
    )
) WHERE typeof(number) = 'integer' AND number >= 0;
