"""Readings of the rules of commendation; the database itself refuses to change or delete one."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


TABLE = "records_commendationreading"
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
    for verb in VERBS:
        schema_editor.execute(template.format(table=TABLE, verb=verb, VERB=verb.upper()))


def backwards(apps, schema_editor):
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for verb in VERBS:
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{verb}{on}")


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0008_goal'),
    ]

    operations = [
        migrations.CreateModel(
            name='CommendationReading',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('rules_name', models.CharField(max_length=120, verbose_name='bộ quy tắc')),
                ('changes', models.JSONField(default=dict)),
                ('valid_from', models.DateField(verbose_name='áp dụng từ')),
                ('document', models.CharField(max_length=120, verbose_name='số văn bản')),
                ('dated', models.DateField(verbose_name='ngày văn bản')),
                ('reason', models.TextField(verbose_name='lý do')),
                ('number', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.programme')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('programme', 'number'), name='one_reading_per_programme_and_number')],
            },
        ),
        migrations.RunPython(forwards, backwards),
    ]
