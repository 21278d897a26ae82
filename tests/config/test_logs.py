"""Z40, S63: what stands in a log line, and what never does."""

import io
import json
import logging
import secrets

import pytest
import structlog
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.utils.crypto import get_random_string

from config import logs

ADDRESSES = [
    "samira.el-amrani@gemeente.example.org",
    "j.o'neill+kis@post.example.org",
    "Yıldız@voorbeeld.nl",
    "x@localhost",
    "UPPER@EXAMPLE.ORG",
]


@pytest.fixture
def written():
    """A stream that gets what our own formatter writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=logs.AFTER, foreign_pre_chain=logs.BEFORE))
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def canaries():
    """Two hundred addresses, sealed links and session keys."""
    found = [*ADDRESSES, *(f"persoon{n}@gemeente.example.org" for n in range(95))]
    found += [secrets.token_urlsafe(24) + "aZ9" for _ in range(50)]
    found += ["a1" + get_random_string(30, VALID_KEY_CHARS) for _ in range(50)]
    return found


def test_two_hundred_canaries_leave_no_trace(written):
    planted = canaries()
    ours, theirs = structlog.get_logger("ours"), logging.getLogger("theirs")
    for number, canary in enumerate(planted):
        ours.warning("something", about=canary, nested={"deep": [canary, {"deeper": canary}]}, text=f"<{canary}>:")
        ours.warning(f"event {canary} itself")
        theirs.warning("a library says %s", canary)
        try:
            raise ValueError(f"went wrong with {canary}")
        except ValueError:
            ours.exception("trouble", path=f"/antwoord/ja/{canary}/", number=number)

    text = written.getvalue()
    assert [canary for canary in planted if canary in text] == []
    assert text.count("\n") == 800
    assert "(address)" in text
    assert "(token)" in text


@pytest.mark.parametrize("name", ["password", "csrfmiddlewaretoken", "Cookie", "Authorization", "session_token"])
def test_what_is_named_a_secret_is_one(written, name):
    structlog.get_logger().warning("something", **{name: "welkom"})

    assert "welkom" not in written.getvalue()


def test_the_words_of_a_search_are_left_out_of_the_request(written):
    """S58."""
    structlog.get_logger().info("request_finished", request="GET /netwerk/personen/?q=Jansen&page=2", code=200)

    assert json.loads(written.getvalue())["request"] == "GET /netwerk/personen/?…"


def test_a_line_is_one_json_object_whatever_stands_in_it(written):
    structlog.get_logger().warning("twee\r\nregels", name="a\nb\u2028c")

    line = json.loads(written.getvalue())
    assert (line["event"], line["name"], line["level"]) == ("twee\r\nregels", "a\nb\u2028c", "warning")


def test_a_line_says_which_request_it_belongs_to(client, db, written):
    client.get("/privacy/")

    line = json.loads(written.getvalue().splitlines()[-1])
    assert (line["event"], line["request"], line["code"]) == ("request_finished", "GET /privacy/", 200)
    assert len(line["request_id"]) == 36


def test_ordinary_facts_stay_readable(written):
    structlog.get_logger().info("mailing_frozen", mailing=12, letters=412, took=0.8, kind="invitation", done=True)

    line = json.loads(written.getvalue())
    assert [line[name] for name in ("mailing", "letters", "took", "kind", "done")] == [12, 412, 0.8, "invitation", True]
