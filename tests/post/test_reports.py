"""What comes back: what counts, against whom, and until when."""

import random
from datetime import timedelta

import pytest
from django.utils import translation

from accounts.models import AuditLine
from network.actions import reach
from network.models import Affiliation, MailAddress, Organisation, ProgrammeLine, RelationHolder, Task, Theme
from network.models.line_assignment import LineAssignment
from post import links, queries
from post.actions import reports, stops
from post.links import address_hash
from post.models import LetterState, Mailing, Report, ReportKind, Stop, StopSource
from tests.post import bounces
from tests.post.conftest import NOW

DAY = timedelta(days=1)


@pytest.fixture
def letter(promise, deliver):
    """A letter that left for samira@gemeente.example.org."""
    mailing = promise(["samira@gemeente.example.org"])
    deliver()
    return mailing.letters.get()


def take(raw, now=NOW):
    return reports.take(raw=raw, now=now)


def address_of(letter):
    return MailAddress.objects.get(person=letter.person)


def is_stopped(letter):
    return Stop.objects.holding().filter(address_hash=address_hash(letter.address), how=StopSource.BOUNCE).exists()


def kinds():
    return list(Report.objects.order_by("pk").values_list("kind", flat=True))


def test_m24_an_address_that_does_not_exist_is_dead_at_once(letter):
    taken = take(bounces.dsn(letter, bounces.block(letter.address, words="550 5.1.1 <samira@gemeente.example.org> no")))

    address = address_of(letter)
    assert taken
    assert (address.arrives, address.came_back_at, address.came_back_with) == ("dead", NOW, "550 5.1.1 … no")
    assert is_stopped(letter)
    assert Report.objects.get().code == "5.1.1"


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded"])
def test_m24_only_what_failed_counts(letter, action):
    status = "4.4.7" if action == "delayed" else "2.0.0"

    taken = take(bounces.dsn(letter, bounces.block(letter.address, status, action)))

    assert not taken
    assert not Report.objects.exists()
    assert address_of(letter).arrives == "yes"


def test_m24_of_several_receivers_in_one_report_only_ours_decides(letter):
    others = [bounces.block("x@gemeente.example.org", "5.1.1"), bounces.block("y@gemeente.example.org", "5.7.1")]
    ours = bounces.block("S.Amrani@gemeente.example.org", "4.2.2", original=letter.address.upper())

    take(bounces.dsn(letter, *others, ours))

    assert list(Report.objects.values_list("kind", "code")) == [("soft", "4.2.2")]


def test_m24_a_dead_address_behind_a_forward_does_not_kill_ours_at_once(letter):
    take(bounces.dsn(letter, bounces.block("oud@elders.example.org", "5.1.1")))

    assert kinds() == ["soft"]
    assert address_of(letter).arrives == "soft"
    assert not is_stopped(letter)


def test_m24_who_got_it_while_somebody_else_in_the_group_did_not_is_left_alone(letter):
    blocks = [bounces.block(letter.address, "2.0.0", "expanded"), bounces.block("weg@gemeente.example.org")]

    assert not take(bounces.dsn(letter, *blocks))


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        ("5.1.1", "", "hard"),
        ("5.1.2", "", "hard"),
        ("5.1.6", "", "hard"),
        ("5.0.0", "550 5.1.10 recipient not found", "hard"),
        ("5.0.0", "550 No such user here", "hard"),
        ("5.1.8", "sender address rejected", "ours"),
        ("5.2.1", "", "soft"),
        ("5.2.2", "", "soft"),
        ("4.2.2", "", "soft"),
        ("4.4.7", "", "soft"),
        ("5.4.1", "", "soft"),
        ("5.0.0", "550 sorry", "soft"),
        ("5.2.3", "", "ours"),
        ("5.3.4", "", "ours"),
        ("5.6.0", "", "ours"),
        ("5.7.1", "", "ours"),
        ("5.7.26", "", "ours"),
        ("5.1.0", "550 5.1.0 blocked by spam policy", "ours"),
        ("5.0.0", "554 your ip 5.1.1.7 is on a blocklist", "ours"),
        ("5.0.0", "550 relay not permitted", "ours"),
        ("5.0.0", "550 relaying denied", "ours"),
        ("5.0.0", "550 Sender address rejected", "ours"),
        ("5.0.0", "relay.example.org said: 550 No such user here", "hard"),
    ],
)
def test_m25_the_code_decides_whom_it_counts_against(letter, status, words, kind):
    take(bounces.dsn(letter, bounces.block(letter.address, status, words=words)))

    assert kinds() == [kind]
    assert address_of(letter).arrives == {"hard": "dead", "soft": "soft", "ours": "yes"}[kind]
    assert is_stopped(letter) == (kind == "hard")


