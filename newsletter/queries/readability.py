"""How hard a text is to read.

Dutch: Flesch-Douma, 206.84 - 0.77 x syllables per 100 words - 0.93 x words per sentence (W.H. Douma, De leesbaarheid
van landbouwbladen, 1960). English: Flesch reading ease, 206.835 - 84.6 x syllables per word - 1.015 x words per
sentence (R. Flesch, A new readability yardstick, 1948). Syllables are counted as groups of vowels.
"""

from __future__ import annotations

import re
from typing import NamedTuple

PLAIN_SCORE = 50  # below this a text is for people who studied
LONG_SENTENCE = 18  # words; B1 asks for about 15 at most
FEWEST_WORDS = 40  # fewer say nothing about a text

_SENTENCE = re.compile(r"[.!?:;]+(?:\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_LINK = re.compile(r"https?://\S+")
_VOWELS = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]+", re.IGNORECASE)


class Reading(NamedTuple):
    """How a text reads: its score (higher is easier), and how long its sentences are on average, in words."""

    score: float
    sentence: float

    @property
    def is_plain(self) -> bool:
        return self.score >= PLAIN_SCORE and self.sentence <= LONG_SENTENCE


def reading_of(text: str, language: str) -> Reading | None:
    """Return how a text reads; nothing when it is too short to say."""
    text = _LINK.sub("", text)
    sentences = [part for part in _SENTENCE.split(text) if _WORD.search(part)]
    words = _WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    length = len(words) / len(sentences)
    syllables = sum(max(len(_VOWELS.findall(word)), 1) for word in words) / len(words)
    if language == "en":
        return Reading(206.835 - 84.6 * syllables - 1.015 * length, length)
    return Reading(206.84 - 77 * syllables - 0.93 * length, length)
