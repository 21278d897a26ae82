from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.actions import selections
from network.models import Affiliation, LinePartner, MailAddress, Organisation, Person, TargetGroup, WorkRole
from newsletter.models import Preference
from newsletter.queries.audiences import LeftOut, Reach, reach, receiving, sorted_out
from newsletter.queries.choosing import Selection, chosen, described
from post import letter_classes
from post.letter_classes import RULES
from tests.newsletter.conftest import DAY, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_organisation():
    def make(name="Divosa", **fields):
        return Organisation.objects.create(name=name, kind="vereniging", **fields)

    return make


@pytest.fixture
def works_at():
    def put(person, organisation, **fields):
        Affiliation.objects.create(person=person, organisation=organisation, **fields)
        return person

    return put


def names(people):
    return sorted(person.given_name for person in people)


def test_nothing_asked_is_nobody(make_person, campaign):
    make_person()
    campaign.audience.lines.clear()

    assert list(chosen(campaign.audience, DAY)) == []


def test_a_line_finds_who_works_on_it_and_who_works_at_a_partner_of_it(
    asked, make_line, make_organisation, make_person, works_at
):
    line, other = make_line(6), make_line(7)
    partner, former = make_organisation("Partner"), make_organisation("Former partner")
    LinePartner.objects.create(organisation=partner, line=line, relation="partner")
    LinePartner.objects.create(organisation=former, line=line, relation="partner", ended_on=DAY)
    make_person("Works").lines.add(line)
    make_person("Elsewhere").lines.add(other)
    works_at(make_person("Partner"), partner)
    works_at(make_person("Former"), former)
    works_at(make_person("Left"), partner, ended_on=DAY - timedelta(days=1))

    assert names(chosen(asked(lines=[line]), DAY)) == ["Partner", "Works"]


def test_a_target_group_finds_people_through_where_they_work_now(asked, make_organisation, make_person, works_at):
    group = TargetGroup.objects.create(slug="gemeenten", name="Gemeenten", name_en="Municipalities")
    serving = make_organisation("Serving")
    serving.target_groups.add(group)
    works_at(make_person("Inside"), serving)
    works_at(make_person("Left"), serving, ended_on=DAY)
    works_at(make_person("Elsewhere"), make_organisation("Other"))

    assert names(chosen(asked(target_groups=[group]), DAY)) == ["Inside"]


def test_a_region_is_that_of_the_person_or_of_their_organisation(asked, make_organisation, make_person, works_at):
    make_person("Lives", province="NL-UT")
    works_at(make_person("Works", province="NL-ZH"), make_organisation("In Utrecht", province="NL-UT"))
    make_person("Nowhere")

    assert names(chosen(asked(provinces=["NL-UT"]), DAY)) == ["Lives", "Works"]


def test_a_tag_is_found_by_its_key_on_the_person_or_their_organisation(asked, make_organisation, make_person, works_at):
    tagged = make_person("Tagged")
    tagged.tags.add("Inburgering")
    organisation = make_organisation("Tagged")
    organisation.tags.add("inburgering")
    works_at(make_person("Works"), organisation)
    untagged = make_person("Other")
    untagged.tags.add("onderwijs")
    Organisation.objects.filter(pk=organisation.pk).update(name=f"has key {untagged.pk}")

    assert names(chosen(asked(tags=[tagged.tags.get()]), DAY)) == ["Tagged", "Works"]


def test_a_tag_of_an_organisation_is_not_taken_for_one_of_the_person_with_the_same_key(asked, make_organisation):
    organisation = make_organisation()
    organisation.tags.add("inburgering")
    Person.objects.create(pk=organisation.pk, given_name="Same", family_name="Key")

    assert list(chosen(asked(tags=[organisation.tags.get()]), DAY)) == []


def test_within_a_property_any_value_will_do_and_between_them_all_must_hold(asked, make_line, make_person):
    six, seven = make_line(6), make_line(7)
    policy = WorkRole.objects.create(slug="beleid", name="Beleid", name_en="Policy")
    make_person("Six", work_role=policy).lines.add(six)
    make_person("Seven", work_role=policy).lines.add(seven)
    make_person("No role").lines.add(six)
    make_person("No line", work_role=policy)

    assert names(chosen(asked(lines=[six, seven], work_roles=[policy]), DAY)) == ["Seven", "Six"]


