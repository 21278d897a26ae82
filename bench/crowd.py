"""A network as large as promised: 100,000 people, 20,000 organisations, 500,000 contact moments, 60,000 ties.

Written by PostgreSQL itself, always the same, skewed as a real network is: some organisations have hundreds of people,
most have two; half of the contact is with a tenth of the people.
"""

from typing import Any

PEOPLE, ORGANISATIONS, MOMENTS, TIES = 100_000, 20_000, 500_000, 60_000

GIVEN = (
    "Anna Emre Fatima Joost Sanne Mohamed Ilse Wei Chidi Esra Bram Noor Selam Daan Layla Ruben Yara Kees Amina Thijs"
)
FAMILY = (
    "Bakker Yıldız Amrani Berg Janssen Hoekstra Pinas Visser Öztürk Haddou Dijk Smit Tesfay Meijer Nowak Vos Kaya "
    "Boer Mulder Zhang Peters Aksoy Loon Dekker Martina Horst Bouzid Linden Okafor Wit"
)
WHAT = "Stichting Vereniging Gemeente Netwerk Buurtteam Platform Bureau Werkplaats"
ABOUT = "Samenleven Taal Welzijn Jongeren Werk Onderwijs Ontmoeting Wijk Nieuwkomers Vrouwen Ouders Sport"

STATEMENTS = [
    """
    INSERT INTO network_organisation (name, official_name, kind, province, website, created_at, municipality_id)
    SELECT (%(what)s::text[])[1 + n %% 8] || ' ' || (%(about)s::text[])[1 + n %% 12] || ' ' || n, '',
           (ARRAY['gemeente', 'zelforganisatie', 'maatschappelijke organisatie', 'netwerk', 'werkgever'])[1 + n %% 5],
           (%(provinces)s::text[])[1 + n %% 12], '', now() - make_interval(days => n %% 1500),
           (%(municipalities)s::bigint[])[1 + n %% 342]
    FROM generate_series(1, %(organisations)s) n
    """,
    """
    INSERT INTO network_organisation_target_groups (organisation_id, targetgroup_id)
    SELECT id, (%(groups)s::bigint[])[1 + id %% cardinality(%(groups)s::bigint[])] FROM network_organisation
    WHERE name ~ ' [0-9]+$' AND official_name = ''
    """,
    """
    INSERT INTO network_linepartner (organisation_id, line_id, relation, source_note, started_on)
    SELECT id, (%(lines)s::bigint[])[1 + (id / 3) %% cardinality(%(lines)s::bigint[])], 'gesprekspartner', '',
           current_date - 400 - (id %% 900)::int
    FROM network_organisation WHERE id %% 3 = 0
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO network_person
        (given_name, tussenvoegsel, family_name, province, language, source, created_at, municipality_id, work_role_id)
    SELECT (%(given)s::text[])[1 + n %% 20], (ARRAY['', '', 'van der', '', 'de', '', 'van den'])[1 + n %% 7],
           (%(family)s::text[])[1 + (n * 7) %% 30] || CASE WHEN n %% 3 = 0 THEN '' ELSE '-' || (n %% 997) END,
           (%(provinces)s::text[])[1 + n %% 12], 'nl', 'bench', now() - make_interval(days => n %% 1500),
           (%(municipalities)s::bigint[])[1 + n %% 342],
           (%(roles)s::bigint[])[1 + n %% cardinality(%(roles)s::bigint[])]
    FROM generate_series(1, %(people)s) n
    """,
    """
    INSERT INTO network_mailaddress (person_id, address, preferred, created_at)
    SELECT id, 'p' || id || '@org' || id %% 5000 || '.example.org', true, now() FROM network_person
    WHERE source = 'bench'
    """,
    """
    INSERT INTO network_affiliation (person_id, organisation_id, title, started_on)
    SELECT id, (%(chosen)s::bigint[])[1 + (power((id * 7919 %% 10007) / 10007.0, 3) * (%(organisations)s - 1))::int],
           'beleidsadviseur', current_date - 200 - (id %% 2000)::int
    FROM network_person WHERE source = 'bench'
    """,
    """
    INSERT INTO network_person_lines (person_id, programmeline_id)
    SELECT id, (%(lines)s::bigint[])[1 + id %% cardinality(%(lines)s::bigint[])] FROM network_person
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO network_contactmoment (held_on, channel, line_id, summary, logged_by_id, logged_at)
    SELECT current_date - (n %% 1095), (ARRAY['call', 'talk', 'visit', 'mail', 'meeting'])[1 + n %% 5],
           (%(lines)s::bigint[])[1 + n %% cardinality(%(lines)s::bigint[])], 'Gesproken over de aanpak', %(user)s, now()
    FROM generate_series(1, %(moments)s) n
    """,
    """
    INSERT INTO network_personincontact (contactmoment_id, person_id)
    SELECT id, (%(everyone)s::bigint[])[1 + (power((id * 7919 %% 100003) / 100003.0, 2) * (%(people)s - 1))::int]
    FROM network_contactmoment
    """,
    """
    INSERT INTO network_organisationincontact (contactmoment_id, organisation_id)
    SELECT link.contactmoment_id, affiliation.organisation_id
    FROM network_personincontact link JOIN network_affiliation affiliation ON affiliation.person_id = link.person_id
    """,
    """
    INSERT INTO network_relationship
        (kind_id, first_organisation_id, second_organisation_id, source, stated_by_id, stated_on, confirmed_by)
    SELECT (%(kinds)s::bigint[])[1 + n %% cardinality(%(kinds)s::bigint[])],
           (%(chosen)s::bigint[])[1 + (power((n * 7919 %% 10007) / 10007.0, 2) * (%(organisations)s - 1))::int],
           (%(chosen)s::bigint[])[1 + n * 104729 %% %(organisations)s],
           'bench', %(user)s, current_date - (n %% 1000)::int, ''
    FROM generate_series(1, %(ties)s::bigint) n
    WHERE (n * 104729 %% %(organisations)s)
          <> (power((n * 7919 %% 10007) / 10007.0, 2) * (%(organisations)s - 1))::int
    ON CONFLICT DO NOTHING
    """,
]


