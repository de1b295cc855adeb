"""The database itself refuses to change or delete what was said in a round and the steps that were taken."""

from django.db import migrations

TABLES = ("records_assessedanswer", "records_assessedevidence", "records_assessmentstep")
VERBS = ("update", "delete")

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
"""
POSTGRESQL = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
FOR EACH ROW EXECUTE FUNCTION records_refuse();
"""


def forwards(apps, schema_editor):
    template = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for table in TABLES:
        for verb in VERBS:
            schema_editor.execute(template.format(table=table, verb=verb, VERB=verb.upper()))


def backwards(apps, schema_editor):
    for table in TABLES:
        for verb in VERBS:
            on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}{on}")


class Migration(migrations.Migration):
    dependencies = [("records", "0006_commendation")]
    operations = [migrations.RunPython(forwards, backwards)]
