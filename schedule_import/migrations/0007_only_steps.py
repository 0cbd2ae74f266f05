from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("schedule_import", "0006_steps_of_imports"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="scheduleimport", name="applied_import_keeps_what_it_did"
        ),
        migrations.RemoveField(model_name="scheduleimport", name="after"),
        migrations.RemoveField(model_name="scheduleimport", name="programme"),
        migrations.AddConstraint(
            model_name="scheduleimport",
            constraint=models.CheckConstraint(
                name="applied_import_keeps_what_it_did",
                condition=Q(applied_at=None, before=None, step=None, result=None)
                | Q(applied_at__isnull=False, before__isnull=False, result__isnull=False),
            ),
        ),
    ]
