"""The pages of the inbox: what the mail catcher kept, for one person on one machine.

Letters are strangers' work. Whatever comes out of one is escaped by `fill`; its HTML part is shown in a sandboxed
frame without scripts, and only a page of this inbox itself may empty it.
"""

import json
import mimetypes
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email.message import EmailMessage
from functools import cache
from html import escape, unescape
from pathlib import Path
from sqlite3 import Connection
from string import Template
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from demo import letters, returns
from demo.letters import Letter, body_of, headers_of, parse
from demo.returns import Door

PAGES = Path(__file__).parent / "pages"
PER_PAGE = 50
# A letter may look as it likes and show pictures of the demo; it may not run, send or fetch anything.
LETTER_RULES = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: http://127.0.0.1:* http://localhost:*;"
    " frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905


@dataclass(frozen=True)
class Request:
    """What a page wants to know of the question."""

    store: Connection
    static: Path
    values: Mapping[str, str]
    from_here: bool
    door: Door | None = None


@dataclass(frozen=True)
class Answer:
    """What goes back to the browser."""

    body: str | bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Markup(str):
    """HTML that we wrote ourselves, and `fill` therefore leaves alone."""

    __slots__ = ()


def fill(page: str, **values: object) -> Markup:
    """Put values in one of our pages; everything that is not our own markup is escaped."""
    return Markup(_page(page).substitute({name: _safe(value) for name, value in values.items()}))


@cache
def _page(name: str) -> Template:
    return Template((PAGES / f"{name}.html").read_text("utf-8"))


def _safe(value: object) -> str:
    return value if isinstance(value, Markup) else escape(str(value))


def shell(title: str, main: Markup, status: int = 200) -> Answer:
    """Put a page in the frame they all share."""
    return Answer(fill("shell", title=title, main=main), status=status)


# The pages


