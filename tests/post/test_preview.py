import pytest

from network.models import Affiliation, Organisation
from post import links, preview
from post.fields import CannotCompile
from post.models import LetterClass, Mailing


def unsaved(**fields):
    words = {"subject": "Dag [voornaam]", "text": ".[naam]\n[link:unsubscribe]", "html": "<p>[organisatie]</p>"}
    return Mailing(letter_class=LetterClass.NEWSLETTER, sender="KIS <post@kis.example.org>", **{**words, **fields})


def test_a_preview_is_the_letter_of_that_person_with_links_that_lead_nowhere(make_person):
    person = make_person("José", "Berg", tussenvoegsel="van der")
    work = Organisation.objects.create(name="Stichting <Samen>", kind="gemeente")
    Affiliation.objects.create(person=person, organisation=work, started_on="2020-01-01")

    seen = preview.fill_for(unsaved(), person)

    assert seen.subject == "Dag José"
    assert seen.html.strip() == "<p>Stichting &lt;Samen&gt;</p>"
    name, link = seen.text.strip().splitlines()
    assert name == ".José van der Berg"
    with pytest.raises(links.BadLink):
        links.open("unsubscribe", link.rstrip("/").rpartition("/")[2])


def test_a_preview_costs_two_questions_and_sends_nothing(make_person, django_assert_num_queries):
    person = make_person()

    with django_assert_num_queries(2):
        preview.fill_for(unsaved(), person)


def test_a_preview_says_which_field_does_not_exist(make_person):
    with pytest.raises(CannotCompile, match="voornam"):
        preview.fill_for(unsaved(text="[voornam]"), make_person())
