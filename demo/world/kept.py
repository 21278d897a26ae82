"""What colleagues keep of the lists: selections, a tag for many, an export that waits and one that was taken, a key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts.actions import api_tokens
from accounts.models import Scope, User
from demo.world.cast import COLLEAGUES
from demo.world.colleagues import Staff
from demo.world.ground import Ground
from network.actions import bulk, exports, selections
from network.models import Organisation, Person
from network.models.bulk_action import Verb
from network.models.organisation import OrganisationKind
from network.models.selection import Of

YEAR = timedelta(days=365)


def add(ground: Ground, staff: Staff) -> None:
    """Keep two selections, tag a dozen employers, ask for a large export, take a small one, let a website read."""
    made = ground.office_hour(ground.today - timedelta(days=9))
    by, line = staff.line_staff, ground.lines[4]
    working_at: dict[str, Any] = {"of": Of.PEOPLE, "by": by, "now": made}
    asked = {"line": str(line.pk), "region": "NL-UT"}
    around = selections.keep(name="Lijn 4 rond Utrecht", asked=asked, shared=True, **working_at)
    others = Person.objects.exclude(province="NL-UT").order_by("pk")
    selections.pick(selection=around, parties=others[40:43], inside=True, by=by, now=made)
    pilot = selections.keep(name="Meedenkers werkwijzer", asked=None, shared=False, **working_at)
    selections.pick(selection=pilot, parties=others[100:108], inside=True, by=by, now=made)
    _tag_employers(by, ground)
    everyone = Person.objects.filter(lines=line).order_by("pk").values_list("pk", flat=True)
    export = exports.begin(of=Of.PEOPLE, keys=everyone[:300], by=by, now=made)
    columns = ["given_name", "family_name", "organisation"]
    exports.ask(
        export=export, columns=columns, format="xlsx", purpose="badges voor de jaarbijeenkomst", by=by, now=made
    )
    _take_out(by, ground)
    administrator = User.objects.get(email=COLLEAGUES[-1].address)
    until = ground.today + YEAR
    scopes = [Scope.PROGRAMME, Scope.EVENTS]
    api_tokens.make(name="Website kis.nl", scopes=scopes, expires_on=until, by=administrator, now=made)


def _tag_employers(by: User, ground: Ground) -> None:
    """Give a tag to many at once, a day ago: it can still be undone."""
    now = ground.office_hour(ground.today - timedelta(days=1))
    employers = Organisation.objects.filter(kind=OrganisationKind.EMPLOYER).order_by("pk").values_list("pk", flat=True)
    action = bulk.begin(of=Of.ORGANISATIONS, verb=Verb.TAG, keys=employers[:12], by=by, now=now)
    bulk.tell(action=action, facts={"tag": "stageplekken"})
    bulk.do(action=action, by=by, now=now)


def _take_out(by: User, ground: Ground) -> None:
    """Take a small list out of the house, for which nobody else was needed."""
    now = ground.office_hour(ground.today - timedelta(days=2))
    partners = Organisation.objects.filter(line_partnerships__line=ground.lines[5]).order_by("pk")
    keys = set(partners.values_list("pk", flat=True)[:20])
    export = exports.begin(of=Of.ORGANISATIONS, keys=keys, by=by, now=now)
    told: dict[str, Any] = {
        "columns": ["name", "region"],
        "format": "csv",
        "purpose": "route voor de werkbezoeken in het voorjaar",
    }
    exports.fetch(export=exports.ask(export=export, **told, by=by, now=now), by=by, now=now + timedelta(minutes=2))
