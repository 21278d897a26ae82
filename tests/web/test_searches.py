"""Z38: search words live in the session, the address holds a key."""

import pytest
from django.contrib.sessions.backends.db import SessionStore

from web import searches


@pytest.fixture
def session(db):
    return SessionStore()


def test_words_come_back_under_their_key(session):
    key = searches.remember(session, "  Samira   Amrani ")

    assert searches.recall(session, key) == "Samira Amrani"
    assert "Samira" not in key


def test_the_same_words_keep_their_key(session):
    first = searches.remember(session, "Samira")
    searches.remember(session, "Theo")

    assert searches.remember(session, "Samira") == first


def test_only_the_latest_searches_are_kept(session):
    keys = [searches.remember(session, f"naam {number}") for number in range(25)]

    kept = [key for key in keys if searches.recall(session, key)]

    assert kept == keys[5:]


def test_no_words_have_no_key(session):
    assert searches.remember(session, " \0 ") == ""
    assert searches.recall(session, "verzonnen") == ""


def test_long_words_are_cut(session):
    key = searches.remember(session, "x" * 5000)

    assert len(searches.recall(session, key)) == 100
