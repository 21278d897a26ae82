"""Taking an import back takes what it brought, and nothing of what colleagues told since."""

from datetime import date

import pytest

from network.models import (
    Affiliation,
    ContactMoment,
    LinePartner,
    MailAddress,
    Organisation,
    Person,
    PhoneNumber,
    Relationship,
)
from network.models.contact_moment import PersonInContact
from network.signals import preferred_address_changed

HEAD = "Voornaam;Achternaam;E-mail;Telefoon;Organisatie\n"


@pytest.fixture
def told():
    """Which preferred addresses the rooms above were told of, from what to what."""
    heard = []

    def hear(sender, before, after, **_):
        heard.append((before, after))

    preferred_address_changed.connect(hear)
    yield heard
    preferred_address_changed.disconnect(hear)


class TestWhatHangsOnSomebodyKnown:
    @pytest.fixture
    def sevda(self, make_person, make_organisation):
        make_organisation("Divosa")
        return make_person("Sevda", "Demir", "sevda@mkb.example.org")

    @pytest.fixture
    def imported(self, sevda, bring, write):
        file = bring(HEAD + "Sevda;Demir;sevda@mkb.example.org;0201234567;Divosa\n")
        write(file)
        return file

    def test_what_nobody_touched_goes(self, imported, sevda, take_back):
        take_back(imported)

        assert (sevda.affiliations.count(), sevda.phone_numbers.count()) == (0, 0)
        assert imported.rows.get().left == ""

    def test_a_role_that_got_a_day_since_stays_and_is_named(self, imported, sevda, take_back):
        Affiliation.objects.update(started_on=date(2020, 1, 1), title="directeur")

        take_back(imported)

        assert (sevda.affiliations.count(), sevda.phone_numbers.count()) == (1, 0)
        assert imported.rows.get().left == "functies"

    def test_a_number_that_was_corrected_since_stays(self, imported, sevda, take_back):
        PhoneNumber.objects.update(number="+31207654321")

        take_back(imported)

        assert (sevda.affiliations.count(), sevda.phone_numbers.get().number) == (0, "+31207654321")

    def test_a_partnership_that_was_told_more_of_stays(
        self, make_organisation, bring, write, take_back, work_line, newcomer_line
    ):
        make_organisation("Stichting Noord", "anders")
        file = bring("Naam;Soort;Partner van lijn\nStichting Noord;anders;4, 5\n", "organisations")
        write(file)
        LinePartner.objects.filter(line=work_line).update(source_note="Convenant 2026")

        take_back(file)

        assert LinePartner.objects.get().line == work_line
        assert file.rows.get().left == "partners van lijnen"


class TestAPreferredAddress:
    @pytest.fixture
    def imported(self, make_person, bring, write):
        """Somebody without an address, of whom a file said one."""
        person = make_person("Sevda", "Demir")
        person.mail_addresses.all().delete()
        PhoneNumber.objects.create(person=person, number="+31201234567")
        file = bring(HEAD + "Sevda;Demir;sevda@mkb.example.org;0201234567;\n")
        write(file)
        assert MailAddress.objects.get().preferred
        return file

    def test_that_goes_leaves_another_one_preferred_and_tells_so(self, imported, take_back, told):
        person = Person.objects.get()
        MailAddress.objects.create(person=person, address="dood@a.example.org", preferred=False, **DEAD)
        MailAddress.objects.create(person=person, address="thuis@a.example.org", preferred=False)

        take_back(imported)

        assert person.mail_addresses.get(preferred=True).address == "thuis@a.example.org"
        assert told == [("sevda@mkb.example.org", "thuis@a.example.org")]

    def test_the_last_one_that_goes_leaves_none_and_tells_so(self, imported, take_back, told):
        take_back(imported)

        assert not MailAddress.objects.exists()
        assert told == [("sevda@mkb.example.org", "")]

    def test_a_bounce_since_is_no_change_by_somebody(self, imported, take_back):
        MailAddress.objects.update(**DEAD)

        take_back(imported)

        assert not MailAddress.objects.exists()

    def test_an_address_that_was_corrected_since_stays(self, imported, take_back, told):
        MailAddress.objects.update(address="s.demir@mkb.example.org")

        take_back(imported)

        assert MailAddress.objects.get().preferred
        assert (imported.rows.get().left, told) == ("e-mailadressen", [])


DEAD = {"arrives": "dead", "came_back_at": "2026-09-18T12:00Z"}