def test_m25_a_refusal_for_content_is_shown_and_counts_against_nobody(letter):
    for number in range(10):
        at = NOW + number * DAY
        take(bounces.dsn(letter, bounces.block(letter.address, "5.7.1"), number=number, at=at), now=at)

    (told,) = queries.explained(queries.troubles(letter.mailing))
    assert (told.state, told.code) == (LetterState.BOUNCED, "5.7.1")
    assert not Stop.objects.exists()
    assert not Task.objects.exists()


def soft(letter, day, number=1):
    at = NOW + day * DAY
    take(bounces.dsn(letter, bounces.block(letter.address, "4.2.2"), number=f"{day}-{number}", at=at), now=at)


def test_soft_ones_count_at_most_once_a_day(letter):
    for number in range(8):
        soft(letter, 0, number)

    assert address_of(letter).arrives == "soft"
    assert not is_stopped(letter)


def test_three_days_of_soft_ones_in_a_month_are_as_good_as_dead(letter):
    for day in (0, 9, 20):
        soft(letter, day)

    assert address_of(letter).arrives == "dead"
    assert is_stopped(letter)


def test_soft_ones_wear_out_after_thirty_days(letter):
    for day in (0, 20, 31):
        soft(letter, day)

    assert address_of(letter).arrives == "soft"
    assert not is_stopped(letter)
    assert reports.wear_out(now=NOW + 60 * DAY) == 0
    assert reports.wear_out(now=NOW + 62 * DAY) == 1
    assert address_of(letter).arrives == "yes"


@pytest.mark.parametrize("header", ["X-Autoreply", "In-Reply-To", "X-Nothing"])
def test_m13_an_out_of_office_answer_never_counts(letter, header):
    assert not take(bounces.vacation(letter, **{header: "yes"}))
    assert not Report.objects.exists()


@pytest.mark.parametrize("what", ["bounce", "complaint", "away", "question"])
def test_m12_nothing_that_comes_in_is_answered_with_a_letter(letter, deliver, server, mailoutbox, what):
    """A dead address becomes a task on the screen of a colleague."""
    asked = f"From: {letter.address}\r\nTo: {bounces.returns_to(letter)}\r\nSubject: Vraag\r\n\r\nWaar is het?\r\n"
    came = {
        "bounce": bounces.dsn(letter, bounces.block(letter.address)),
        "complaint": bounces.complaint(letter, to=bounces.returns_to(letter), rcpt=letter.address),
        "away": bounces.vacation(letter),
        "question": asked.encode(),
    }

    taken = take(came[what])
    deliver(now=NOW + DAY)

    assert taken == (what in ("bounce", "complaint"))
    assert list(Mailing.objects.all()) == [letter.mailing]
    assert len(server.received) == 1
    assert mailoutbox == []


def test_a_bounce_in_the_words_of_a_server_of_its_own_is_understood(letter):
    """Exim and others write no report; a library knows their habits."""
    text = (
        "A message that you sent could not be delivered.\n\n"
        f"  {letter.address}\n    host mx.example.org: 550 5.1.1 no such user here\n"
    )
    lines = [
        "From: Mail Delivery System <Mailer-Daemon@mx.example.org>",
        f"To: {bounces.returns_to(letter)}",
        f"X-Failed-Recipients: {letter.address}",
        "Message-ID: <exim@mx.example.org>",
        "",
        text,
    ]

    assert take("\r\n".join(lines).encode())
    assert kinds() == ["hard"]


# Complaints


def unsubscribe_link(letter):
    return f"<https://kis.example.org/uitschrijven/{links.seal('unsubscribe', 7, letter.person_id, letter.pk)}/>"


@pytest.mark.parametrize("kind", ["abuse", "opt-out"])
def test_m26_a_complaint_stops_everything_for_the_person(letter, kind):
    headers = {"List-Unsubscribe": unsubscribe_link(letter)}

    taken = take(bounces.complaint(letter, kind, headers=headers))

    assert taken, "the receiver is hidden, but our own token stands in the headers"
    assert Stop.objects.holding().filter(person=letter.person, scope=None, how=StopSource.COMPLAINT).exists()
    assert queries.progress(letter.mailing).complained == 1
    assert address_of(letter).arrives == "yes"


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "other", "virus"])
def test_m26_other_feedback_is_no_complaint(letter, kind):
    assert not take(bounces.complaint(letter, kind, to=bounces.returns_to(letter)))
    assert not Stop.objects.exists()


