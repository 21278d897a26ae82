"""The invented world of the demo: all of it, the same every time, and nobody's."""

import re
from datetime import date, datetime, time
from io import StringIO
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count, Max
from django.db.models.functions import Lower
from django.test import TestCase, override_settings
from django.utils import timezone

from accounts.models import ApiToken, AuditLine, Grant, User
from accounts.roles import Role
from demo.world import gone, imports, logins, names, programme, turnover
from demo.world.cast import EDITOR, LINE_STAFF
from demo.world.contacts import SILENT_SINCE, THREE_YEARS
from events.models import Answer, Event, Invitation, Registration
from network.models import (
    Affiliation,
    Attachment,
    BulkAction,
    ContactMoment,
    DuplicatePair,
    Export,
    FormerPlace,
    FormerServing,
    ImportFile,
    IntroductionRequest,
    LineAssignment,
    LinePartner,
    MailAddress,
    Merge,
    Organisation,
    OtherContact,
    Person,
    ProgrammeLine,
    RelationHolder,
    Selection,
    Serving,
    Snapshot,
)
from network.models.import_file import ImportState
from network.models.import_row import Outcome
from network.models.introduction_request import IntroductionState
from network.models.organisation import OrganisationKind
from newsletter.models import Approval, Campaign, Proposal, Renewal, Subscription
from newsletter.models.newsletter import INVITATIONS
from newsletter.models.subscription import ConsentSource, EndSource
from newsletter.queries import audiences, preflight
from newsletter.queries.renewals import standing
from post.models import LetterClass, Mailing, Stop, StopSource

TODAY = date(2026, 3, 4)
RESERVED = re.compile(r"^[a-z0-9.-]+@([a-z0-9-]+\.)+example\.(org|com|net)$")  # RFC 2606


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("van der Berg", ("van der", "Berg")),
        ("'t Hart", ("'t", "Hart")),
        ("in 't Veld", ("in 't", "Veld")),
        ("Tjon A Loi", ("", "Tjon A Loi")),
        ("Benali", ("", "Benali")),
    ],
)
def test_an_infix_is_split_from_a_last_name(whole, parts):
    assert names.split(whole) == parts


def names_of_a_world(day):
    """Build the world on an empty database, forget it again, and return everybody's name."""
    of_each_month_the_same = patch("demo.world.remembered.MONTHS", 1)  # remembering takes a while
    with transaction.atomic(), of_each_month_the_same:
        call_command("load_reference_data", verbosity=0)
        call_command("build_demo_world", today=day, stdout=StringIO())
        names = [person.full_name for person in Person.objects.order_by("pk")]
        transaction.set_rollback(True)
    return names


