"""Two colleagues with the same record open: nobody overwrites unseen what the other has just saved."""

import pytest
from django.urls import reverse


@pytest.fixture
def opened(browse, read):
    """Return a function that opens a page and returns what its form would send back untouched."""

    def opened(url):
        form = next(each for each in read(browse.get(url)).select("form.card") if each.select_one("[name=seen]"))
        return as_sent(form)

    return opened


def as_sent(form):
    """Read a form as a browser does."""
    sent = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type")
        if field.name == "select":
            values = [option["value"] for option in field.select("option[selected]")] or [""]
        elif kind in ("checkbox", "radio"):
            values = [field.get("value", "on")] if field.has_attr("checked") else []
        elif kind == "file":
            values = []
        else:
            values = [field.text if field.name == "textarea" else field.get("value", "")]
        sent.setdefault(field["name"], []).extend(values)
    return sent


def test_what_a_colleague_changed_and_this_form_leaves_alone_stays(browse, opened, make_person):
    person = make_person(source="de website")
    url = reverse("network:person_edit", args=[person.pk])
    first, second = opened(url), opened(url)

    browse.post(url, first | {"phones": ["030 123 45 67"], "tags": ["stages"]})
    browse.post(url, second | {"family_name": ["Vos"]})

    person.refresh_from_db()
    assert person.family_name == "Vos"
    assert list(person.tags.names()) == ["stages"]
    assert person.phone_numbers.count() == 1


def test_what_both_changed_is_not_saved_until_one_has_seen_it(browse, read, opened, make_person):
    person = make_person(source="de website")
    url = reverse("network:person_edit", args=[person.pk])
    first, second = opened(url), opened(url)
    browse.post(url, first | {"tags": ["stages"]})

    refused = read(browse.post(url, second | {"tags": ["werving"], "family_name": ["Vos"]}))

    person.refresh_from_db()
    assert person.family_name != "Vos"
    assert list(person.tags.names()) == ["stages"]
    assert "Een collega veranderde dit net. Er staat nu: “stages”." in refused.text
    again = as_sent(refused.select_one("main form.card"))
    assert again["tags"] == ["werving"]
    browse.post(url, again)
    person.refresh_from_db()
    assert (person.family_name, list(person.tags.names())) == ("Vos", ["werving"])


def test_lists_to_tick_are_kept_too(browse, opened, make_organisation, employers):
    organisation = make_organisation()
    url = reverse("network:organisation_edit", args=[organisation.pk])
    first, second = opened(url), opened(url)

    browse.post(url, first | {"target_groups": [str(employers.pk)]})
    browse.post(url, second | {"name": ["Nieuwe naam"]})

    organisation.refresh_from_db()
    assert organisation.name == "Nieuwe naam"
    assert list(organisation.target_groups.all()) == [employers]


def test_who_a_colleague_added_to_a_contact_moment_stays_and_is_named_when_both_choose(
    browse, read, opened, make_person, make_moment
):
    first_there, added, other = (make_person(name, "Vos") for name in ("An", "Bo", "Cas"))
    moment = make_moment(first_there)
    url = reverse("network:contact_edit", args=[moment.pk])
    one, two, three = opened(url), opened(url), opened(url)

    browse.post(url, one | {"people": [str(first_there.pk), str(added.pk)]})
    browse.post(url, two | {"summary": ["Kennismaking"]})
    refused = read(browse.post(url, three | {"people": [str(other.pk)]}))

    moment.refresh_from_db()
    assert moment.summary == "Kennismaking"
    assert set(moment.people.all()) == {first_there, added}
    assert "Er staat nu: “An Vos, Bo Vos”." in refused.text


def test_a_fingerprint_that_is_nonsense_does_no_harm(browse, opened, make_person):
    person = make_person(source="de website")
    url = reverse("network:person_edit", args=[person.pk])

    for nonsense in ("{", "[1]", '"x"', '{"family_name": 3}', '{"unknown": "x"}'):
        assert browse.post(url, opened(url) | {"seen": [nonsense], "family_name": ["Vos"]}).status_code in (200, 302)


@pytest.fixture
def edit_pages(make_person, make_organisation, make_moment, make_tie, make_task, make_affiliation, colleague):
    person, organisation = make_person(source="de website"), make_organisation()
    return {
        "contact_edit": make_moment(person),
        "tie_edit": make_tie(organisation, make_organisation("Andere")),
        "task_edit": make_task(person=person),
        "affiliation_edit": make_affiliation(person, organisation),
    }


@pytest.mark.parametrize("page", ["contact_edit", "tie_edit", "task_edit", "affiliation_edit"])
def test_a_form_that_is_sent_back_untouched_changes_nothing(page, browse, opened, edit_pages):
    record = edit_pages[page]
    before = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    url = reverse(f"network:{page}", args=[record.pk])

    assert browse.post(url, opened(url)).status_code == 302

    record.refresh_from_db()
    assert {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields} == before
