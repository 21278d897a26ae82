from django.db import migrations

# Whose letters were stopped because they asked us not to use their data, is met nowhere else either from now on.
TAKEN_OVER = """
    INSERT INTO network_restriction (person_id, asked_on, restricted_at, by_id)
    SELECT DISTINCT ON (person_id) person_id, (at AT TIME ZONE 'Europe/Amsterdam')::date, at, by_id
    FROM post_stop WHERE how = 'restricted' AND lifted_at IS NULL AND person_id IS NOT NULL
    ORDER BY person_id, at
    ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("post", "0017_answers_to_who_was_forgotten"),
        ("network", "0032_restricted_people"),
    ]

    operations = [migrations.RunSQL(TAKEN_OVER, migrations.RunSQL.noop)]