def test_a_person_who_fits_in_several_ways_counts_once(asked, make_line, make_organisation, make_person, works_at):
    six, seven = make_line(6), make_line(7)
    person = make_person()
    person.lines.add(six, seven)
    for name in ("One", "Two"):
        organisation = make_organisation(name)
        LinePartner.objects.create(organisation=organisation, line=six, relation="partner")
        works_at(person, organisation)

    assert chosen(asked(lines=[six, seven]), DAY).count() == 1


@pytest.fixture
def one_of_each(campaign, make_reader, make_person, line, invitations, agree, colleague):
    """One person per reason, and some to whom several reasons apply."""
    from events.models import Invitation, Registration
    from post.models import Stop

    make_reader("Gets it")
    answered = make_reader("Answered")
    invited = make_reader("Invited")
    for person in (answered, invited):
        Invitation.objects.create(event=campaign.event, person=person, invited_at=NOW, invited_by=colleague)
    Registration.objects.create(event=campaign.event, person=answered, state="declined", answered_at=NOW)
    make_reader("No address", address=None)
    never = make_person("Never asked")
    never.lines.add(line)
    Stop.objects.create(person=never, scope=None, how="staff", at=NOW)
    left = make_person("Left")
    left.lines.add(line)
    agree(left, invitations, ended_at=NOW, ended_how="page")
    Stop.objects.create(person=left, scope=invitations.pk, how="page", at=NOW)
    Stop.objects.create(person=make_reader("Stopped"), scope=None, how="bounce", at=NOW)
    dead = make_reader("Dead address")
    dead.mail_addresses.update(arrives="dead", came_back_at=NOW)
    Stop.objects.create(person=make_reader("Came back"), scope=None, how="staff", at=NOW, lifted_at=NOW)
    Stop.objects.create(person=make_reader("Other list"), scope=invitations.pk + 1, how="page", at=NOW)


@pytest.mark.usefixtures("one_of_each")
def test_everyone_chosen_gets_the_letter_or_is_left_out_for_one_reason(campaign):
    told = {person.given_name: person.left_out for person in sorted_out(campaign, NOW)}

    assert told == {
        "Gets it": "",
        "Came back": "",
        "Other list": "",
        "Answered": LeftOut.ANSWERED,
        "Invited": LeftOut.INVITED,
        "No address": LeftOut.NO_ADDRESS,
        "Never asked": LeftOut.NEVER_AGREED,
        "Left": LeftOut.UNSUBSCRIBED,
        "Dead address": LeftOut.DEAD_ADDRESS,
        "Stopped": LeftOut.STOPPED,
    }


@pytest.mark.usefixtures("one_of_each")
def test_who_gets_it_and_who_does_not_are_together_everyone_chosen(campaign):
    found = reach(campaign, NOW)

    assert found.count == receiving(campaign, NOW).count() == 3
    # These have tests of their own.
    elsewhere = {LeftOut.PAUSED, LeftOut.FEWER, LeftOut.TOO_OFTEN, LeftOut.OTHER_LANGUAGE, LeftOut.UNCONFIRMED}
    assert found.left_out == [(reason, 1) for reason in LeftOut if reason not in elsewhere]
    assert found.chosen_count == chosen(campaign.audience, DAY).count() == 10


def test_nobody_without_consent_is_reached(campaign, make_person, line):
    """T1, P3: a contact of a line is no subscriber."""
    for name in ("Contact", "Speaker"):
        make_person(name).lines.add(line)

    assert reach(campaign, NOW) == Reach(0, [(LeftOut.NEVER_AGREED, 2)])


def test_a_consent_for_another_list_is_none_for_this_one(campaign, make_person, line, agree):
    from newsletter.models import Newsletter

    person = make_person()
    person.lines.add(line)
    agree(person, Newsletter.objects.create(slug="kis-nieuwsbrief", name="KIS-nieuwsbrief", name_en="KIS newsletter"))

    assert reach(campaign, NOW).left_out == [(LeftOut.NEVER_AGREED, 1)]


def test_another_address_than_the_preferred_one_is_not_written_to(campaign, make_reader):
    person = make_reader()
    MailAddress.objects.filter(person=person).update(preferred=False)

    assert reach(campaign, NOW).left_out == [(LeftOut.NO_ADDRESS, 1)]


def test_a_second_record_of_somebody_who_stopped_everything_is_not_reached(campaign, make_reader):
    """P10: no import, no new record revives who left."""
    from post.actions import stops

    stops.stop(person=make_reader("First", address="samira@gemeente.example.org"), how="page", now=NOW)
    make_reader("Second", address="Samira@gemeente.example.org")
    make_reader("Other")

    assert reach(campaign, NOW) == Reach(1, [(LeftOut.UNSUBSCRIBED, 1), (LeftOut.STOPPED, 1)])