def test_m26_a_complaint_of_somebody_to_whom_it_was_forwarded_stops_nothing(letter):
    assert not take(bounces.complaint(letter, to=bounces.returns_to(letter), rcpt="iemand@elders.example.org"))
    assert not Stop.objects.exists()


# Who may say so


def forged(letter):
    good = bounces.returns_to(letter)
    number, _dash, check = good.partition("+")[2].partition("@")[0].partition("-")
    return [
        "bounce@kis.example.org",
        f"bounce+{number}@kis.example.org",
        f"bounce+{number}-{'0' * len(check)}@kis.example.org",
        f"bounce+{int(number, 16) + 1:x}-{check}@kis.example.org",
        good.replace("kis.example.org", "evil.example.org"),
    ]


def test_m27_a_bounce_without_a_token_of_ours_changes_nothing(letter, server):
    message_id = server.received[0].message["Message-ID"]
    for to in forged(letter):
        assert not take(bounces.dsn(letter, to=to, headers={"Message-ID": message_id}))

    assert not Report.objects.exists()
    assert not Stop.objects.exists()


def test_m27_a_token_of_one_letter_says_nothing_about_another(promise, deliver, server):
    first, second = promise(2).letters.order_by("pk")
    deliver()
    headers = {"Message-ID": next(one.message["Message-ID"] for one in server.received if "p1@" in one.recipient)}

    assert not take(bounces.dsn(second, to=bounces.returns_to(first), headers=headers))
    assert not Report.objects.exists()


def test_m27_a_complaint_without_a_token_of_ours_changes_nothing(letter):
    assert not take(bounces.complaint(letter, rcpt=letter.address))


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff" * 50, b"To: bounce+@kis.example.org\n\nx", b"Content-Type: multipart/x"]
)
def test_rubbish_is_no_report(db, raw):
    assert not take(raw)


# Once, in any order


def test_f17_reports_twice_and_in_any_order_leave_the_same(letter):
    raw = [bounces.dsn(letter, bounces.block(letter.address, "4.2.2"), number=n, at=NOW + n * DAY) for n in range(3)]
    raw += [bounces.dsn(letter, number=9, at=NOW + 2 * DAY), bounces.complaint(letter, to=bounces.returns_to(letter))]
    later = NOW + 5 * DAY
    outcomes = set()

    for seed in range(6):
        Report.objects.all().delete()
        Stop.objects.all().delete()
        Task.objects.all().delete()
        MailAddress.objects.update(arrives="yes", came_back_at=None, came_back_with="")
        shuffled = raw * 2
        random.Random(seed).shuffle(shuffled)
        for one in shuffled:
            take(one, now=later)
        address = address_of(letter)
        stopped = frozenset(Stop.objects.holding().values_list("person", "how"))
        outcomes.add((address.arrives, address.came_back_at, Report.objects.count(), stopped))

    assert len({outcome[0:1] + outcome[2:] for outcome in outcomes}) == 1
    (arrives, _at, number, _stops) = outcomes.pop()
    assert (arrives, number) == ("dead", 5)


def test_a_clock_elsewhere_moves_nothing_to_before_the_letter_or_to_tomorrow(letter):
    for number, at in enumerate((NOW - 90 * DAY, NOW + 90 * DAY)):
        take(bounces.dsn(letter, bounces.block(letter.address, "4.2.2"), number=number, at=at), now=NOW + DAY)

    assert set(Report.objects.values_list("at", flat=True)) == {NOW, NOW + DAY}


# Alive again


def test_an_address_that_a_colleague_corrected_lives_again(letter, colleague, promise, deliver):
    take(bounces.dsn(letter))

    reach.works_again(address=address_of(letter), by=colleague, now=NOW + DAY)

    assert not is_stopped(letter)
    later = promise([letter.address])
    deliver(now=NOW + 2 * DAY)
    assert later.letters.get().state == LetterState.SENT
    soft(later.letters.get(), 3)
    assert address_of(letter).arrives == "soft", "what came back before no longer counts"


def test_a_report_about_a_letter_of_before_the_correction_says_nothing_new(letter, colleague):
    take(bounces.dsn(letter))
    reach.works_again(address=address_of(letter), by=colleague, now=NOW + DAY)

    take(bounces.dsn(letter, number=2), now=NOW + 2 * DAY)

    assert address_of(letter).arrives == "yes"
    assert not is_stopped(letter)


def test_who_had_stopped_everything_stays_stopped_when_the_address_lives_again(letter, colleague):
    stops.stop(address=letter.address, how=StopSource.COMPLAINT, now=NOW)
    take(bounces.dsn(letter))

    reach.works_again(address=address_of(letter), by=colleague, now=NOW + DAY)

    assert list(Stop.objects.holding().values_list("how", flat=True)) == ["complaint"]