def settle() -> None:
    """Put them all in the network, with the reference data and a colleague who recorded everything."""
    from django.core.management import call_command
    from django.db import connection

    from network.models import Organisation

    if Organisation.objects.count() >= ORGANISATIONS:
        return
    call_command("load_reference_data", verbosity=0)
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, _ground())
            cursor.execute("ANALYZE")


def colleague() -> Any:
    """Return the colleague who keeps this network."""
    from accounts.models import Grant, User

    user, is_new = User.objects.get_or_create(
        email="bench@kis.example.org", defaults={"given_name": "B", "family_name": "C"}
    )
    if is_new:
        for role in ("line_staff", "administrator"):
            Grant.objects.create(user=user, role=role, granted_by=user, granted_at=user.joined_at)
    return user


def _ground() -> dict[str, Any]:
    """Return what the statements refer to, in arrays to choose from."""
    from network.models import (
        Municipality,
        Organisation,
        Person,
        ProgrammeLine,
        RelationshipType,
        TargetGroup,
        WorkRole,
    )
    from network.provinces import Province

    def keys(rows: Any) -> list[int]:
        return list(rows.order_by("pk").values_list("pk", flat=True))

    return {
        "people": PEOPLE,
        "organisations": ORGANISATIONS,
        "moments": MOMENTS,
        "ties": TIES,
        "given": GIVEN.split(),
        "family": FAMILY.split(),
        "what": WHAT.split(),
        "about": ABOUT.split(),
        "provinces": list(Province.values),
        "municipalities": keys(Municipality.objects.all()),
        "lines": keys(ProgrammeLine.objects.all()),
        "groups": keys(TargetGroup.objects.all()),
        "roles": keys(WorkRole.objects.all()),
        "kinds": keys(RelationshipType.objects.filter(between="organisations")),
        "chosen": keys(Organisation.objects.all()),
        "everyone": keys(Person.objects.all()),
        "user": colleague().pk,
    }
