from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLine
from network.models import RelationHolder

THREADS = reverse("network:thread_list")


@pytest.fixture
def delft(make_organisation):
    return make_organisation("Gemeente Delft")


def detail(organisation):
    return reverse("network:organisation_detail", args=[organisation.pk])


class TestHolders:
    def test_an_organisation_without_one_says_so(self, browse, read, delft):
        assert "zonder relatiehouder" in read(browse.get(detail(delft))).select_one("#houders").text

    def test_who_is_appointed_takes_over_on_that_line_and_history_stays(
        self, browse, read, delft, make_holder, make_user, work_line, colleague
    ):
        before, everywhere = make_holder(delft, line=work_line), make_holder(delft)
        other = make_user("line_staff", given_name="Lars")

        browse.post(reverse("network:holder_create", args=[delft.pk]), {"user": other.pk, "line": work_line.pk})

        before.refresh_from_db()
        assert before.ended_on == timezone.localdate()
        now = RelationHolder.objects.filter(ended_on=None)
        assert {(each.line, each.user) for each in now} == {(work_line, other), (None, colleague)}
        assert everywhere in now
        assert AuditLine.objects.filter(action="network.holder_appointed", object_id=delft.pk).exists()
        assert "Lars" in read(browse.get(detail(delft))).select_one("#houders").text

    def test_appointing_the_same_colleague_changes_nothing(self, browse, delft, make_holder, colleague):
        make_holder(delft)

        browse.post(reverse("network:holder_create", args=[delft.pk]), {"user": colleague.pk, "line": ""})

        assert RelationHolder.objects.get().started_on == date(2025, 1, 1)

    def test_who_may_keep_no_relations_is_refused(self, browse, delft, make_user):
        browse.post(reverse("network:holder_create", args=[delft.pk]), {"user": make_user("member").pk, "line": ""})

        assert not RelationHolder.objects.exists()

    def test_ending_leaves_nobody(self, browse, read, delft, make_holder):
        holder = make_holder(delft)

        page = read(browse.post(reverse("network:holder_end", args=[holder.pk]), follow=True))

        assert "zonder relatiehouder" in page.select_one("#houders").text
        assert RelationHolder.objects.get().ended_on == timezone.localdate()


class TestSingleThreads:
    @pytest.fixture
    def speak(self, make_moment, delft):
        return lambda *people, days=30, **more: make_moment(
            *people, held_on=timezone.localdate() - timedelta(days=days), organisations=[delft], **more
        )

    @pytest.fixture
    def work(self, make_person, make_affiliation, delft):
        def at_delft(given_name, **days):
            person = make_person(given_name, "Naam")
            make_affiliation(person, delft, **days)
            return person

        return at_delft

    def test_one_person_in_two_years_is_a_single_thread(self, browse, read, speak, work, delft):
        joost = work("Joost")
        speak(joost), speak(joost, days=400)

        assert "Joost Naam" in read(browse.get(detail(delft))).select_one("main .split .msg").text
        assert "Gemeente Delft" in read(browse.get(THREADS)).select_one("#resultaten").text
        on_person = read(browse.get(reverse("network:person_detail", args=[joost.pk])))
        assert "Alleen via deze persoon kennen we Gemeente Delft" in on_person.get_text(" ", strip=True)

    def test_a_second_person_there_makes_it_two(self, browse, read, speak, work, delft):
        speak(work("Joost")), speak(work("Anouk"), days=600)

        assert read(browse.get(detail(delft))).select("main .split .msg") == []
        assert read(browse.get(THREADS)).select("#resultaten li") == []

    def test_who_left_is_no_second_thread(self, browse, read, speak, work, delft):
        joost, anouk = work("Joost"), work("Anouk", ended_on=timezone.localdate())
        speak(joost), speak(anouk)

        assert "Joost Naam" in read(browse.get(detail(delft))).select_one("main .split .msg").text
        assert "alleen via Joost Naam" in read(browse.get(THREADS)).select_one("#resultaten").text
        on_anouk = read(browse.get(reverse("network:person_detail", args=[anouk.pk])))
        assert "Alleen via deze persoon" not in on_anouk.text

    def test_the_only_one_who_left_is_said_as_such(self, browse, read, speak, work, delft):
        anouk = work("Anouk", ended_on=timezone.localdate())
        speak(anouk)

        told = read(browse.get(detail(delft))).select_one("main .split .msg").get_text(" ", strip=True)
        assert "Anouk Naam , die hier niet meer werkt" in told
        assert "die er niet meer werkt" in read(browse.get(THREADS)).select_one("#resultaten li").text
        on_anouk = read(browse.get(reverse("network:person_detail", args=[anouk.pk])))
        assert "Alleen via deze persoon" not in on_anouk.text

    def test_who_will_leave_later_is_here_still(self, browse, read, speak, work, delft):
        speak(work("Joost")), speak(work("Anouk", ended_on=timezone.localdate() + timedelta(days=1)))

        assert read(browse.get(THREADS)).select("#resultaten li") == []

    def test_contact_longer_ago_or_removed_does_not_count(self, browse, read, speak, work, delft):
        joost, anouk = work("Joost"), work("Anouk")
        speak(joost), speak(anouk, days=800), speak(anouk, removed_at=timezone.now())

        assert "Joost Naam" in read(browse.get(THREADS)).text
        assert "Anouk" not in read(browse.get(THREADS)).text

    def test_who_keeps_no_tasks_is_not_offered_to_plan_contact(self, browse, browser_of, read, speak, work, delft):
        speak(work("Joost"))

        pages = [
            read(visitor.get(THREADS)).select_one("#resultaten") for visitor in (browse, browser_of("privacy_officer"))
        ]

        assert ["Plan contact" in page.text for page in pages] == [True, False]

    def test_somebody_from_elsewhere_who_joined_is_no_second_thread(self, browse, read, speak, work, make_person):
        speak(work("Joost"), make_person("Theo", "Mensah"))

        assert "Joost Naam" in read(browse.get(THREADS)).text

    def test_only_my_relations_when_asked(self, browse, read, speak, work, delft, make_holder):
        speak(work("Joost"))

        assert read(browse.get(THREADS, {"whose": "mine"})).select("#resultaten li") == []
        make_holder(delft)
        assert "Gemeente Delft" in read(browse.get(THREADS, {"whose": "mine"})).select_one("#resultaten").text

    def test_the_number_of_queries_does_not_grow(
        self, queries_for, make_organisation, make_person, make_affiliation, make_moment
    ):
        def add(rows):
            for number in rows:
                person, organisation = make_person(), make_organisation(f"Nummer {number}")
                make_affiliation(person, organisation)
                make_moment(person, held_on=timezone.localdate(), organisations=[organisation])

        add(range(1))
        with_one = queries_for(THREADS)
        add(range(1, 25))

        assert queries_for(THREADS) == with_one <= 12
