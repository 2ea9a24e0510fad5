"""What registers answered about a person who is erased: removed by number, through the gate, as nobody else reaches it."""

from django.db import migrations

ERASE = """
CREATE FUNCTION public.registries_erase(numbers text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone bigint;
BEGIN
    DELETE FROM public.registries_answer WHERE row_key = ANY(numbers) OR key = ANY(numbers);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
"""
ERASE_IS = "registries_erase(text[])"
RIGHTS = [
    f"REVOKE ALL ON FUNCTION public.{ERASE_IS} FROM PUBLIC",
    f"GRANT EXECUTE ON FUNCTION public.{ERASE_IS} TO digigov_app",
]


class Migration(migrations.Migration):
    locks = "A function; no table is touched."
    dependencies = [("registries", "0003_answers_behind_the_gate")]
    operations = [migrations.RunSQL([ERASE, *RIGHTS], f"DROP FUNCTION public.{ERASE_IS}")]
