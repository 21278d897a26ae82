"""O12: the database itself refuses to change what was written down."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actions import audit
from accounts.models import AuditLine

CHANGES = {
    "update": "UPDATE accounts_auditline SET action = 'nothing.happened'",
    "delete": "DELETE FROM accounts_auditline",
    "truncate": "TRUNCATE accounts_auditline",
    "truncate with others": "TRUNCATE accounts_user CASCADE",
}


@pytest.fixture
def line(colleague):
    return audit.write("role.given", by=colleague, about=colleague, role="editor")


@pytest.mark.parametrize("sql", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_to_change_a_line_by_plain_sql(line, sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert list(AuditLine.objects.values_list("pk", "action")) == [(line.pk, "role.given")]


@pytest.mark.parametrize("change", [lambda line: line.save(), lambda line: line.delete()], ids=["save", "delete"])
def test_the_database_refuses_to_change_a_line_by_the_model(line, change):
    line.action = "nothing.happened"

    with pytest.raises(DatabaseError), transaction.atomic():
        change(line)

    assert AuditLine.objects.get(object_id=line.object_id).action == "role.given"


def test_who_has_lines_in_the_audit_trail_is_not_deleted(line, colleague):
    grants = "DELETE FROM accounts_grant WHERE user_id = %(user)s"
    sql = f"SET CONSTRAINTS ALL IMMEDIATE; {grants}; DELETE FROM accounts_user WHERE id = %(user)s"

    with pytest.raises(DatabaseError, match="accounts_auditline"), connection.cursor() as cursor:
        cursor.execute(sql.replace("%(user)s", str(colleague.pk)))
