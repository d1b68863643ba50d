-- The database itself keeps workspaces apart, besides every statement: a transaction says for which workspace it is, and
-- sees and writes rows of that one alone, whatever it asks for. Superusers, and roles with BYPASSRLS, pass by this.

-- The workspace that the transaction is for. Where none is said, it is an error and not a log that looks empty, of a kind
-- that hubs count as an outage: an older one, which does not say it, answers 503 until it is replaced.
CREATE OR REPLACE FUNCTION allclear_workspace() RETURNS bytea LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    said text := current_setting('allclear.workspace', true);
BEGIN
    IF said IS NULL OR said = '' THEN
        RAISE EXCEPTION 'this transaction does not say for which workspace it is'
        USING ERRCODE = 'cannot_connect_now',
              HINT = 'SET LOCAL allclear.workspace = ''its id'' in the transaction. A hub says it; install the newer one.';
    END IF;
    RETURN decode(said, 'hex');
END
$$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['series', 'entries', 'members', 'devices', 'invitations', 'earlier_hubs', 'numbers', 'waiting',
        'withdrawn_hubs', 'unsent', 'senders', 'secrets', 'reached', 'pages', 'subscribers', 'told', 'tries']
    LOOP
        EXECUTE format('DROP POLICY IF EXISTS allclear_workspace ON %I', name);
        EXECUTE format('CREATE POLICY allclear_workspace ON %I USING (workspace = allclear_workspace())', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
END
$$;

-- A hub knows its own key before it knows of which workspace it is the hub, and finds that one row by it.
DROP POLICY IF EXISTS allclear_workspace ON workspaces;
CREATE POLICY allclear_workspace ON workspaces USING (
    CASE coalesce(current_setting('allclear.hub', true), '')
    WHEN '' THEN workspace = allclear_workspace()
    ELSE hub = decode(current_setting('allclear.hub', true), 'hex') END
) WITH CHECK (workspace = allclear_workspace());
ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY;
ALTER TABLE workspaces FORCE ROW LEVEL SECURITY;
