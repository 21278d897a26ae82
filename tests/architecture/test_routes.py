"""Every address of the house with every role: who gets in (S44), and that looking changes nothing (Z17).

The matrix stands in routes.txt beside this file. When a route is added or its door changes, run this file with
UPDATE_ROUTES=1, read the difference, and commit it.
"""

import os
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import ApiToken, Grant
from accounts.roles import Role
from events.models import Appearance, Event, Registration
from network.models import (
    Affiliation,
    Attachment,
    BulkAction,
    ContactMoment,
    DuplicatePair,
    Export,
    ImportFile,
    ImportRow,
    IntroductionRequest,
    LineAssignment,
    LinePartner,
    Merge,
    Organisation,
    Person,
    ProgrammeLine,
    RelationHolder,
    Relationship,
    RelationshipType,
    Restriction,
    Selection,
    TargetGroup,
    Task,
    Theme,
)
from newsletter import contents
from newsletter.models import (
    Audience,
    Campaign,
    CampaignItem,
    CampaignVersion,
    ConsentText,
    CountedLink,
    Intake,
    ItemKind,
    Newsletter,
    Proposal,
    Renewal,
    RenewalAsk,
    Subscription,
    SubscriptionRequest,
)
from post import links
from post.models import Stop

MATRIX = Path(__file__).with_name("routes.txt")
ROLES = ["visitor", "nobody", *Role.values]
# Pages of allauth have their own tests there; what they do on GET is theirs.
NOT_OURS = re.compile(r"^(account|mfa|socialaccount|usersessions)_")
# A followed link of a letter is counted; nothing is written about who followed it.
MAY_WRITE_ON_GET = {"accounts_auditline", "django_session", "newsletter_clickday"}


