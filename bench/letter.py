"""The letter of the bench: a newsletter of 30 KB in HTML and text, in both a name and a link of the reader's own."""

import random

SUBJECT = "Nieuws uit het netwerk"
ITEMS = 28
WORDS = [
    "netwerk",
    "gemeente",
    "nieuwsbrief",
    "uitnodiging",
    "bijeenkomst",
    "onderzoek",
    "praktijk",
    "inclusief",
    "samenleven",
    "wijk",
    "project",
    "aanpak",
    "vrijwilliger",
    "werksessie",
    "verslag",
    "jongeren",
    "organisatie",
    "gesprek",
    "programma",
    "aanmelden",
    "deelnemer",
    "kennis",
    "café",
]
FIRST_NAMES = ("Anna", "Björn", "Chloé", "David", "Emre", "Fatima", "Jan & Co", "Siobhán O'Neil")
HEAD = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>Nieuws</title></head>
<body style="margin:0;background:#f4f4f4;font-family:Arial,sans-serif">
<p>Beste {name},</p>
"""
ITEM = """<table role="presentation" width="100%" cellpadding="0"><tr>
<td style="padding:12px 24px;color:#222222"><h2>Bericht {number}: {title}</h2>
<p>{paragraph}</p>
<p><a href="https://www.example.org/bericht/{number}">Lees meer</a></p></td></tr></table>
"""
FOOT = """<p>U krijgt deze brief omdat u zich heeft ingeschreven, {name}.
<a href="{link}">Uitschrijven</a></p>
</body></html>
"""


def html(name: str, link: str) -> str:
    """Write the HTML part; give template variables instead of a name and a link to get a template."""
    return HEAD.format(name=name) + body() + FOOT.format(name=name, link=link)


def body() -> str:
    """Write what all readers get alike."""
    dice = random.Random(7)
    return "".join(
        ITEM.format(number=number, title=dice.choice(WORDS), paragraph=_paragraph(dice, 60)) for number in range(ITEMS)
    )


def text(name: str, link: str) -> str:
    """Write the text part: the same in short."""
    dice = random.Random(8)
    items = (
        f"* Bericht {number}: {dice.choice(WORDS)}\n{_paragraph(dice, 16)}\nhttps://www.example.org/bericht/{number}\n\n"
        for number in range(ITEMS)
    )
    foot = f"U krijgt deze brief omdat u zich heeft ingeschreven, {name}.\nUitschrijven: {link}\n"
    return f"Beste {name},\n\n{''.join(items)}{foot}"


def _paragraph(dice: random.Random, words: int) -> str:
    """Write so many words in lines of about 72 characters."""
    chosen = [dice.choice(WORDS) for _ in range(words)]
    lines = (" ".join(chosen[start : start + 8]) for start in range(0, words, 8))
    return "\n".join(lines).capitalize() + "."