@pytest.mark.xdist_group("world")
class TestWorld(TestCase):
    """Look at the world; Django builds it once for all these tests and takes it back."""

    @classmethod
    def setUpTestData(cls):
        files = cls.enterClassContext(TemporaryDirectory())
        cls.enterClassContext(override_settings(MEDIA_ROOT=files))
        cls.on_another_day = names_of_a_world(date(2026, 12, 31))
        call_command("load_reference_data", verbosity=0)
        cls.announced = set(Person.objects.values_list("pk", flat=True))
        cls.real = set(Organisation.objects.values_list("pk", flat=True))
        call_command("build_demo_world", today=TODAY, stdout=StringIO())

    def test_the_same_people_come_every_time_whatever_the_day(self):
        assert [person.full_name for person in Person.objects.order_by("pk")] == self.on_another_day

    def test_colleagues_keep_selections_wait_for_an_export_and_can_undo_a_change(self):
        around, pilot = Selection.objects.order_by("name")
        assert (around.asked, around.picks.count(), pilot.picks.count()) == (
            {"line": str(ProgrammeLine.objects.get(number=4).pk), "region": "NL-UT"},
            3,
            8,
        )
        assert [(export.waits, export.needs_approval) for export in Export.objects.all()] == [
            (False, False),
            (True, True),
        ]
        assert AuditLine.objects.get(action="network.exported").actor.email == LINE_STAFF.address
        assert BulkAction.objects.get().can_be_undone(timezone.make_aware(datetime.combine(TODAY, time(17))))
        assert ApiToken.objects.holding_on(TODAY).get().scopes == ["events", "programme"]

    def test_an_introduction_stands_at_each_of_its_steps(self):
        asked = IntroductionRequest.objects.filter(asked_by__email=LINE_STAFF.address)

        assert {request.state for request in asked} == set(IntroductionState)
        assert {request.organisation.kind for request in asked} == {OrganisationKind.EMPLOYER}

    def test_one_file_is_in_the_network_and_can_be_taken_back_and_one_waits_for_decisions(self):
        waiting, done = ImportFile.objects.order_by("-uploaded_at")

        assert (waiting.state, done.state) == (ImportState.CHECKED, ImportState.DONE)
        assert waiting.rows.filter(outcome=Outcome.ALIKE).count() == 3
        assert set(done.rows.values_list("outcome", flat=True)) == set(Outcome.values) - {Outcome.ALIKE}
        assert done.undo_until > timezone.make_aware(datetime.combine(TODAY, time(17)))

    def test_two_records_became_one_and_can_be_two_again_and_other_pairs_are_two(self):
        merge = Merge.objects.get()

        assert merge.undone_at is None
        assert merge.until > timezone.make_aware(datetime.combine(TODAY, time(17)))
        assert DuplicatePair.objects.exclude(dismissed_at=None).count() == gone.DIFFERENT
        assert DuplicatePair.objects.filter(dismissed_at=None).count() > 10

    def test_somebody_was_erased_and_no_letter_reaches_their_address(self):
        assert AuditLine.objects.get(action="privacy.person_erased").actor.has_role(Role.PRIVACY_OFFICER)
        assert not Person.objects.filter(family_name="Oudshoorn", given_name="Marjolein").exists()
        assert Stop.objects.filter(how=StopSource.ERASURE).exists()

    def test_relations_changed_hands_and_organisations_changed_target_group(self):
        before = RelationHolder.objects.exclude(ended_on=None)
        now = RelationHolder.objects.filter(ended_on=None)
        followed = [each for each in before if now.filter(organisation=each.organisation, line=each.line).exists()]

        assert (len(before), len(followed)) == (turnover.PASSED_ON + turnover.LEFT_ALONE, turnover.PASSED_ON)
        assert Serving.objects.exclude(started_on=None).count() == 4
        assert FormerServing.objects.count() == 2

    def test_an_organisation_ended_and_one_moved(self):
        gone, moved = Organisation.objects.exclude(ended_on=None).get(), FormerPlace.objects.get()

        assert gone.closings.get().rows["roles"]
        assert moved.province != moved.organisation.province

    def test_files_hang_on_what_was_said_and_a_letter_is_proposed_to_who_came_later(self):
        assert Attachment.objects.values("moment").distinct().count() == 3
        assert {name.rpartition(".")[2] for name in Attachment.objects.values_list("name", flat=True)} == {
            "txt",
            "png",
            "eml",
        }
        proposal = Proposal.objects.open().get()
        assert (proposal.asked_by.email, proposal.number > 0) == (LINE_STAFF.address, True)

    def test_each_month_of_a_year_is_remembered(self):
        assert Snapshot.objects.count() == 13

    def test_there_are_as_many_as_promised(self):
        brought_in = Person.objects.filter(source=imports.ACCOUNT.proof).count()
        assert brought_in == len(imports.MORNING)
        assert Person.objects.exclude(pk__in=self.announced).count() == 2000 + brought_in
        assert Organisation.objects.count() == 300
        assert ContactMoment.objects.count() == 6000
        assert LineAssignment.objects.values("user").distinct().count() == 12

    def test_building_again_does_nothing(self):
        before = (Person.objects.count(), ContactMoment.objects.count(), User.objects.count())

        call_command("build_demo_world", today=date(2027, 1, 1), stdout=(said := StringIO()))

        assert said.getvalue().strip() == "The world is already there."
        assert (Person.objects.count(), ContactMoment.objects.count(), User.objects.count()) == before

    def test_one_person_logs_in_per_role(self):
        roles = set()
        for _label, address, password in logins():
            user = User.objects.get(email=address)
            assert user.check_password(password)
            assert EmailAddress.objects.get(user=user).verified
            roles |= user.roles

        assert roles == set(Role)

    def test_everybody_else_cannot_log_in_with_a_password(self):
        known = {address for _label, address, _password in logins()}

        others = User.objects.exclude(email__in=known)
        assert others.count() == 10
        assert not any(user.has_usable_password() for user in others)
        assert Grant.objects.count() == User.objects.count()

    def test_the_member_and_the_person_are_one(self):
        member = User.objects.get(grants__role=Role.MEMBER)

        assert member.person.full_name == member.get_full_name()
        assert member.person.mail_addresses.get().address == member.email

    def test_no_letter_can_reach_a_real_mailbox(self):
        addresses = [
            *MailAddress.objects.values_list("address", flat=True),
            *User.objects.values_list("email", flat=True),
        ]

        assert [address for address in addresses if not RESERVED.match(address)] == []

    def test_most_people_can_be_reached_and_some_share_a_mailbox(self):
        reached = MailAddress.objects.values("person").distinct().count()
        shared = MailAddress.objects.values(low=Lower("address")).annotate(n=Count("pk")).filter(n__gt=1)
        several = MailAddress.objects.values("person").annotate(n=Count("pk")).filter(n__gt=1)

        assert 1880 < reached < 1960
        assert 1 <= shared.count() < 20
        assert 100 < several.count() < 220

    def test_nobody_who_exists_is_made_up_about(self):
        """Who KIS announced gets no address, job or talk; no invented person works at a real organisation."""
        assert not MailAddress.objects.filter(person__in=self.announced).exists()
        assert not ContactMoment.objects.filter(people__in=self.announced).exists()
        assert not Affiliation.objects.filter(person__in=self.announced).exists()
        assert not Affiliation.objects.filter(organisation__in=self.real).exists()
        assert not ContactMoment.objects.filter(organisations__in=self.real).exists()

    def test_people_come_from_everywhere_and_keep_their_letters(self):
        infixes = set(Person.objects.values_list("tussenvoegsel", flat=True))
        letters = set("".join(person.full_name.lower() for person in Person.objects.all()))

        assert {"van der", "op den", "'t", "in 't", "el", "ben"} <= infixes
        assert set("ışğçöüłń") <= letters

    def test_the_network_is_thin_where_it_should_be(self):
        last = {
            (moment["line__number"], moment["organisations__target_groups__slug"]): moment["last"]
            for moment in ContactMoment.objects.values("line__number", "organisations__target_groups__slug")
            .order_by()
            .annotate(last=Max("held_on"))
        }

        for cell, days in SILENT_SINCE.items():
            assert (cell in last) == (days < THREE_YEARS)
            assert cell not in last or (TODAY - last[cell]).days >= days
            came = {"line__number": cell[0], "organisation__target_groups__slug": cell[1]}
            assert not OtherContact.objects.filter(**came).exists()
        assert (TODAY - last[4, "werkgevers"]).days < 30

    def test_every_contact_fell_on_a_working_day_with_people_who_worked_there(self):
        moments = ContactMoment.objects.prefetch_related("people__affiliations", "organisations")

        for moment in moments.order_by("?")[:100]:
            assert moment.held_on.weekday() < 5
            assert moment.held_on <= TODAY
            (organisation,) = moment.organisations.all()
            for person in moment.people.all():
                assert person.affiliations.holding_on(moment.held_on).filter(organisation=organisation).exists()

    def test_people_come_and_go_and_every_line_has_partners(self):
        assert Affiliation.objects.exclude(ended_on=None).count() > 300
        assert not Organisation.objects.filter(affiliations=None, line_partnerships=None).exists()
        assert set(LinePartner.objects.values_list("line__number", flat=True)) == set(range(1, 11))

    def test_the_real_series_moves_by_whole_weeks(self):
        """The atelier of Monday 26 October 2020 comes on a Monday three to five weeks from now."""
        days = dict(Event.objects.filter(series__slug=programme.SERIES).values_list("slug", "held_on"))
        atelier = Event.objects.get(slug=programme.ATELIER)

        assert atelier.held_on.weekday() == 0
        assert 21 <= (atelier.held_on - TODAY).days <= 35
        assert sorted((day - atelier.held_on).days for day in days.values()) == [-28, 0, 14, 42]
        assert (atelier.capacity, atelier.invitations.count()) == (60, 0)
        assert not Event.objects.filter(published_at=None).exists()

    def test_no_meeting_was_oversold_and_who_waits_waits_for_a_full_one(self):
        met = Event.objects.exclude(invitations=None)
        waits = 0

        for event in met:
            coming = event.registrations.coming().count()
            assert 0 < coming <= event.capacity
            waits += event.registrations.waiting().count()
            assert not event.registrations.waiting().exists() or coming == event.capacity
        assert (met.count(), waits > 0) == (9, True)

    def test_it_is_recorded_who_was_at_each_meeting_but_the_last(self):
        held = Event.objects.filter(held_on__lt=TODAY).order_by("held_on", "pk")
        recorded = [event.registrations.filter(came__isnull=False).exists() for event in held]
        there = Registration.objects.filter(came=True).count()

        assert recorded == [True] * (len(recorded) - 1) + [False]
        assert 0.5 < there / Registration.objects.exclude(came=None).count() < 0.85

    def test_a_registration_is_the_last_answer(self):
        for registration in Registration.objects.all()[:100]:
            last = Answer.objects.filter(event=registration.event, person=registration.person).first()
            assert (last.outcome, last.answered_at) == (registration.state, registration.answered_at)

    def test_nobody_was_invited_without_having_agreed(self):
        for invitation in Invitation.objects.select_related("person")[:100]:
            places = Subscription.objects.filter(person=invitation.person, newsletter__slug=INVITATIONS)
            agreed = places.earliest("agreed_at")
            assert agreed.agreed_at <= invitation.invited_at
            assert agreed.ended_at is None or agreed.ended_at > invitation.invited_at

    def test_about_as_many_agreed_as_in_a_real_house(self):
        def agreed(slug):
            return Subscription.objects.filter(newsletter__slug=slug).exclude(source=ConsentSource.RENEWAL)

        assert 1550 < agreed(INVITATIONS).count() < 1650
        assert 1150 < agreed("kis-nieuwsbrief").count() < 1250
        ended = Subscription.objects.exclude(ended_at=None).exclude(ended_how=EndSource.RENEWED)
        assert 0.03 < ended.count() / Subscription.objects.count() < 0.07
        assert Stop.objects.exclude(how=StopSource.ERASURE).count() == ended.count()

    def test_every_letter_that_was_promised_came_to_its_end(self):
        told = Mailing.objects.filter(letter_class=LetterClass.SERVICE)  # who may judge an export hears that one waits
        mailings = Mailing.objects.exclude(pk__in=told)

        assert (mailings.count(), told.count()) == (13, 2)
        for mailing in mailings:
            assert mailing.letters.count() == mailing.promised > 0
            assert not mailing.letters.open().exists()
            assert mailing.finished_at < timezone.make_aware(datetime.combine(TODAY, time()))

    def test_one_newsletter_is_almost_ready_but_its_picture_has_no_words(self):
        draft = Campaign.objects.in_the_making().get(event=None, approvals=None)
        now = timezone.make_aware(datetime.combine(TODAY, time(12)))

        looked = preflight.checks(draft, audiences.reach(draft, now), now)

        assert [check.slug for check in looked if check.tone == "bad"] == ["alt"]
        assert draft.items.count() == 4

    def test_another_newsletter_waits_for_the_approval_of_the_editor(self):
        asked = Approval.objects.waiting().get()

        assert (asked.asked_of.email, asked.asked_by.email) == (EDITOR.address, LINE_STAFF.address)
        assert asked.campaign.items.count() == 1

    def test_readers_with_an_old_consent_are_being_asked_again(self):
        counted = standing(Renewal.objects.running().get())

        assert counted.asked > 30
        assert counted.stayed + counted.silent == counted.asked
        assert counted.stayed > 10

    def test_one_invitation_is_still_being_written(self):
        draft = Campaign.objects.in_the_making().exclude(event=None).get()

        assert draft.event.slug == programme.WORK_SESSION
        assert audiences.reach(draft, timezone.now()).count > 50
