"""The accounting of the faults finds what is lost, doubled or untrue."""

from collections import Counter

from bench.books import Books


def books(rows, taken, told=("unknown",)):
    return Books(rows, Counter(taken), told=frozenset(told))


def test_a_letter_that_arrived_once_and_is_called_sent_is_right():
    told = books({"a": "sent", "b": "sent"}, ["a", "b"])

    assert (told.lost, told.doubled, told.untrue, told.unknown) == (0, 0, 0, set())


def test_a_letter_that_nobody_has_is_lost_unless_its_row_says_that_this_may_be_so():
    rows = {"a": "sent", "b": "waiting", "c": "unknown", "d": "failed"}

    assert books(rows, []).lost == 3
    assert books(rows, [], told=("unknown", "failed")).lost == 2
    assert books(rows, []).untrue == 1, "the one that is called sent"


def test_a_letter_that_arrived_twice_is_doubled():
    assert books({"a": "sent"}, ["a", "a", "a"]).doubled == 2


def test_a_letter_that_arrived_while_its_row_says_otherwise_is_untrue():
    assert books({"a": "skipped", "b": "unknown"}, ["a", "b", "stranger"]).untrue == 2
