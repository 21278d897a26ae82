import django.db.models.deletion
from django.db import migrations, models

# What an organisation belongs to today, and what it belonged to before; asked as one.
SERVING_FACTS = """
CREATE VIEW network_servingfact AS
SELECT id * 2 AS id, organisation_id, targetgroup_id, started_on, NULL::date AS ended_on
FROM network_organisation_target_groups
UNION ALL
SELECT id * 2 + 1, organisation_id, targetgroup_id, started_on, ended_on FROM network_formerserving
"""
# The coverage is counted from this too.
TRIGGER = """
    CREATE TRIGGER coverage_changed AFTER INSERT OR UPDATE OR DELETE ON network_formerserving
    FOR EACH STATEMENT EXECUTE FUNCTION network_coverage_changed()
"""
# Merges and imports of the last thirty days know these rows by another name, and without a day.
STEPS = """
    UPDATE network_mergestep SET model = 'network.Serving',
        before = before || '{"started_on": null}', after = after || '{"started_on": null}'
    WHERE model = 'network.Organisation_target_groups'
"""
STEPS_BACK = """
    UPDATE network_mergestep SET model = 'network.Organisation_target_groups',
        before = before - 'started_on', after = after - 'started_on'
    WHERE model = 'network.Serving'
"""
ROWS = """
    UPDATE network_importrow SET before = replace(before::text, '"{old}"', '"{new}"')::jsonb
    WHERE before::text LIKE '%"{old}"%'
"""
OLD, NEW = "network.Organisation_target_groups", "network.Serving"


class Migration(migrations.Migration):
    """Give the target groups of an organisation a day; those that are there hold since nobody knows when."""

    dependencies = [("network", "0026_invitations_and_exports_taken_back")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Serving",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "organisation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="network.organisation",
                                verbose_name="organisation",
                            ),
                        ),
                        (
                            "targetgroup",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="network.targetgroup",
                                verbose_name="target group",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "target group of an organisation",
                        "verbose_name_plural": "target groups of organisations",
                        "db_table": "network_organisation_target_groups",
                        "unique_together": {("organisation", "targetgroup")},
                    },
                ),
                migrations.AlterField(
                    model_name="organisation",
                    name="target_groups",
                    field=models.ManyToManyField(
                        related_name="organisations",
                        through="network.Serving",
                        to="network.targetgroup",
                        verbose_name="target groups",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="serving",
            name="started_on",
            field=models.DateField(blank=True, null=True, verbose_name="since"),
        ),
        migrations.CreateModel(
            name="FormerServing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_on", models.DateField(blank=True, null=True, verbose_name="since")),
                ("ended_on", models.DateField(verbose_name="until")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_servings",
                        to="network.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "targetgroup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="network.targetgroup",
                        verbose_name="target group",
                    ),
                ),
            ],
            options={
                "verbose_name": "former target group of an organisation",
                "verbose_name_plural": "former target groups of organisations",
                "ordering": ["-ended_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("started_on", None), ("ended_on__gt", models.F("started_on")), _connector="OR"
                        ),
                        name="a_target_group_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServingFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
            ],
            options={"db_table": "network_servingfact", "managed": False},
        ),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER coverage_changed ON network_formerserving"),
        migrations.RunSQL(SERVING_FACTS, "DROP VIEW network_servingfact"),
        migrations.RunSQL(STEPS, STEPS_BACK),
        migrations.RunSQL(ROWS.format(old=OLD, new=NEW), ROWS.format(old=NEW, new=OLD)),
    ]
