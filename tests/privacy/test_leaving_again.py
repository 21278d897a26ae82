"""P10: a database that is put back from a backup sends nothing to who unsubscribed since."""

from datetime import date

import pytest
from django.utils import timezone

from network.actions import merges
from newsletter.actions import preferences, subscriptions
from newsletter.models import Newsletter, Subscription
from newsletter.models.subscription import EndSource
from post.actions import stops
from post.models import Stop, StopSource
from privacy import leavings, tasks
from privacy.actions import doing_again, restricting
from privacy.queries import lost
from tests.privacy.putting_back import Backup, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(make_person):
    """Somebody on two lists."""
    person = make_person("Fatma", "Yilmaz", "fatma@gemeente.example.org")
    told = {"wording": "Ja", "source": "form", "agreed_at": timezone.now()}
    for slug in ("kis-nieuwsbrief", "gelijke-kansen"):
        news = Newsletter.objects.create(slug=slug, name=slug, name_en=slug)
        Subscription.objects.create(person=person, newsletter=news, **told)
    return person


def leave(person, slug="kis-nieuwsbrief"):
    news = Newsletter.objects.get(slug=slug)
    subscriptions.end(person=person, newsletter=news, how=EndSource.ONE_CLICK, now=timezone.now())
    tasks.keep_journal()


def lists_of(person):
    return list(Subscription.objects.holding().filter(person=person).values_list("newsletter__slug", flat=True))


def test_p10_who_unsubscribed_after_the_backup_is_unsubscribed_again_and_keeps_the_other_list(reader):
    backup = Backup()
    leave(reader)
    backup.put_back()
    before = lists_of(reader)

    told, done, after = said(), said("--yes"), said()

    assert before == ["kis-nieuwsbrief", "gelijke-kansen"]
    assert "1 times somebody who left would get letters again." in told
    assert "1 times somebody who left gets no letters again." in done
    assert "0 times somebody who left would" in after
    assert lists_of(reader) == ["gelijke-kansen"]
    assert Stop.objects.holding().get(person=reader).how == StopSource.ONE_CLICK


def test_p10_who_stopped_everything_after_the_backup_has_stopped_everything_again(reader):
    backup = Backup()
    preferences.leave_all(person=reader, now=timezone.now())
    tasks.keep_journal()
    backup.put_back()

    doing_again.do_again(now=timezone.now())

    assert lists_of(reader) == []
    assert Stop.objects.holding().get(person=reader).scope is None


def test_f28_nothing_is_let_go_while_who_unsubscribed_would_get_letters(reader, colleague):
    from newsletter.queries import gate

    backup = Backup()
    leave(reader)
    backup.put_back()

    assert "privacy_after_restore" in gate.refusal(count=1, unseen=0, by=colleague, now=timezone.now())


def test_who_came_back_after_leaving_is_left_in_peace(reader):
    backup = Backup()
    leave(reader)
    subscriptions.undo(person=reader, newsletter=Newsletter.objects.get(slug="kis-nieuwsbrief"), now=timezone.now())
    here = bool(lost())
    tasks.keep_journal()
    backup.put_back()

    assert (here, bool(lost())) == (False, False)


def test_a_stricter_stop_in_between_takes_back_no_leaving(reader, asks):
    backup = Backup()
    preferences.leave_all(person=reader, now=timezone.now())
    asks(restricting.restrict, reader, asked_on=date(2026, 1, 5))
    tasks.keep_journal()
    asks(restricting.end, reader)
    tasks.keep_journal()
    here = bool(lost())
    backup.put_back()

    doing_again.do_again(now=timezone.now())

    assert not here
    assert lists_of(reader) == []


def test_a_stop_that_moved_back_with_its_record_says_of_the_other_nothing(reader, make_person, colleague):
    other = make_person("Mina", "van Dongen")
    stops.stop(person=other, how=StopSource.PAGE, now=timezone.now())
    told = {"by": colleague, "now": timezone.now()}
    merge = merges.merge(kept=reader, gone=other, **told)
    tasks.keep_journal()
    merges.take_back(merge=merge, **told)
    tasks.keep_journal()

    assert not lost()


def test_the_journal_of_who_left_holds_numbers_and_follows_once(reader):
    leave(reader)

    written = tasks.keep_journal()

    (line,) = [line for line in leavings.place().read_text().splitlines() if line]
    at, number, scope, how = line.split()
    news = Newsletter.objects.get(slug="kis-nieuwsbrief")
    assert (written, int(number), int(scope), how) == (0, reader.pk, news.pk, "one_click")
    assert at.startswith(str(timezone.now().year))
    assert leavings.place().stat().st_mode & 0o777 == 0o600
