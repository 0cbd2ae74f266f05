"""A key for each speaker. Existing rows get theirs one by one: a default is one value for all."""

from uuid import uuid4

from django.db import migrations, models


def give_keys(apps, schema_editor):
    speakers = apps.get_model("speakers", "Speaker").objects.using(schema_editor.connection.alias)
    for speaker in speakers.filter(key=None).only("pk").iterator():
        speaker.key = uuid4()
        speaker.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("speakers", "0002_one_line_texts")]
    operations = [
        migrations.AddField("speaker", "key", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            "speaker",
            "key",
            models.UUIDField(
                default=uuid4,
                editable=False,
                help_text="What stored imports know the speaker by; an undo brings it back.",
                unique=True,
                verbose_name="key",
            ),
        ),
    ]
