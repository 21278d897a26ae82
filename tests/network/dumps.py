"""Every row of every table, to see that the database is what it was."""

from django.apps import apps
from django.db import connection

# What only grows: the story of what was done.
STORIES = {"accounts_auditline", "network_merge", "network_mergestep", "network_import", "network_importrow"}
STORIES |= {"network_coveragechange"}
SESSIONS = {"django_session", "django_content_type"}


def everything() -> dict[str, list[str]]:
    """Return each table with its rows, in order."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - STORIES - SESSIONS
    dumped = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t ORDER BY 1')
            dumped[table] = [row for (row,) in cursor.fetchall()]
    return dumped
