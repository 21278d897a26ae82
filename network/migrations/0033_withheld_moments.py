from django.db import migrations, models

WITHHELD = """
CREATE VIEW network_withheldmoment AS
SELECT DISTINCT link.contactmoment_id AS moment
FROM network_restriction restriction JOIN network_personincontact link ON link.person_id = restriction.person_id
WHERE NOT EXISTS (SELECT FROM network_organisationincontact place WHERE place.contactmoment_id = link.contactmoment_id)
AND NOT EXISTS (
    SELECT FROM network_personincontact other
    WHERE other.contactmoment_id = link.contactmoment_id
    AND other.person_id NOT IN (SELECT person_id FROM network_restriction)
)
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0032_restricted_people")]

    operations = [
        migrations.CreateModel(
            name="WithheldMoment",
            fields=[("moment", models.BigIntegerField(primary_key=True, serialize=False))],
            options={"db_table": "network_withheldmoment", "managed": False},
        ),
        migrations.RunSQL(WITHHELD, "DROP VIEW network_withheldmoment"),
    ]
