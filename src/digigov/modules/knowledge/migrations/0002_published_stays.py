"""What was published and read by people stays as it was: the database refuses to change its words, whoever asks."""

from django.db import migrations

STAYS = """
CREATE FUNCTION public.knowledge_published_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.state = 'published' AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        RAISE EXCEPTION 'a published version of an article never changes' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER knowledge_published_stays BEFORE UPDATE ON public.knowledge_version
    FOR EACH ROW EXECUTE FUNCTION public.knowledge_published_stays();
"""
GOES = """
DROP TRIGGER knowledge_published_stays ON public.knowledge_version;
DROP FUNCTION public.knowledge_published_stays();
"""


class Migration(migrations.Migration):
    locks = "A trigger on a table that 0001 has just made."
    dependencies = [("knowledge", "0001_knowledge")]
    operations = [migrations.RunSQL(STAYS, GOES)]