def routes(resolver=None, space: str = "", above: tuple[str, ...] = ()) -> Iterator[tuple[str, list[str]]]:
    """Yield (name, parameters) of each named address, in order."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, inner, (*above, *entry.pattern.converters))
        elif isinstance(entry, URLPattern) and entry.name and not NOT_OURS.match(entry.name):
            yield f"{space}{entry.name}", [*above, *entry.pattern.converters]


@pytest.fixture
def address(make_user, make_person):
    """Return a function that gives a route its address, in a small house with one of everything."""
    theme = Theme.objects.create(number=1, slug="t", name="T", name_en="T", level="x", valid_from=2022)
    line = ProgrammeLine.objects.create(number=1, slug="l", theme=theme, name="L", name_en="L", valid_from=2022)
    group = TargetGroup.objects.create(slug="werkgevers", name="Werkgevers", name_en="Employers")
    staff = make_user(Role.LINE_STAFF)
    person, organisation = make_person(), Organisation.objects.create(name="Gemeente Hardenveen", kind="gemeente")
    moment = ContactMoment.objects.create(
        held_on=date(2026, 1, 5), channel="call", line=line, summary="Over stages.", logged_by=staff
    )
    moment.people.add(person)
    event = Event.objects.create(
        slug="atelier",
        kind="kennisatelier",
        title="Atelier",
        held_on=timezone.localdate() + timedelta(days=30),
        published_at=timezone.now(),
    )
    event.lines.add(line)
    campaign = Campaign.objects.create(
        title="Uitnodiging",
        event=event,
        newsletter=Newsletter.objects.create(slug="uitnodigingen", name="U", name_en="I", description="x"),
        audience=Audience.objects.create(),
        subject="Kom je?",
        body="Beste [voornaam]",
        created_by=staff,
    )
    told = {"name": "N", "name_en": "N", "description": "x"}
    issue = Campaign.objects.create(
        title="Nieuwsbrief",
        newsletter=Newsletter.objects.create(slug="kis-nieuwsbrief", **told),
        audience=Audience.objects.create(),
        subject="Nieuws",
        created_by=staff,
    )
    item = CampaignItem.objects.create(campaign=issue, position=1, kind=ItemKind.ARTICLE)
    was = {"content": contents.content_of(issue), "saved_by": staff, "saved_at": timezone.now()}
    CampaignVersion.objects.create(campaign=issue, number=1, replaced_at=timezone.now(), **was)
    affiliation = Affiliation.objects.create(person=person, organisation=organisation)
    partner = LinePartner.objects.create(organisation=organisation, line=line, relation="partner")
    twin = make_person()
    asked = IntroductionRequest.objects.create(
        organisation=organisation, via=person, asked_by=staff, asked_on=date(2026, 1, 5)
    )
    told = {"of": "people", "name": "Lijn 1", "shared": True, "owner": staff, "created_at": timezone.now()}
    selection = Selection.objects.create(**told)
    told = {"of": "people", "verb": "tag", "keys": [person.pk], "made_by": staff, "made_at": timezone.now()}
    bulk_action = BulkAction.objects.create(**told)
    file = ImportFile.objects.create(kind="people", file_name="a.csv", uploaded_by=staff, uploaded_at=timezone.now())
    ImportRow.objects.create(file=file, number=2, cells=[], outcome="new")
    told = {"of": "people", "keys": [person.pk], "asked_by": staff, "begun_at": timezone.now()}
    export = Export.objects.create(**told)
    said = {"newsletter": issue.newsletter, "wording": "Ja", "wording_en": "Yes"}
    renewal = Renewal.objects.create(
        newsletter=issue.newsletter,
        text=ConsentText.objects.create(version=1, from_at=timezone.now(), **said),
        started_by=staff,
        started_at=timezone.now(),
        ends_at=timezone.now() + timedelta(days=30),
    )
    RenewalAsk.objects.create(renewal=renewal, person=person)
    of_route = {
        "introduction": asked,
        "import": file,
        "duplicate": DuplicatePair.objects.create(
            first_person=person, second_person=twin, score=80, found_at=timezone.now()
        ),
        "merge": Merge.objects.create(kept_person=person, into=person.pk, gone=0, by=staff, at=timezone.now()),
        "person": person,
        "affiliation_create": person,
        "affiliation": affiliation,
        "organisation": organisation,
        "partner_create": organisation,
        "partner": partner,
        "contact": moment,
        "holder_create": organisation,
        "attachment": Attachment.objects.create(
            moment=moment,
            name="verslag.txt",
            content_type="text/plain",
            size=5,
            file=ContentFile(b"Hallo", name="verslag.txt"),
            added_by=staff,
            added_at=timezone.now(),
        ),
        "holder": RelationHolder.objects.create(organisation=organisation, user=staff, started_on=date(2026, 1, 5)),
        "line_work_of": staff,
        "line_work": LineAssignment.objects.create(user=staff, line=line, started_on=date(2026, 1, 5)),
        "task": Task.objects.create(what="Bel over stages", due_on=date(2026, 1, 5), assigned_to=staff),
        "tie": _tie(organisation, staff),
        "mail_address": person.mail_addresses.get(),
        "map": organisation,
        "selection": selection,
        "bulk": bulk_action,
        "export": export,
        "campaign": campaign,
        "sender_overrule": campaign,
        "issue": issue,
        "item": issue,
        "links": issue,
        "archive": issue,
        "list": campaign.newsletter,
        "renewal": renewal,
        "intake_list": campaign.newsletter,
        "intake": Intake.objects.create(newsletter=campaign.newsletter, came=1, by=staff, at=timezone.now()),
        "proposal": Proposal.objects.create(campaign=campaign, number=1, asked_by=staff, asked_at=timezone.now()),
        "api_token": ApiToken.objects.create(
            name="website kis.nl",
            digest="0" * 64,
            scopes=["events"],
            made_by=staff,
            made_at=timezone.now(),
            expires_on=timezone.localdate() + timedelta(days=30),
        ),
        "user": staff,
        "handover": staff,
        "role": staff,
        "second_factor": staff,
    }
    link = CountedLink.objects.create(campaign=campaign, url="https://www.kis.nl/artikel", label="Artikel")
    values = {
        "slug": event.slug,
        "code": link.code,
        "key": "geen",
        "token": "geen",
        "group": "geen",
        "what": "antwoord",
        "coming": True,
    }
    values |= {"item": item.pk, "line": line.number, "target_group": group.slug}
    values |= {"of": "people", "person": person.pk, "grant_pk": Grant.objects.get(user=staff).pk}
    values |= {"row": 2, "number": line.number, "rest": "iets"}
    stop = Stop.objects.create(person=person, scope=campaign.newsletter_id, how="page", at=timezone.now())
    asked_for = SubscriptionRequest.objects.create(
        address="a@example.org", form="/nieuwsbrief/", asked_at=timezone.now()
    )
    sealed = {
        "events:answer": ("answer", event.pk),
        "newsletter:leave": ("unsubscribe", campaign.newsletter_id),
        "newsletter:subscribe_confirm": ("subscribe", asked_for.pk),
        "newsletter:preferences": ("preferences", 0),
        "newsletter:address_move": ("preferences", 0),
        "newsletter:undo_stop": ("undo_stop", stop.pk),
        "newsletter:undo_move": ("undo_move", person.mail_addresses.get().pk),
        "newsletter:stay": ("renew", renewal.pk),
        "newsletter:subscribe_asked": ("asked", asked_for.pk),
    }

    def pk(name: str) -> int:
        room, word = name.split(":", maxsplit=1)[0], name.rsplit(":", maxsplit=1)[-1]
        if room == "events":
            return event.pk
        return next(thing.pk for start, thing in of_route.items() if word.startswith(start))

    def give(name: str, parameters: list[str]) -> str:
        given = {each: pk(name) if each == "pk" else values[each] for each in parameters}
        if name in sealed:
            purpose, subject = sealed[name]
            given["token"] = links.seal(purpose, subject, person.pk, 0)
        return reverse(name, kwargs=given)

    return give


def _tie(organisation, staff):
    kind = RelationshipType.objects.create(
        slug="samen", between="organisations", name="S", name_back="S", name_en="W", name_back_en="W"
    )
    divosa = Organisation.objects.create(name="Divosa", kind="vereniging")
    ends = {"first_organisation": organisation, "second_organisation": divosa}
    return Relationship.objects.create(kind=kind, **ends, stated_by=staff, stated_on=date(2026, 1, 5))


@pytest.fixture
def visitors(make_user, settings):
    """Return a browser for each role."""
    settings.STAFF_SECOND_FACTOR = False
    browsers = {}
    for role in ROLES:
        browsers[role] = Client(raise_request_exception=True)
        if role != "visitor":
            browsers[role].force_login(make_user(*([] if role == "nobody" else [role])))
    return browsers


@pytest.mark.parametrize("role", ROLES)
def test_every_route_lets_in_whom_the_matrix_says(address, visitors, role):
    found = {name: visitors[role].get(address(name, parameters)).status_code for name, parameters in routes()}

    if os.environ.get("UPDATE_ROUTES"):
        MATRIX.write_text(with_column(role, found))
    assert found == column(role)


def column(role: str) -> dict[str, int]:
    """Return what the matrix says of a role, by route; 0 where it says nothing yet."""
    place, lines = ROLES.index(role) + 1, [line.split() for line in MATRIX.read_text().splitlines()[1:]]
    return {line[0]: int(line[place]) for line in lines}


def with_column(role: str, found: dict[str, int]) -> str:
    """Return the matrix with another column for this role."""
    columns = {each: found if each == role else column(each) for each in ROLES}
    head = f"{'route':44}" + " ".join(f"{each:>20}" for each in ROLES)
    rows = (f"{name:44}" + " ".join(f"{columns[each].get(name, 0):>20}" for each in ROLES) for name in sorted(found))
    return "\n".join([head, *rows, ""])


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.LINE_STAFF, "visitor"])
def test_p11_no_page_names_who_asked_us_not_to_use_their_data(address, visitors, role):
    """AVG art. 18: as if they were not there, whatever hangs on them. Their own links in letters keep working."""
    person = IntroductionRequest.objects.get().via
    Person.objects.filter(pk=person.pk).update(given_name="Wilhelmina", family_name="Xanthippe")
    _hang_more_on(person)
    found = {name: address(name, parameters) for name, parameters in routes() if "token" not in parameters}
    shown = {name for name, url in found.items() if b"Xanthippe" in visitors[role].get(url).content}
    Restriction.objects.create(person=person, asked_on=date(2026, 1, 5), restricted_at=timezone.now())

    still = {name for name, url in found.items() if b"Xanthippe" in visitors[role].get(url).content}

    assert shown
    assert still == set()


def _hang_more_on(person):
    """Let somebody be tied, announced, coming, on a list, to be called, and chosen by hand."""
    staff, event = Relationship.objects.get().stated_by, Event.objects.get()
    twin = DuplicatePair.objects.get().second_person
    knows = dict.fromkeys(("slug", "name", "name_back", "name_en", "name_back_en"), "kent")
    kind = RelationshipType.objects.create(between="people", **knows)
    Relationship.objects.create(
        kind=kind, first_person=twin, second_person=person, stated_by=staff, stated_on=date(2026, 1, 5)
    )
    Task.objects.create(what="Bel", due_on=date(2026, 1, 6), assigned_to=staff, person=person)
    Selection.objects.get().picks.create(person=person, inside=True, picked_by=staff, picked_at=timezone.now())
    Appearance.objects.create(event=event, person=person, role="Spreekt")
    Registration.objects.create(event=event, person=person, state="coming", answered_at=timezone.now())
    Subscription.objects.create(
        person=person,
        newsletter=Newsletter.objects.get(slug="kis-nieuwsbrief"),
        wording="Ja",
        source="form",
        agreed_at=timezone.now(),
    )


@pytest.mark.parametrize("role", ["visitor", Role.ADMINISTRATOR])
def test_looking_changes_nothing(address, visitors, role):
    """Z17, S20, M5, F24: GET and HEAD write to no table but the audit trail and the session."""
    wrote = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')

    changed = set()
    for name, parameters in routes():
        url = address(name, parameters)
        for method in ("get", "head"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                getattr(visitors[role], method)(url)
            tables = {match.group(1) for query in asked if (match := wrote.match(query["sql"]))}
            changed |= {(name, table) for table in tables - MAY_WRITE_ON_GET}

    assert changed == set()


TOLD = re.compile(r"""(?:GET|POST)\.(?:get|getlist)\("(\w+)\"""")
TOO_LONG = "9" * 5000  # digits; `int` reads at most 4,300, and PostgreSQL no zero byte