@pytest.mark.parametrize("number", [1, 30])
def test_counting_the_reach_asks_the_database_the_same_however_many_there_are(campaign, make_reader, number):
    for _ in range(number):
        make_reader()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert reach(campaign, NOW).count == number

    assert len(queries) == 9  # five properties, the stopped addresses, which letters left lately (twice), one count


def test_a_selection_survives_its_way_through_a_url(asked, line):
    from django.http import QueryDict

    selection = asked(lines=[line], provinces=["NL-UT", "NL-ZH"])

    assert Selection.of_query(QueryDict(selection.query)) == selection


def test_a_url_with_nonsense_asks_nothing():
    from django.http import QueryDict

    assert Selection.of_query(QueryDict("lines=x&lines=-1&provinces=NL-XX&tags=&other=3")) == Selection()


def test_a_selection_is_described_in_names(asked, line):
    assert described(asked(lines=[line], provinces=["NL-UT"])) == [
        ("Programmalijnen", ["6 · Institutioneel racisme"]),
        ("Regio", ["Utrecht"]),
    ]


class TestSelections:
    @pytest.fixture
    def keep(self, colleague):
        def make(asked, of="people", **fields):
            told = {"name": "Bewaard", "shared": False, "by": colleague, "now": NOW, **fields}
            return selections.keep(of=of, asked=asked, **told)

        return make

    def test_a_saved_selection_finds_who_is_in_it_now_with_who_was_added_and_without_who_was_left_out(
        self, asked, keep, colleague, make_line, make_person
    ):
        line = make_line(6)
        selection = keep({"line": str(line.pk)})
        make_person("Inside").lines.add(line)
        out, added = make_person("Out"), make_person("Added")
        out.lines.add(line)
        told = {"selection": selection, "by": colleague, "now": NOW}
        selections.pick(parties=[out], inside=False, **told)
        selections.pick(parties=[added], inside=True, **told)

        assert names(chosen(asked(selections=[selection]), DAY)) == ["Added", "Inside"]

    def test_a_deleted_selection_reaches_nobody(self, asked, keep, colleague, make_person):
        make_person()
        selection = keep({})
        selections.delete(selection=selection, by=colleague, now=NOW)

        assert list(chosen(asked(selections=[selection]), DAY)) == []

    def test_a_selection_and_a_line_must_both_hold_and_consent_stays_asked(
        self, asked, keep, campaign, line, make_reader, make_person
    ):
        make_reader("Both", province="NL-UT")
        make_reader("Line")
        never = make_person("Never", province="NL-UT")
        never.lines.add(line)
        both = asked(lines=[line], selections=[keep({"region": "NL-UT"})])

        assert names(receiving(campaign, NOW, both)) == ["Both"]
        assert reach(campaign, NOW, both) == Reach(1, [(LeftOut.NEVER_AGREED, 1)])

    def test_it_is_described_by_its_name(self, asked, keep):
        assert described(asked(selections=[keep({})])) == [("Selecties", ["Bewaard"])]


def test_t1_the_audience_asks_the_table_whether_consent_is_needed(campaign, make_person, line, monkeypatch):
    make_person("Never agreed").lines.add(line)
    before = receiving(campaign, NOW).count()
    told = replace(RULES[campaign.letter_class], needs_consent=False)
    monkeypatch.setitem(letter_classes.RULES, campaign.letter_class, told)

    assert (before, receiving(campaign, NOW).count()) == (0, 1)


def test_the_audience_asks_the_table_whether_the_limit_holds_it_back(campaign, make_reader, monkeypatch):
    Preference.objects.create(person=make_reader(), paused_until=date(2027, 1, 1), changed_at=NOW)
    before = receiving(campaign, NOW).count()
    told = replace(RULES[campaign.letter_class], counts=False)
    monkeypatch.setitem(letter_classes.RULES, campaign.letter_class, told)

    assert (before, receiving(campaign, NOW).count()) == (0, 1)


def test_a_choice_is_joined_and_looks_nobody_up_in_a_set_that_may_not_fit_in_memory(make_line, make_person):
    """At a quarter of a million people, a set that is looked up in is read again for each of them.

    The one set that is looked up in holds the handful who asked us not to use their data.
    """
    asked = [
        Selection(lines=(make_line(6).pk,)),
        Selection(tags=(1,)),
        Selection(provinces=("NL-UT",)),
    ]

    plans = [chosen(each, DAY).explain() for each in asked]

    assert not [plan for plan in plans if "SubPlan 2" in plan or "on network_restriction" not in plan]
