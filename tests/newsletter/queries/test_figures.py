from datetime import date, timedelta

import pytest

from events.models import Registration
from newsletter.actions import campaigns, releases, subscriptions
from newsletter.models import Campaign, ClickDay, CountedLink
from newsletter.models.subscription import EndSource
from newsletter.queries import figures, results
from newsletter.queries.figures import Figures
from newsletter.queries.results import Outcome
from post.queries import progress
from tests.newsletter.conftest import NOW


@pytest.fixture
def delivered(released, deliver, server):
    """The invitation to three readers: two got it, one mailbox is gone."""
    server.answer("RCPT", "550 5.1.1 no such mailbox", about="fatma")
    deliver()
    return Campaign.objects.select_related("event", "audience", "newsletter").get(pk=released.pk)


def person(campaign, name):
    return campaign.mailing.letters.get(person__given_name=name).person


def test_what_came_of_a_letter_is_counted_once(delivered, make_person):
    """Answers of who got the letter count; those of others do not."""
    for who, state, came in (
        (person(delivered, "Samira"), "coming", True),
        (person(delivered, "Joost"), "declined", None),
        (make_person("Elders"), "coming", True),
    ):
        Registration.objects.create(event=delivered.event, person=who, state=state, answered_at=NOW, came=came)
    subscriptions.end(
        person=person(delivered, "Joost"),
        newsletter=delivered.newsletter,
        how=EndSource.PAGE,
        now=NOW,
        through=delivered,
    )
    link = CountedLink.objects.create(campaign=delivered, url="https://www.kis.nl/a", label="A")
    for day in (0, 1):
        ClickDay.objects.create(link=link, day=NOW.date() + timedelta(days=day), people=4, machines=2)

    comes, declined = (
        frozenset(delivered.event.registrations.filter(person__given_name=name).values_list("pk", flat=True))
        for name in ("Samira", "Joost")
    )
    made = figures.figures_of([delivered])

    assert made == {
        delivered.pk: Figures(
            promised=3, sent=2, failed=1, yes=comes, no=declined, there=comes, left=1, clicks=8, machines=4
        )
    }
    assert (made[delivered.pk].came_forward, made[delivered.pk].declined, made[delivered.pk].attended) == (1, 1, 1)


def test_lists_and_lines_add_up_what_came_of_their_letters(delivered, colleague, make_line):
    other = campaigns.copy(campaign=delivered, by=colleague, now=NOW)
    other.event.lines.add(make_line(7, "Ander werk"))
    other = Campaign.objects.select_related("event", "audience", "newsletter").get(pk=other.pk)
    found = {delivered.pk: Figures(sent=2), other.pk: Figures(sent=5)}

    lists = figures.per_list([delivered, other], found)
    lines = figures.per_line([delivered, other], found)

    assert [(str(one), of.letters, of.sent) for one, of in lists] == [("Uitnodigingen voor bijeenkomsten", 2, 7)]
    assert [(one.number, of.sent) for one, of in lines] == [(6, 7), (7, 7)]
    assert figures.in_all(found) == Figures(letters=2, sent=7)


def test_who_answers_an_event_after_reading_of_it_counts_for_the_newsletter(
    issue, make_item, make_subscriber, make_person, event, editor
):
    """Who had answered before, and who did not get the letter, do not count; nobody counts twice."""
    event.published_at = NOW
    event.save()
    later, before, elsewhere = make_subscriber("Later"), make_subscriber("Eerder"), make_person("Elders")
    make_item("event", event=event)
    make_item("event", event=event)
    releases.release(campaign=issue, by=editor, now=NOW, version=issue.version)
    for who, at in ((later, NOW), (before, NOW - timedelta(days=1)), (elsewhere, NOW)):
        Registration.objects.create(event=event, person=who, state="coming", answered_at=at, came=True)
    sent = Campaign.objects.get(pk=issue.pk)

    made = figures.figures_of([sent])[sent.pk]
    told = results.outcomes(sent, progress(sent.mailing))

    assert (made.came_forward, made.attended) == (1, 1)
    assert [(outcome.value, number) for outcome, number in told] == [("komt", 1), ("waren-er", 1), ("uitgeschreven", 0)]
    assert list(results.people_with(sent, Outcome.COMING)) == [later]


def test_an_answer_counts_for_each_letter_about_the_event_and_for_no_other(
    issue, make_item, letters_list, agree, event, editor, colleague, delivered
):
    """Also for one letter asked alone, while its readers got other letters about the same event."""
    event.published_at = NOW
    event.save()
    samira = person(delivered, "Samira")
    agree(samira, letters_list)
    make_item("event", event=event)
    releases.release(campaign=issue, by=editor, now=NOW, version=issue.version, anyway="toch")
    Registration.objects.create(event=event, person=samira, state="coming", answered_at=NOW)
    sent = Campaign.objects.get(pk=issue.pk)

    alone = [figures.figures_of([one])[one.pk].came_forward for one in (delivered, sent)]
    together = figures.figures_of([delivered, sent])

    assert alone == [1, 1]
    assert [together[one.pk].came_forward for one in (delivered, sent)] == [1, 1]
    assert figures.in_all(together).came_forward == 1


def test_one_sign_up_after_several_letters_is_one_in_every_sum(delivered, colleague, make_line):
    other = campaigns.copy(campaign=delivered, by=colleague, now=NOW)
    other = Campaign.objects.select_related("event", "audience", "newsletter").get(pk=other.pk)
    answers = {"yes": frozenset({1, 2}), "no": frozenset({3}), "there": frozenset({1})}
    found = {delivered.pk: Figures(**answers), other.pk: Figures(**answers | {"yes": frozenset({2, 4})})}

    sums = [
        figures.in_all(found),
        *(of for _list, of in figures.per_list([delivered, other], found)),
        *(of for _line, of in figures.per_line([delivered, other], found)),
    ]

    assert [(of.came_forward, of.declined, of.attended) for of in sums] == [(3, 1, 1)] * 3


def test_a_letter_to_a_whole_list_counts_for_the_lines_that_the_list_is_about(issue, make_line):
    issue.newsletter.lines.add(make_line(4, "Arbeidsmarkt"))

    lines = figures.per_line([issue], {issue.pk: Figures(sent=9)})

    assert [(one.number, of.sent) for one, of in lines] == [(4, 9)]


@pytest.mark.parametrize("number", [1, 12])
def test_the_figures_cost_as_much_however_many_letters_there_are(
    delivered, colleague, django_assert_num_queries, number
):
    made = [campaigns.copy(campaign=delivered, by=colleague, now=NOW) for _ in range(number)]

    with django_assert_num_queries(6):
        figures.figures_of([delivered, *made])


def test_the_links_of_a_letter_come_the_most_followed_first(delivered):
    for name, people in (("A", 1), ("B", 5), ("C", None)):
        link = CountedLink.objects.create(campaign=delivered, url=f"https://www.kis.nl/{name}", label=name)
        if people:
            ClickDay.objects.create(link=link, day=date(2026, 9, 2), people=people)

    found = [(link.label, link.by_people) for link in figures.links_of(delivered)]

    assert found == [("B", 5), ("A", 1), ("C", 0)]
