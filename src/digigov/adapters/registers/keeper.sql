-- The gate in a keeper's own database, for a register that DigiGov reads by SQL. The keeper runs this once, as the owner of the
-- views digigov.<register>, and lets DigiGov's role do two things and nothing else:
--   GRANT USAGE ON SCHEMA digigov TO digigov_reader;
--   GRANT EXECUTE ON FUNCTION digigov.announce, digigov.answer, digigov.stands TO digigov_reader;
-- A look-up is two transactions. The first writes in the keeper's ledger which row will be read, for whom and for what. The
-- second gives the answer to a line that is committed, for a minute: whoever undoes the first gets no answer.

CREATE SCHEMA IF NOT EXISTS digigov;

CREATE TABLE IF NOT EXISTS digigov.ledger (
    line uuid PRIMARY KEY,                              -- the number of the line in DigiGov's own trail
    written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    written_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    reader name NOT NULL DEFAULT session_user,
    register text NOT NULL CHECK (register ~ '^[a-z][a-z0-9-]{0,59}$'),
    under text NOT NULL CHECK (under ~ '^[a-z][a-z0-9-]{0,59}$'),
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 120),
    fields text[] NOT NULL CHECK (cardinality(fields) <= 100),
    doer text NOT NULL CHECK (doer <> ''),              -- citizen, officer, system …; who it was stands in DigiGov's trail
    office text NOT NULL,
    purpose text NOT NULL CHECK (purpose <> ''),
    basis text NOT NULL CHECK (basis <> '')
);
CREATE INDEX IF NOT EXISTS ledger_written_at ON digigov.ledger (written_at);

CREATE OR REPLACE FUNCTION digigov.announce(
    line uuid, register text, under text, key text, fields text[], doer text, office text, purpose text, basis text
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO digigov.ledger (line, register, under, key, fields, doer, office, purpose, basis)
    VALUES (line, register, under, key, fields, doer, office, purpose, basis);
$$;

CREATE OR REPLACE FUNCTION digigov.answer(wanted uuid) RETURNS TABLE (key text, said jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    named digigov.ledger%ROWTYPE;
    found jsonb[];
BEGIN
    SELECT ledger.* INTO named FROM digigov.ledger AS ledger
    WHERE ledger.line = answer.wanted AND ledger.reader = session_user
      AND ledger.written_in <> coalesce(pg_current_xact_id_if_assigned(), '0'::xid8)
      AND ledger.written_at > clock_timestamp() - interval '1 minute';
    IF named.line IS NULL THEN
        RAISE EXCEPTION 'no line is committed for this look-up' USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format('SELECT array_agg(to_jsonb(each)) FROM (SELECT * FROM digigov.%I WHERE %I = $1 LIMIT 2) AS each',
                   replace(named.register, '-', '_'), 'by_' || replace(named.under, '-', '_'))
    INTO found USING named.key;
    IF cardinality(found) > 1 THEN
        RAISE EXCEPTION 'several rows for one key' USING ERRCODE = 'cardinality_violation';
    ELSIF NOT found[1] ?& named.fields THEN
        RAISE EXCEPTION 'the view has no such column' USING ERRCODE = 'undefined_column';
    ELSIF cardinality(found) = 1 THEN
        key := found[1]->>'key';
        SELECT coalesce(jsonb_object_agg(name, found[1]->name), '{}') INTO said FROM unnest(named.fields) AS name;
        RETURN NEXT;
    END IF;
END $$;

-- Whether a register stands and answers, and what this schema's comment says of it; fails if there is no such view.
CREATE OR REPLACE FUNCTION digigov.stands(register text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('SELECT FROM digigov.%I WHERE false', replace(register, '-', '_'));
    RETURN obj_description('digigov'::regnamespace);
END $$;

REVOKE ALL ON FUNCTION digigov.announce, digigov.answer, digigov.stands FROM PUBLIC;
