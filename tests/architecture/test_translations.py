"""Dutch is complete: a missing, empty or fuzzy message fails here."""

from config.translations import gaps, messages_in_python, messages_in_template


def test_every_message_has_its_dutch_translation():
    assert gaps() == []


def test_messages_are_found_in_python():
    source = 'a = _("One")\nb = ngettext("%d two", "%d twos", n)\nc = pgettext("verb", "Three")\nd = str("Four")'

    assert list(messages_in_python(source)) == ["One", "%d two", "Three"]


def test_messages_are_found_in_templates():
    source = (
        '{% load i18n %}{% translate "One" %}{% blocktranslate with a=b %}Two {{ a }}{% endblocktranslate %}'
        '{% badge "good" "check" _("Three") %}{% translate "Four" context "verb" %}'
    )

    assert sorted(messages_in_template(source)) == ["Four", "One", "Three", "Two %(a)s"]
