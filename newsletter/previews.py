"""Show a letter as one person would get it, before anybody is promised one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from lxml import etree, html

from newsletter import letters
from newsletter.models import Campaign
from post.compiling import Letterhead
from post.fields import Addressee
from post.models import Mailing
from post.preview import Preview, read

if TYPE_CHECKING:
    from accounts.models import User


def preview(campaign: Campaign, who: Addressee, now: datetime) -> Preview:
    """Fill the letter of a campaign for one person with the machine that fills it for all; its links open nothing.

    Of a campaign that was released, the words are those that were frozen then.

    :raises CannotCompile: when its words cannot make a letter.
    """
    mailing = campaign.mailing or Mailing(**letters.mailing_of(campaign), sender=settings.POST_SENDER)
    return read(b"".join(Letterhead(mailing, inert=True).fill(who, eight_bit=False, at=now)))


def as_colleague(user: User) -> Addressee:
    """Return the colleague as a reader, for a letter that is shown as nobody's."""
    return Addressee(0, 0, user.email, user.given_name, user.tussenvoegsel, user.family_name, "KIS")


def as_document(mail: str, nonce: str) -> str:
    """Turn the HTML of a mail into a page that our content security policy allows and on which no link leads anywhere.

    A mail needs style attributes, a page may not have them: each becomes a class in one style sheet with a nonce.
    """
    document: Any = html.document_fromstring(mail)
    sheet = [_take(style) for style in list(document.iter("style"))]
    for comment in list(document.iter(etree.Comment)):
        comment.drop_tree()
    for link in document.iter("a"):
        for name in ("href", "target"):
            link.attrib.pop(name, None)
    sheet += _classes(document)
    style = etree.SubElement(document.head, "style", nonce=nonce)
    style.text = "\n".join(sheet)
    return str(html.tostring(document, encoding="unicode", doctype="<!doctype html>"))


def as_page(mail: str, ways: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Turn the HTML of a mail into a page of the archive, with ways out on top; return it with its one style sheet.

    Its links lead where they lead in the mail, and tell nothing about where the reader came from.
    """
    document: Any = html.document_fromstring(mail)
    sheet = [_take(style) for style in list(document.iter("style"))]
    for comment in list(document.iter(etree.Comment)):
        comment.drop_tree()
    way = etree.Element("p", style="margin:0;padding:16px;text-align:center;font:16px 'Segoe UI',Arial,sans-serif;")
    for url, words in ways:
        link = etree.SubElement(way, "a", href=url, style="color:#0d5a61;")
        link.set("class", "link")
        link.text, link.tail = words, " \u00a0 "
    main = etree.Element("main")
    main.extend(list(document.body))
    document.body.extend([way, main])
    style = etree.SubElement(document.head, "style")
    style.text = "\n".join([*sheet, *_classes(document)])
    icon = f"{settings.STATIC_URL}img/merk.svg"
    etree.SubElement(document.head, "link", rel="icon", type="image/svg+xml", href=icon)
    etree.SubElement(document.head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    return str(html.tostring(document, encoding="unicode", doctype="<!doctype html>")), style.text


def _take(style: html.HtmlElement) -> str:
    """Take a style element out and return its rules."""
    rules, media = style.text or "", style.get("media")
    style.drop_tree()
    return f"@media {media} {{ {rules} }}" if media else rules


def _classes(document: html.HtmlElement) -> list[str]:
    """Give each element a class instead of its style; said three times, it outweighs the rules a mail has itself."""
    numbers: dict[str, int] = {}
    for element in document.iter():
        if style := element.attrib.pop("style", ""):
            number = numbers.setdefault(style, len(numbers))
            element.set("class", f"{element.get('class', '')} s{number}".strip())
    return [f".s{number}.s{number}.s{number} {{ {style} }}" for style, number in numbers.items()]