def test_a_dead_address_stays_stopped_after_its_person_was_deleted(letter):
    take(bounces.dsn(letter))

    letter.person.delete()

    assert is_stopped(letter)


# Who follows up


@pytest.fixture
def work(letter):
    organisation = Organisation.objects.create(name="Gemeente Utrecht", kind="gemeente")
    Affiliation.objects.create(person=letter.person, organisation=organisation)
    return organisation


@pytest.fixture
def line(letter):
    theme = Theme.objects.create(number=1, slug="t", name="T", name_en="T", level="x", valid_from=2022)
    line = ProgrammeLine.objects.create(number=1, slug="l", theme=theme, name="L", name_en="L", valid_from=2022)
    letter.person.lines.add(line)
    return line


def test_a_dead_address_makes_one_task_for_who_keeps_the_relation(letter, work, line, make_user):
    holder, on_the_line = make_user("line_staff"), make_user("line_staff")
    RelationHolder.objects.create(organisation=work, user=holder, started_on="2020-01-01")
    LineAssignment.objects.create(user=on_the_line, line=line, started_on="2020-01-01")

    for number in range(3):
        take(bounces.dsn(letter, number=number))

    task = Task.objects.get()
    assert (task.assigned_to, task.person, task.organisation, task.created_by) == (holder, letter.person, work, None)
    assert task.what == "Wie volgt deze persoon op? De post komt niet meer aan."
    assert AuditLine.objects.filter(action="network.task_planned", actor=None).count() == 1


def test_without_a_holder_it_is_for_who_works_on_the_line(letter, work, line, make_user):
    colleague = make_user("line_staff")
    LineAssignment.objects.create(user=colleague, line=line, started_on="2020-01-01")

    take(bounces.dsn(letter))

    assert (Task.objects.get().assigned_to, Task.objects.get().line) == (colleague, line)


def test_without_anybody_it_is_for_who_released_the_letter(letter, colleague):
    letter.mailing.created_by = colleague
    letter.mailing.save()

    take(bounces.dsn(letter))

    assert Task.objects.get().assigned_to == colleague


def test_of_a_letter_that_the_house_sent_by_itself_it_is_for_nobody_yet(letter):
    letter.mailing.created_by = None
    letter.mailing.save()

    take(bounces.dsn(letter))

    assert (Task.objects.get().assigned_to, Task.objects.get().person) == (None, letter.person)


def test_a_sealed_letter_makes_no_task(letter, colleague):
    letter.mailing.created_by, letter.mailing.sealed = colleague, True
    letter.mailing.save()

    take(bounces.dsn(letter))

    assert not Task.objects.exists()
    assert address_of(letter).arrives == "dead"


# Refused at once


def test_m25_a_mailbox_that_the_server_refuses_at_once_is_as_dead(promise, server, deliver):
    mailing = promise(3)
    server.answer("RCPT", "550 5.1.1 no such user", about="p1@")
    server.answer("RCPT", "554 5.7.1 go away", about="p2@")

    deliver()

    arrives = dict(MailAddress.objects.values_list("address", "arrives"))
    assert arrives == {f"p{n}@gemeente.example.org": "dead" if n == 1 else "yes" for n in range(3)}
    assert kinds() == [ReportKind.HARD]
    told = queries.progress(mailing)
    assert (told.sent, told.failed, told.bounced) == (1, 2, 0)


# What staff see


def test_each_letter_counts_once_also_when_it_came_back(promise, deliver):
    mailing = promise(4)
    deliver()
    first, second, third, _fourth = mailing.letters.order_by("pk")
    take(bounces.dsn(first))
    take(bounces.dsn(second))
    take(bounces.complaint(second, to=bounces.returns_to(second)))
    third.state = LetterState.UNKNOWN
    third.save()
    take(bounces.dsn(third))

    told = queries.progress(mailing)

    assert (told.promised, told.sent, told.unknown, told.bounced, told.complained) == (4, 1, 0, 2, 1)
    lists = {state: queries.in_state(mailing.letters.all(), state).count() for state in LetterState}
    assert {state.name.lower(): count for state, count in lists.items() if count} == {
        "sent": 1,
        "bounced": 2,
        "complained": 1,
    }


def test_why_a_letter_came_back_is_said_in_plain_words(letter):
    take(bounces.dsn(letter, bounces.block(letter.address, "5.2.2")))
    take(bounces.dsn(letter, number=2))

    with translation.override("en"):
        (told,) = queries.explained([letter])
        assert str(told.reason) == "This mailbox no longer exists."
