-- Which incidents were ever given a number, so that two that share one are found. It follows from the log.
CREATE TABLE numbers (
    workspace BYTEA NOT NULL,
    number    BIGINT NOT NULL,
    stream    BYTEA NOT NULL CHECK (length(stream) = 17),
    PRIMARY KEY (workspace, number, stream)
);

-- Numbers that count were written by hubs, which all write them in this way; other bodies are whatever their authors
-- wrote, and may hold what is no text here.
INSERT INTO numbers (workspace, number, stream)
SELECT workspace, number::bigint, stream FROM (
    SELECT e.workspace, s.stream,
           CASE WHEN position('"numbered"'::bytea IN e.body) > 0 AND position('\x00'::bytea IN e.body) = 0
           THEN substring(convert_from(e.body, 'UTF8') FROM '"event":\{"type":"numbered","number":(\d{1,16})[,}]')
           END AS number
    FROM entries e JOIN series s ON (s.workspace, s.id) = (e.workspace, e.series)
    WHERE e.body IS NOT NULL AND substring(s.stream FROM 1 FOR 1) = '\x01'::bytea
) AS said WHERE number IS NOT NULL
ON CONFLICT DO NOTHING;
