"""Who the letters of the bench are for: people in the network, each with a name and an address that belong together."""

from typing import Any

from bench import letter

PEOPLE = """
    INSERT INTO network_person (given_name, tussenvoegsel, family_name, province, language, source, created_at)
    SELECT (%s::text[])[1 + n %% 8], (ARRAY['', 'van der', 'de'])[1 + n %% 3], 'Lezer' || n, '', 'nl', 'bench', now()
    FROM generate_series(1, %s) n
"""
ADDRESSES = """
    INSERT INTO network_mailaddress (person_id, address, preferred, created_at)
    SELECT id, lower(family_name) || '@example.org', true, now() FROM network_person
    WHERE source = 'bench' AND NOT EXISTS (SELECT FROM network_mailaddress WHERE person_id = network_person.id)
"""


def enrol(count: int) -> None:
    """Put so many people in the network, unless they are there."""
    from django.db import connection

    from network.models import Person

    missing = count - Person.objects.filter(source="bench").count()
    if missing <= 0:
        return
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, [list(letter.FIRST_NAMES), missing])
        cursor.execute(ADDRESSES)
        cursor.execute("ANALYZE network_person, network_mailaddress")


def audience(count: int) -> Any:
    """Choose so many of them, as a campaign does: a query of persons with their address."""
    from network.models import MailAddress

    chosen = MailAddress.objects.filter(person__source="bench", preferred=True).order_by("person_id")
    return chosen.values_list("person_id", "address")[:count]
