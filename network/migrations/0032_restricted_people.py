import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The people of a cell are counted too, without who asked us not to use their data.
TRIGGER = """
    CREATE TRIGGER coverage_changed AFTER INSERT OR UPDATE OR DELETE ON network_restriction
    FOR EACH STATEMENT EXECUTE FUNCTION network_coverage_changed()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0031_measures_of_remembered_lines"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Restriction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("restricted_at", models.DateTimeField(verbose_name="restricted at")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="restrictions_recorded",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="restriction",
                        to="network.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={"verbose_name": "restriction", "verbose_name_plural": "restrictions"},
        ),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER coverage_changed ON network_restriction"),
    ]