def letter_list(request: Request) -> Answer:
    """Show the letters, newest first, searched by address or subject."""
    words = request.values.get("q", "")
    total = letters.count(request.store, words)
    page = min(whole(request.values.get("bladzijde", ""), 1), max(1, -(-total // PER_PAGE)))
    shown = letters.find(request.store, words, limit=PER_PAGE, skip=(page - 1) * PER_PAGE)
    found = _found(shown, words, page, total) if shown else _nothing(words)
    return shell("Brieven", fill("list", words=words, found=found))


def _found(shown: list[Letter], words: str, page: int, total: int) -> Markup:
    first = (page - 1) * PER_PAGE + 1
    last = first + len(shown) - 1
    newer = _page_link("Nieuwer", words, page - 1) if page > 1 else ""
    older = _page_link("Ouder", words, page + 1) if last < total else ""
    rows = Markup("".join(_row(letter) for letter in shown))
    return fill("found", rows=rows, first=first, last=last, total=total, pages=Markup(newer + older))


def _page_link(label: str, words: str, page: int) -> str:
    address = escape(f"/?{urlencode({'q': words, 'bladzijde': page})}")
    return f'<li><a href="{address}">{label}</a></li>'


def _row(letter: Letter) -> Markup:
    return fill(
        "row",
        id=letter.id,
        subject=letter.subject or "(zonder onderwerp)",
        to=letter.written_to or ", ".join(letter.recipients),
        by=letter.written_by,
        moment=letter.received_at.isoformat(),
        when=in_dutch(letter.received_at),
    )


def _nothing(words: str) -> Markup:
    if words:
        return fill("nothing", what=f"Geen brief gevonden met ‘{words}’", advice="Zoek op een deel van het adres.")
    return fill("nothing", what="Nog geen brieven", advice="Verstuur iets in de demo. Het komt hier meteen aan.")


def letter_page(request: Request, number: str) -> Answer:
    """Show one letter: its headers, its HTML in a closed frame, its text."""
    found = letters.read(request.store, int(number))
    if not found:
        return not_found()
    letter, raw = found
    message = parse(raw)
    html, text = body_of(message, "html"), body_of(message, "plain")
    subject = letter.subject or "(zonder onderwerp)"
    main = fill(
        "letter",
        id=letter.id,
        subject=subject,
        by=letter.written_by,
        to=letter.written_to,
        moment=letter.received_at.isoformat(),
        when=in_dutch(letter.received_at),
        sender=letter.sender or "<>",
        recipients=", ".join(letter.recipients),
        neighbours=_neighbours(request.store, letter),
        attachments=_attachments(letter.id, message),
        headers=Markup("".join(_fact(name, value) for name, value in headers_of(message))),
        html=fill("html_part", id=letter.id) if html is not None else "",
        text=fill("text_part", text=with_links(text)) if text is not None else "",
        returns=_returns(letter) if request.door else "",
    )
    return shell(subject, main)


def _neighbours(store: Connection, letter: Letter) -> Markup:
    """Return links to the letters that came just before and after this one."""
    older = store.execute("SELECT max(id) FROM letter WHERE id < ?", (letter.id,)).fetchone()[0]
    newer = store.execute("SELECT min(id) FROM letter WHERE id > ?", (letter.id,)).fetchone()[0]
    both = (("Ouder", older), ("Nieuwer", newer))
    return Markup("".join(f'<a class="btn" href="/brief/{number}">{label}</a>' for label, number in both if number))


def _attachments(number: int, message: EmailMessage) -> Markup:
    links = [
        f'<a href="/brief/{number}/deel/{place}">{escape(_name_of(part))}</a>'
        for place, part in enumerate(message.walk())
        if not part.is_multipart() and part.get_content_type() not in {"text/plain", "text/html"}
    ]
    return Markup(f"<dt>Bijlagen</dt><dd>{', '.join(links)}</dd>" if links else "")


def _returns(letter: Letter) -> Markup:
    """Return the buttons that let a letter come back."""
    buttons = [fill("return_button", id=letter.id, kind=kind, label=label) for kind, label in returns.KINDS.items()]
    return fill("returns", buttons=Markup("".join(buttons)))


def come_back(request: Request, number: str, kind: str) -> Answer:
    """Let a letter come back, as the mail server of its receiver would; only for our own button."""
    found = letters.read(request.store, int(number))
    if not request.door or not found or kind not in returns.KINDS:
        return not_found()
    if not request.from_here:
        return Answer("Only the inbox itself may do this.", "text/plain; charset=utf-8", 403)
    letter, raw = found
    title, text = f"Teruggestuurd: {returns.KINDS[kind]}", "Kijk in het product wat er met de brief en het adres is."
    try:
        request.door.hand_in(returns.returned(kind, letter, parse(raw)))
    except OSError:
        title, text = "Dat lukte niet", "Het product nam de melding niet aan. Probeer het zo nog eens."
    return shell(title, fill("came_back", title=title, text=text, id=letter.id))


def _fact(name: str, value: str) -> str:
    return f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"


def html_part(request: Request, number: str) -> Answer:
    """Give the HTML of a letter to the frame; links open in a window of their own."""
    found = letters.read(request.store, int(number))
    html = body_of(parse(found[1]), "html") if found else None
    if html is None:
        return not_found()
    headers = {"X-Frame-Options": "SAMEORIGIN", "Referrer-Policy": "no-referrer"}
    return Answer(with_window(html), headers={**headers, "Content-Security-Policy": LETTER_RULES})


def source(request: Request, number: str) -> Answer:
    """Give a letter byte for byte as it arrived."""
    found = letters.read(request.store, int(number))
    return Answer(found[1], "text/plain; charset=utf-8") if found else not_found()


def part(request: Request, number: str, place: str) -> Answer:
    """Give one part of a letter, always as a download: an attachment may be a web page too."""
    found = letters.read(request.store, int(number))
    parts = list(parse(found[1]).walk()) if found else []
    if int(place) >= len(parts) or parts[int(place)].is_multipart():
        return not_found()
    chosen = parts[int(place)]
    name = re.sub(r"[^\w.-]", "_", _name_of(chosen), flags=re.ASCII)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = chosen.get_payload(decode=True)
    assert isinstance(content, bytes)
    return Answer(content, "application/octet-stream", headers=headers)


def _name_of(part: EmailMessage) -> str:
    return part.get_filename() or f"bijlage{mimetypes.guess_extension(part.get_content_type()) or ''}"


def throw_away(request: Request) -> Answer:
    """Empty the inbox; only for our own button, so that no other web page can do it behind your back."""
    if not request.from_here:
        return Answer("Only the inbox itself may do this.", "text/plain; charset=utf-8", 403)
    letters.empty(request.store)
    return Answer("", status=303, headers={"Location": "/"})


def letters_json(request: Request) -> Answer:
    """Count and list letters for a script: `?q=words&after=id&limit=100`, newest first."""
    words, after = request.values.get("q", ""), whole(request.values.get("after", ""), 0)
    limit = min(whole(request.values.get("limit", ""), 100), 10_000)
    found = letters.find(request.store, words, after=after, limit=limit)
    total = letters.count(request.store, words, after=after)
    return _json({"count": total, "messages": [_plain(letter) for letter in found]})


def letter_json(request: Request, number: str) -> Answer:
    """Give one letter to a script: headers as pairs, HTML, text and the links in both."""
    found = letters.read(request.store, int(number))
    if not found:
        return not_found()
    message = parse(found[1])
    html, text = body_of(message, "html") or "", body_of(message, "plain") or ""
    links = [*(unescape(link) for link in re.findall(r"""href=["'](https?://[^"']+)""", html)), *LINK.findall(text)]
    parts = {"html": html, "text": text, "links": links, "headers": list(headers_of(message))}
    return _json({**_plain(found[0]), **parts})


def static_file(request: Request, path: str) -> Answer:
    """Give a style sheet, font or picture of the project."""
    file = (request.static / path).resolve()
    if not file.is_relative_to(request.static.resolve()) or not file.is_file():
        return not_found()
    return Answer(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream")


def not_found() -> Answer:
    """Say that there is no such page."""
    return shell("Niet gevonden", fill("missing"), 404)


ROUTES: list[tuple[str, str, Callable[..., Answer]]] = [
    ("GET", r"/", letter_list),
    ("GET", r"/brief/([0-9]{1,18})", letter_page),
    ("GET", r"/brief/([0-9]{1,18})/opgemaakt", html_part),
    ("GET", r"/brief/([0-9]{1,18})/bron", source),
    ("GET", r"/brief/([0-9]{1,18})/deel/([0-9]{1,4})", part),
    ("POST", r"/leeg", throw_away),
    ("POST", r"/brief/([0-9]{1,18})/terug/([a-z]{1,12})", come_back),
    ("GET", r"/api/messages", letters_json),
    ("GET", r"/api/messages/([0-9]{1,18})", letter_json),
    ("GET", r"/static/([\w./-]+)", static_file),
]


def with_window(html: str) -> str:
    """Let every link open in a window of its own, because the frame may not leave its page."""
    base = '<base target="_blank">'
    placed, times = re.subn(r"(<head\b[^>]*>)", rf"\1{base}", html, count=1, flags=re.IGNORECASE)
    return placed if times else base + html


LINK = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")


def with_links(text: str) -> Markup:
    """Escape a text and make its addresses clickable."""
    pieces, end = [], 0
    for link in LINK.finditer(text):
        address = escape(link.group())
        pieces += [
            escape(text[end : link.start()]),
            f'<a href="{address}" target="_blank" rel="noopener">{address}</a>',
        ]
        end = link.end()
    return Markup("".join([*pieces, escape(text[end:])]))


def in_dutch(moment: datetime) -> str:
    """Write a moment as people here do: 21 november 2026, 9.05 uur."""
    here = moment.astimezone(ZoneInfo("Europe/Amsterdam"))
    return f"{here.day} {MONTHS[here.month - 1]} {here.year}, {here.hour}.{here.minute:02} uur"


def whole(text: str, otherwise: int) -> int:
    """Read a whole number that came in from outside."""
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else otherwise


def _plain(letter: Letter) -> dict[str, object]:
    return {**asdict(letter), "received_at": letter.received_at.isoformat()}


def _json(value: object) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False), "application/json; charset=utf-8")
