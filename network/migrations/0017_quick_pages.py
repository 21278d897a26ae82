from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes that hold all a list asks: none of them stops who is at work while it is made."""

    atomic = False
    dependencies = [("network", "0016_exports")]

    operations = [
        AddIndexConcurrently(
            model_name="affiliation",
            index=models.Index(
                fields=["organisation"], include=("person", "started_on", "ended_on"), name="work_by_organisation"
            ),
        ),
        AddIndexConcurrently(
            model_name="contactmoment",
            index=models.Index(condition=models.Q(removed_at__isnull=False), fields=["id"], name="contact_removed"),
        ),
        AddIndexConcurrently(
            model_name="person",
            index=models.Index(
                fields=["province", "sort_name", "id"], include=("last_contact_on",), name="people_in_region"
            ),
        ),
        RemoveIndexConcurrently(model_name="person", name="people_by_region"),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY people_by_line ON network_person_lines (programmeline_id, person_id)",
            "DROP INDEX people_by_line",
        ),
    ]
