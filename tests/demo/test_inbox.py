"""The inbox shows strangers' letters, and nothing in a letter gets hold of the page."""

import http.client
import json
import threading
from contextlib import closing
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

from demo import inbox, inbox_server, letters

NASTY = """<script>alert(1)</script><img src=x onerror=alert(1)>"'&"""
NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "letters.sqlite3"


@pytest.fixture
def keep(path):
    """Return a function that keeps a letter and returns its number."""

    def keep(subject="Hallo", text="Dag\n", html=None, to="Samira <s@example.org>", raw=None):
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "KIS <kis@example.org>", to, subject
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
        with closing(letters.open_store(path)) as store:
            raw = raw or message.as_bytes()
            return letters.keep(store, sender="b@example.org", recipients=["s@example.org"], raw=raw, now=NOW)

    return keep


@pytest.fixture
def static(tmp_path):
    folder = tmp_path / "static"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "base.css").write_text("body { color: black }")
    (tmp_path / "secret.css").write_text("secret")
    return folder


@pytest.fixture
def ask(path, static):
    """Return a function that asks for a page and gives status, headers and text."""
    server = inbox_server.make_server(path, 0, static)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def ask(address, method="GET", **headers):
        line = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        with closing(line):
            line.request(method, address, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read().decode(errors="replace")

    ask.port = server.server_port
    yield ask
    server.shutdown()
    server.server_close()
    thread.join()


def page(ask, address):
    status, _headers, text = ask(address)
    assert status == 200
    return BeautifulSoup(text, "lxml")


def test_an_empty_inbox_says_what_to_do(ask):
    assert page(ask, "/").h2.text == "Nog geen brieven"


def test_the_newest_letter_comes_first(ask, keep):
    for subject in ("Eerste", "Tweede"):
        keep(subject)

    assert [row.a.text for row in page(ask, "/").select("tbody tr")] == ["Tweede", "Eerste"]


def test_letters_are_searched_and_the_words_stay_in_the_field(ask, keep):
    keep("Nieuwsbrief")
    keep("Uitnodiging")

    found = page(ask, "/?" + urlencode({"q": "uitno"}))

    assert [row.a.text for row in found.select("tbody tr")] == ["Uitnodiging"]
    assert found.select_one("[name=q]")["value"] == "uitno"
    assert page(ask, "/?q=niets").h2.text == "Geen brief gevonden met ‘niets’"


def test_a_long_inbox_is_divided_in_pages_that_keep_the_words(ask, keep):
    for number in range(inbox.PER_PAGE + 1):
        keep(f"Brief {number}")

    first = page(ask, "/?q=brief")
    second = page(ask, first.select_one(".pages a")["href"])

    assert len(first.select("tbody tr")) == inbox.PER_PAGE
    assert [row.a.text for row in second.select("tbody tr")] == ["Brief 0"]
    assert second.select_one(".pages a").text == "Nieuwer"
    assert len(page(ask, "/?bladzijde=999").select("tbody tr")) == 1


def test_markup_in_a_letter_stays_text(ask, keep):
    number = keep(subject=NASTY, text=NASTY, to='"<b>x</b>" <s@example.org>')

    for address in ("/", f"/?{urlencode({'q': NASTY})}", f"/brief/{number}"):
        shown = page(ask, address)
        assert (shown.find_all("script"), shown.find_all("img"), shown.find_all("b", string="x")) == ([], [], [])
    assert page(ask, f"/brief/{number}").h1.text == NASTY
    assert page(ask, f"/brief/{number}").pre.text.strip() == NASTY


def test_a_letter_shows_its_headers_and_makes_links_in_text_safe_to_press(ask, keep):
    number = keep(text='Kijk op http://127.0.0.1:8000/a?b=1&c="2". Of niet.')

    shown = page(ask, f"/brief/{number}")

    facts = dict(zip((dt.text for dt in shown.select("dt")), (dd.text for dd in shown.select("dd")), strict=True))
    assert (facts["Van"], facts["Aan"]) == ("KIS <kis@example.org>", "Samira <s@example.org>")
    assert facts["Ontvangen"] == "21 november 2026, 10.05 uur"
    assert facts["MIME-Version"] == "1.0"
    link = shown.select_one("pre a")
    assert (link["href"], link["target"], link["rel"]) == ("http://127.0.0.1:8000/a?b=1&c=", "_blank", ["noopener"])


def test_the_html_of_a_letter_is_shut_in(ask, keep):
    number = keep(
        html="<html><head><title>x</title></head><body><script>alert(1)</script><a href='/x'>x</a></body></html>"
    )

    frame = page(ask, f"/brief/{number}").iframe
    status, headers, text = ask(frame["src"])

    assert status == 200
    assert frame["sandbox"] == ["allow-popups", "allow-popups-to-escape-sandbox"]
    assert headers["Content-Security-Policy"] == inbox.LETTER_RULES
    assert "script-src" not in inbox.LETTER_RULES
    assert inbox.LETTER_RULES.startswith("default-src 'none'")
    assert BeautifulSoup(text, "lxml").head.base["target"] == "_blank"


def test_every_answer_has_the_strict_headers(ask, keep):
    number = keep(html="<p>x</p>")

    for address in (
        "/",
        f"/brief/{number}",
        f"/brief/{number}/bron",
        "/api/messages",
        "/nowhere",
        "/static/css/base.css",
    ):
        headers = ask(address)[1]
        assert {name: headers[name] for name in inbox_server.STRICT} == inbox_server.STRICT


def test_the_source_is_what_came_in_and_never_a_page(ask, keep):
    number = keep(raw=b"Subject: x\r\nContent-Type: text/html\r\n\r\n<script>1</script>\r\n")

    status, headers, text = ask(f"/brief/{number}/bron")

    assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert text == "Subject: x\r\nContent-Type: text/html\r\n\r\n<script>1</script>\r\n"


def test_an_attachment_is_only_ever_downloaded(ask, keep):
    message = EmailMessage()
    message.set_content("Dag")
    message.add_attachment(b"<script>1</script>", maintype="text", subtype="calendar", filename='a"\u00e9/../x.html')
    number = keep(raw=message.as_bytes())

    [link] = page(ask, f"/brief/{number}").select("dd a")
    _status, headers, text = ask(link["href"])

    assert text == "<script>1</script>"
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == 'attachment; filename="a___.._x.html"'


def test_only_the_inbox_itself_may_empty_it(ask, keep):
    keep()

    assert ask("/leeg")[0] == 404
    assert ask("/leeg", "POST", Origin="http://evil.example.org")[0] == 403
    assert ask("/leeg", "POST", Origin="null")[0] == 403
    assert ask("/leeg", "POST", Sec_Fetch_Site="cross-site")[0] == 403
    assert json.loads(ask("/api/messages")[2])["count"] == 1

    here = f"http://127.0.0.1:{ask.port}"
    assert ask("/leeg", "POST", Origin=here, Sec_Fetch_Site="same-origin")[0] == 303
    assert json.loads(ask("/api/messages")[2])["count"] == 0


def test_another_name_for_this_machine_gets_nothing(ask, keep):
    keep("Geheim")

    status, _headers, text = ask("/", Host="rebound.example.org")

    assert (status, "Geheim" in text) == (421, False)


def test_a_script_counts_and_reads(ask, keep):
    first = keep("Eerste")
    second = keep("Tweede", text="http://a.example/1", html='<a href="http://a.example/2?x=1&amp;y=2">x</a>')

    listed = json.loads(ask(f"/api/messages?after={first}&q=samira")[2])
    one = json.loads(ask(f"/api/messages/{second}")[2])

    assert (listed["count"], [m["id"] for m in listed["messages"]]) == (1, [second])
    assert listed["messages"][0]["recipients"] == ["s@example.org"]
    assert one["links"] == ["http://a.example/2?x=1&y=2", "http://a.example/1"]
    assert ["Subject", "Tweede"] in one["headers"]


@pytest.mark.parametrize(
    "address",
    ["/brief/999", "/brief/999/opgemaakt", "/brief/999/bron", "/brief/999/deel/0", "/api/messages/999", "/static/css"],
)
def test_what_is_not_there_is_not_found(ask, address):
    assert ask(address)[0] == 404


@pytest.mark.parametrize(
    "address", ["/static/../secret.css", "/static/css/../../secret.css", "/static/%2e%2e/secret.css"]
)
def test_only_static_files_are_served_as_such(ask, address):
    assert (ask("/static/css/base.css")[0], ask(address)[0]) == (200, 404)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Content-Type: multipart/alternative; boundary=x\r\n\r\nno parts",
        b"Content-Type: multipart/related\r\n\r\n--\r\n",
        b"Content-Type: text/html; charset=nonsense\r\n\r\n\xff<p>",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nDag",
        b"Subject: =?utf-8?q?\r\n =0A?=\r\nFrom: @,;<\r\nDate: never\r\n\r\n",
    ],
)
def test_a_broken_letter_is_shown_all_the_same(ask, keep, raw):
    number = keep(raw=raw or b" ")

    assert {
        ask(address)[0] for address in ("/", f"/brief/{number}", f"/brief/{number}/bron", f"/api/messages/{number}")
    } == {200}