@pytest.mark.parametrize(("method", "strange"), [("get", TOO_LONG), ("post", TOO_LONG), ("get", "\0")])
def test_what_cannot_be_is_no_fault_of_ours(address, make_user, settings, method, strange):
    settings.STAFF_SECOND_FACTOR = False
    colleague = Client(raise_request_exception=False)
    colleague.force_login(make_user(Role.LINE_STAFF, Role.EDITOR, Role.ADMINISTRATOR))
    rooms = (path for room in settings.BASE_DIR.glob("*/__init__.py") for path in room.parent.rglob("*.py"))
    named = {name for path in rooms if "tests" not in path.parts for name in TOLD.findall(path.read_text())}
    told = dict.fromkeys(sorted(named | {"person", "organisation", "line", "holder", "words"}), strange)

    broken = []
    for name, parameters in routes():
        url = address(name, parameters)
        with transaction.atomic():
            answer = getattr(colleague, method)(url, told)
            transaction.set_rollback(True)
        broken += [name] if answer.status_code >= 500 else []

    assert len(named) > 40
    assert broken == []


# What somebody without a role at KIS may post: their own things, and what is open to everybody.
OPEN_TO_ALL = {
    "accounts:account",
    "accounts:end_other_sessions",
    "events:answer",
    "events:my_answer",
    "events:sign_up",
    "events:sign_up_confirm",
    "newsletter:address_move",
    "newsletter:leave",
    "newsletter:preferences",
    "newsletter:preferences_ask",
    "newsletter:stay",
    "newsletter:subscribe",
    "newsletter:subscribe_asked",
    "newsletter:subscribe_confirm",
    "newsletter:subscribe_form",
    "newsletter:undo_move",
    "newsletter:undo_stop",
    "set_language",
}


@pytest.mark.parametrize("role", ["nobody", Role.MEMBER])
def test_who_does_not_work_at_kis_can_post_nothing_of_staff(address, visitors, role):
    """S44, S45: refused as forbidden or as not there, whatever the form says."""
    posted = {
        name: visitors[role].post(address(name, parameters)).status_code
        for name, parameters in routes()
        if name not in OPEN_TO_ALL
    }

    assert posted.pop("api:subscription_request") == 401  # opens to a program with a token alone
    assert {name: status for name, status in posted.items() if status not in {403, 404, 405}} == {}