class TestSomebodyNew:
    @pytest.fixture
    def imported(self, make_organisation, bring, write):
        make_organisation("Divosa")
        file = bring(HEAD + "Joost;Berg;joost@mkb.example.org;0612345678;Divosa\n")
        write(file)
        return file

    @pytest.mark.parametrize("day", ["started_on", "ended_on"])
    def test_whose_role_got_a_day_since_stays(self, day, imported, take_back):
        Affiliation.objects.update(**{day: date(2020, 1, 1)})

        take_back(imported)

        assert imported.rows.get().left == "changed"
        assert Person.objects.exists()

    def test_who_got_an_account_since_stays(self, imported, take_back, colleague):
        Person.objects.update(user=colleague)

        take_back(imported)

        assert Person.objects.exists()

    def test_an_organisation_that_got_its_official_name_since_stays(self, bring, write, take_back, work_line):
        file = bring("Naam;Soort;Partner van lijn\nNoord;anders;4\nZuid;anders;4\nOost;anders;4\n", "organisations")
        write(file)
        Organisation.objects.filter(name="Noord").update(official_name="Stichting Noord")
        LinePartner.objects.filter(organisation__name="Zuid").update(source_note="Convenant")

        take_back(file)

        assert {*Organisation.objects.values_list("name", flat=True)} == {"Noord", "Zuid"}


class TestTies:
    @pytest.mark.parametrize(
        "change",
        [
            {"source": "Gesprek"},
            {"started_on": date(2019, 1, 1)},
            {"confirmed_on": date(2026, 9, 19)},
        ],
    )
    def test_one_that_somebody_changed_since_stays(self, change, bring, write, take_back, make_organisation, funds):
        make_organisation("Gemeente Delft"), make_organisation("VNG")
        file = bring("Van;Relatie;Naar;Bevestigd\nVNG;financiert;Gemeente Delft;eerste\n", "ties")
        write(file)
        Relationship.objects.update(**change)

        take_back(file)

        assert (Relationship.objects.count(), file.rows.get().left) == (1, "changed")

    def test_one_that_now_leads_elsewhere_stays(self, bring, write, take_back, make_organisation, funds):
        make_organisation("Gemeente Delft"), make_organisation("VNG")
        file = bring("Van;Relatie;Naar\nVNG;financiert;Gemeente Delft\n", "ties")
        write(file)
        Relationship.objects.update(second_organisation=make_organisation("Gemeente Leiden"))

        take_back(file)

        assert Relationship.objects.exists()


class TestContactMoments:
    HEAD = "Datum;Soort;Programmalijn;Met wie;Waarover\n"
    ROW = "3-3-2026;telefoongesprek;4;{};Gebeld over het najaar.\n"

    @pytest.fixture
    def two(self, make_person, make_organisation, make_affiliation, work_line):
        joost = make_person("Joost", "Berg", "joost@mkb.example.org")
        make_affiliation(joost, make_organisation("Divosa"))
        return joost, make_person("Sevda", "Demir", "sevda@mkb.example.org")

    def test_two_calls_of_one_day_in_the_same_words_with_two_people_both_come_in(self, two, bring, write):
        rows = "".join(self.ROW.format(f"{name}@mkb.example.org") for name in ("joost", "sevda", "joost"))
        file = bring(self.HEAD + rows, "contacts")
        write(file)

        assert [*file.rows.order_by("number").values_list("outcome", flat=True)] == ["new", "new", "refused"]
        assert {*PersonInContact.objects.values_list("person", flat=True)} == {person.pk for person in two}

    def test_the_same_words_with_somebody_else_are_not_known_yet(self, two, bring, make_moment):
        make_moment(two[0], held_on=date(2026, 3, 3), summary="Gebeld over het najaar.")

        rows = "".join(self.ROW.format(f"{name}@mkb.example.org") for name in ("joost", "sevda"))
        file = bring(self.HEAD + rows, "contacts")

        assert [*file.rows.order_by("number").values_list("outcome", flat=True)] == ["unchanged", "new"]

    @pytest.mark.parametrize("party", ["person", "organisation"])
    def test_one_with_somebody_more_since_stays(self, party, two, bring, write, take_back, make_organisation):
        file = bring(self.HEAD + self.ROW.format("joost@mkb.example.org"), "contacts")
        write(file)
        moment = ContactMoment.objects.get()
        if party == "person":
            moment.people.add(two[1])
        else:
            moment.organisations.add(make_organisation("VNG"))

        take_back(file)

        assert file.rows.get().left == "changed"
        assert ContactMoment.objects.exists()