@pytest.fixture
def door():
    """A product that takes in what comes back, and keeps what it got."""

    class Kept:
        def __init__(self):
            self.taken, self.away = [], False

        def hand_in(self, raw):
            if self.away:
                raise ConnectionRefusedError
            self.taken.append(message_from_bytes(raw))

    return Kept()


@pytest.fixture
def ask_with_door(path, static, door):
    server = inbox_server.make_server(path, 0, static, door=door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def ask(address, method="GET", **headers):
        with closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)) as line:
            line.request(method, address, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read().decode(errors="replace")

    yield ask
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_letter_comes_back_by_a_button(ask_with_door, keep, door):
    number = keep()
    actions = [form["action"] for form in page(ask_with_door, f"/brief/{number}").select("details form")]

    answers = [ask_with_door(action, "POST")[0] for action in actions]

    assert answers == [200] * 5
    bounce, full, spam, complaint, away = door.taken
    statuses = [report.get_payload()[1].get_payload()[1]["Status"] for report in (bounce, full, spam)]
    assert statuses == ["5.1.1", "4.2.2", "5.7.1"]
    assert complaint.get_payload()[1].get_payload()[0]["Feedback-Type"] == "abuse"
    assert away["Auto-Submitted"] == "auto-replied"
    assert {report["To"] for report in door.taken} == {"b@example.org"}


def test_only_our_own_button_sends_a_letter_back(ask_with_door, keep, door):
    address = f"/brief/{keep()}/terug/weg"

    assert ask_with_door(address, "POST", Origin="http://evil.example.org")[0] == 403
    assert ask_with_door(address)[0] == 404
    assert ask_with_door("/brief/99/terug/weg", "POST")[0] == 404
    assert door.taken == []


def test_a_product_that_does_not_answer_is_said(ask_with_door, keep, door):
    door.away = True

    assert "Dat lukte niet" in ask_with_door(f"/brief/{keep()}/terug/weg", "POST")[2]


def test_without_a_product_there_are_no_such_buttons(ask, keep):
    assert not page(ask, f"/brief/{keep()}").select("details form")
