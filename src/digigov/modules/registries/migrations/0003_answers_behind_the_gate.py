"""
What registers answered lies in a table that the application's role may not read. Functions of the owner are the only way to it:
they write the line of the trail and give back the fields that the line names, and nothing without it.

The table of before is emptied and takes nothing any more: the release before writes to it in vain while it is still being
served, and asks the register again. It is dropped by a later release.
"""

from django.db import migrations

TABLE = """
CREATE TABLE public.registries_answer (
    register varchar(60) NOT NULL,
    under varchar(60) NOT NULL,
    key varchar(120) NOT NULL,
    row_key varchar(120) NOT NULL,
    said jsonb NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (register, under, key)
);
CREATE INDEX registries_answer_read_at ON public.registries_answer (read_at);
REVOKE ALL ON public.registries_answer FROM PUBLIC, digigov_app;
"""

LINE = """
CREATE FUNCTION public.registries_line(
    entry uuid, at timestamptz, doer jsonb, subject uuid, action text, purpose text, case_id uuid, details jsonb
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF coalesce(doer->>'kind', '') = '' OR coalesce(purpose, '') = '' OR subject IS NULL THEN
        RAISE EXCEPTION 'a read names who, whose and what for' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO public.audit_entry (id, at, kind, action, actor_kind, account_id, party_id, actor_name, office,
                                    subject_id, case_id, purpose, details)
    VALUES (entry, at, 'read', action, doer->>'kind', (doer->>'account_id')::uuid, (doer->>'party_id')::uuid,
            doer->>'name', doer->>'office', subject, case_id, purpose, details);
END $$;
"""

PASS = """
CREATE FUNCTION public.registries_pass(
    entry uuid, at timestamptz, doer jsonb, subject uuid, register text, purpose text, fields text[], basis text,
    reason text, case_id uuid, why text, under text, key text, answered boolean, own_key text, told jsonb, is_fresh boolean
) RETURNS TABLE (is_found boolean, row_key text, said jsonb, read_at timestamptz, is_stale boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    held public.registries_answer%ROWTYPE;
    only_named jsonb;
BEGIN
    IF coalesce(basis, '') = '' OR fields IS NULL THEN
        RAISE EXCEPTION 'a read names its fields and its ground' USING ERRCODE = 'check_violation';
    END IF;
    IF is_fresh THEN
        SELECT coalesce(jsonb_object_agg(name, told->name), '{}') INTO only_named
        FROM unnest(fields) AS name WHERE jsonb_typeof(told->name) <> 'null';
        IF answered THEN
            -- the fields that were not there are kept as absent, so that an old answer is known to be whole
            INSERT INTO public.registries_answer AS kept
            SELECT registries_pass.register, registries_pass.under, registries_pass.key, own_key,
                   coalesce(jsonb_object_agg(name, told->name), '{}'), registries_pass.at
            FROM unnest(fields) AS name
            ON CONFLICT ON CONSTRAINT registries_answer_pkey
            DO UPDATE SET row_key = excluded.row_key, said = excluded.said, read_at = excluded.read_at;
        END IF;
        is_found := answered; row_key := own_key; said := only_named; read_at := registries_pass.at; is_stale := false;
    ELSE
        SELECT kept.* INTO held FROM public.registries_answer AS kept
        WHERE kept.register = registries_pass.register AND kept.under = registries_pass.under
          AND kept.key = registries_pass.key AND kept.said ?& fields;
        IF held.key IS NULL THEN
            RETURN;
        END IF;
        SELECT coalesce(jsonb_object_agg(name, held.said->name), '{}') INTO only_named
        FROM unnest(fields) AS name WHERE jsonb_typeof(held.said->name) <> 'null';
        is_found := true; row_key := held.row_key; said := only_named; read_at := held.read_at; is_stale := true;
    END IF;
    PERFORM public.registries_line(entry, registries_pass.at, doer, subject, 'registries.register-read', purpose, case_id,
        jsonb_strip_nulls(jsonb_build_object(
            'fields', (SELECT coalesce(jsonb_agg(registries_pass.register || '.' || name ORDER BY name), '[]')
                       FROM unnest(fields) AS name),
            'register', registries_pass.register, 'basis', basis, 'reason', reason, 'why', nullif(why, ''),
            'found', is_found, 'stale', nullif(is_stale, false))));
    RETURN NEXT;
END $$;
"""

REFUSE = """
CREATE FUNCTION public.registries_refuse(
    entry uuid, at timestamptz, doer jsonb, subject uuid, register text, fields text[], purpose text, reason text,
    case_id uuid, why text
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT public.registries_line(entry, at, doer, subject, 'registries.read-refused', purpose, case_id,
        jsonb_strip_nulls(jsonb_build_object(
            'fields', (SELECT coalesce(jsonb_agg(register || '.' || name ORDER BY name), '[]') FROM unnest(fields) AS name),
            'register', register, 'refused', reason, 'why', nullif(why, ''))));
$$;
"""

FORGET = """
CREATE FUNCTION public.registries_forget(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone bigint;
BEGIN
    DELETE FROM public.registries_answer WHERE read_at < before;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
"""

LINE_IS = "registries_line(uuid, timestamptz, jsonb, uuid, text, text, uuid, jsonb)"
PASS_IS = (
    "registries_pass(uuid, timestamptz, jsonb, uuid, text, text, text[], text, text, uuid, text, text, text, boolean, "
    "text, jsonb, boolean)"
)
REFUSE_IS = "registries_refuse(uuid, timestamptz, jsonb, uuid, text, text[], text, text, uuid, text)"
FORGET_IS = "registries_forget(timestamptz)"
OPEN = (PASS_IS, REFUSE_IS, FORGET_IS)
RIGHTS = [f"REVOKE ALL ON FUNCTION public.{each} FROM PUBLIC" for each in (LINE_IS, *OPEN)] + [
    f"GRANT EXECUTE ON FUNCTION public.{each} TO digigov_app" for each in OPEN
]

OF_BEFORE = """
CREATE FUNCTION public.registries_takes_nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER registries_takes_nothing BEFORE INSERT OR UPDATE ON public.registries_keptreading
FOR EACH ROW EXECUTE FUNCTION public.registries_takes_nothing();
TRUNCATE public.registries_keptreading;
"""
OF_BEFORE_BACK = """
DROP TRIGGER registries_takes_nothing ON public.registries_keptreading;
DROP FUNCTION public.registries_takes_nothing();
"""


class Migration(migrations.Migration):
    locks = "A new table and functions; the old table of answers is emptied and gets a trigger: a moment each, nothing is read."
    dependencies = [("registries", "0002_gate"), ("audit", "0004_chain_indexes"), ("kernel", "0001_ground")]
    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE public.registries_answer"),
        migrations.RunSQL(
            [LINE, PASS, REFUSE, FORGET, *RIGHTS], [f"DROP FUNCTION public.{each}" for each in (*OPEN, LINE_IS)]
        ),
        migrations.RunSQL(OF_BEFORE, OF_BEFORE_BACK),
    ]
