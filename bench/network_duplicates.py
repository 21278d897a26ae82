"""network.duplicates: how long does the nightly scan of 100,000 people take, and how much memory?

The people are those of `crowd`, and 2,000 of them a second time, written in another way. The scan runs in a process of
its own, so that its peak is its own.

    python -m bench.network_duplicates      scans, and prints what it did as JSON; reads DATABASE_URL
"""

import json
import os
import subprocess
import sys
import time

from bench import cpu, crowd
from bench.house import PROJECT, House
from bench.report import Figure, at_least, at_most

TWICE = 2000
SECONDS, MEGABYTES = 300, 1000

SECOND_RECORDS = """
    WITH again AS (
        INSERT INTO network_person (given_name, tussenvoegsel, family_name, province, language, source, created_at)
        SELECT left(given_name, 1) || '.', '', trim(tussenvoegsel || ' ' || family_name), province, 'nl',
               'twice ' || id, now()
        FROM network_person WHERE id %% (%(people)s / %(twice)s) = 1 ORDER BY id LIMIT %(twice)s
        RETURNING id, substr(source, 7)::bigint AS first
    )
    INSERT INTO network_mailaddress (person_id, address, preferred, created_at)
    SELECT again.id, address, true, now() FROM again JOIN network_mailaddress m ON m.person_id = again.first
"""


def run(house: House) -> list[Figure]:
    """Scan everybody once, in a process that has just started."""
    from django.db import connection

    crowd.settle()
    with connection.cursor() as cursor:
        cursor.execute(SECOND_RECORDS, {"people": crowd.PEOPLE, "twice": TWICE})
        cursor.execute("ANALYZE network_person, network_mailaddress, network_affiliation")
    command = [sys.executable, "-m", "bench.network_duplicates"]
    told = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True, env=dict(house.environment), cwd=PROJECT
    )
    done = json.loads(told.stdout.splitlines()[-1])
    return [
        at_most("network.duplicates.seconds", "scan of 100,000 people", done["seconds"], "s", SECONDS),
        at_most("network.duplicates.memory", "peak of the scan", done["peak"], "MB", MEGABYTES),
        Figure("network.duplicates.compared", "pairs compared", done["compared"], "pairs"),
        at_least("network.duplicates.found", "of 2,000 second records, found", done["found"] / TWICE, "", 0.95),
    ]


def main() -> None:
    """Scan, and say what it took."""
    import django

    django.setup()
    from django.utils import timezone

    from network.actions import duplicates
    from network.models import DuplicatePair
    from network.models.duplicate_pair import PartyKind

    start = time.perf_counter()
    scanned = duplicates.scan(kind=PartyKind.PERSON, now=timezone.now())
    seconds = time.perf_counter() - start
    found = DuplicatePair.objects.filter(second_person__source__startswith="twice ").values("second_person").distinct()
    peak = cpu.peak_mb(os.getpid())
    compared = scanned.compared if scanned else 0
    print(json.dumps({"seconds": seconds, "peak": peak, "compared": compared, "found": found.count()}))


if __name__ == "__main__":
    main()
