from django.template import Context, Template
from django.utils import translation

COUNTED = "{% load i18n %}{% kept key other %}{% translate 'Name' %}-{{ key }}-{{ told }}{% endkept %}"


def test_what_is_kept_is_drawn_once_for_each_key_and_language():
    template = Template(COUNTED)

    def drawn(language, **told):
        with translation.override(language):
            return template.render(Context(told))

    assert drawn("nl", key="a", told="first") == "Naam-a-first"
    assert drawn("nl", key="a", told="second") == "Naam-a-first"
    assert drawn("nl", key="b", told="third") == "Naam-b-third"
    assert drawn("nl", key="a", other=1, told="fourth") == "Naam-a-fourth"
    assert drawn("en", key="a", told="fifth") == "Name-a-fifth"


def test_two_places_never_share_what_they_keep():
    template = Template("{% kept %}{{ one }}{% endkept %}{% kept %}{{ two }}{% endkept %}")

    assert template.render(Context({"one": "1", "two": "2"})) == "12"


def test_a_key_that_never_repeats_does_not_fill_the_memory():
    template = Template("{% kept key %}{{ key }}{% endkept %}")

    for key in range(1200):
        assert template.render(Context({"key": key})) == str(key)

    assert len(template.nodelist[0].drawn) <= 500
