from django.db import migrations

# What the coverage is named after and laid out by; what it is counted from has these triggers already.
TABLES = ("network_theme", "network_programmeline", "network_targetgroup", "network_linetargetgroup")
TRIGGER = """
    CREATE TRIGGER coverage_changed AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION network_coverage_changed()
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0017_quick_pages")]

    operations = [
        migrations.RunSQL(TRIGGER.format(table=table), f"DROP TRIGGER coverage_changed ON {table}")
        for table in TABLES
    ]
