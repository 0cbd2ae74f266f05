import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("schedule", "0005_step"),
        ("schedule_import", "0004_programme"),
    ]

    operations = [
        migrations.AddField(
            model_name="scheduleimport",
            name="step",
            field=models.OneToOneField(
                help_text="What it changed in the draft, the programme included.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="schedule_import",
                to="schedule.step",
                verbose_name="step",
            ),
        ),
    ]
