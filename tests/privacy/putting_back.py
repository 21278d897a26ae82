"""A backup of the database within one test, and the command that is run after it was put back."""

from io import StringIO

from django.core.management import call_command
from django.db import transaction


class Backup:
    """The database as it was at one moment; the journal is not in it."""

    def __init__(self):
        self._made = transaction.savepoint()

    def put_back(self):
        transaction.savepoint_rollback(self._made)


def said(*args):
    out = StringIO()
    call_command("privacy_after_restore", *args, stdout=out)
    return out.getvalue()
