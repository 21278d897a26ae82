"""P5: words that tell belief, origin, health or orientation are seen, whole words only."""

import pytest

from network.special_words import special_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ze is moslim.", ["moslim"]),
        ("MOSLIM, en nog eens moslim", ["MOSLIM"]),
        ("Turks-Nederlandse jongeren", ["Turks-Nederlandse"]),
        ("Was ziek; komt uit Syrië, is Syriër", ["ziek", "Syriër"]),
        ("lhbti+", ["lhbti"]),
        ("burn-out", ["burn-out"]),
        ("He is gay", ["gay"]),
    ],
)
def test_special_words_are_found(text, found):
    assert special_words(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Moslimdiscriminatie in de zorg",
        "inburgering statushouders",
        "Aanpak institutioneel racisme en antisemitisme",
        "Transparant beleid in de gemeente Poolland",
        "Jongerenorganisaties, gelijke kansen, stagediscriminatie",
        "",
    ],
)
def test_what_somebody_works_on_passes(text):
    assert special_words(text) == []
