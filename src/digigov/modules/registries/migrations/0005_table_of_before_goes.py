"""The table of what registers answered before the gate, empty since migration 0003, goes: no release that is served knows it."""

from django.db import migrations

MADE = """
CREATE TABLE public.registries_keptreading (
    id uuid PRIMARY KEY,
    register varchar(60) NOT NULL,
    under varchar(60) NOT NULL,
    key varchar(120) NOT NULL,
    row_key varchar(120) NOT NULL,
    values jsonb NOT NULL,
    read_at timestamptz NOT NULL,
    CONSTRAINT registries_one_reading_a_row UNIQUE (register, under, key)
);
CREATE INDEX registries__read_at_de8fe6_idx ON public.registries_keptreading (read_at);
CREATE FUNCTION public.registries_takes_nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER registries_takes_nothing BEFORE INSERT OR UPDATE ON public.registries_keptreading
FOR EACH ROW EXECUTE FUNCTION public.registries_takes_nothing();
"""
GONE = """
DROP TABLE public.registries_keptreading;
DROP FUNCTION public.registries_takes_nothing();
"""


class Migration(migrations.Migration):
    locks = "Drops a table that nothing reads or writes."
    dependencies = [("registries", "0004_erasure")]
    operations = [migrations.RunSQL(GONE, MADE)]
