"""The pages on which readers are asked again, in a real browser (A1)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsletter.actions import renewals
from newsletter.models import ConsentText, Newsletter, Subscription
from newsletter.queries.renewals import Wanted
from post.links import seal


@pytest.fixture
def letter_list(transactional_db):
    made = Newsletter.objects.create(
        slug="kis-nieuwsbrief", name="KIS-nieuwsbrief", name_en="KIS newsletter", description="Nieuws van KIS."
    )
    said = {"wording": "Ik wil de KIS-nieuwsbrief. Ik kan altijd stoppen.", "wording_en": "I want the KIS newsletter."}
    ConsentText.objects.create(newsletter=made, version=1, from_at=timezone.now() - timedelta(days=400), **said)
    return made


@pytest.fixture
def editor(make_user):
    return make_user("editor", given_name="Ruben", family_name="de Wit")


@pytest.fixture
def readers(letter_list, make_person):
    found = [make_person(name, "Amrani") for name in ("Samira", "Joost", "Fatma")]
    for person in found:
        said = {"wording": "Ja, stuur mij de nieuwsbrief", "source": "meeting"}
        agreed = timezone.now() - timedelta(days=900)
        Subscription.objects.create(person=person, newsletter=letter_list, agreed_at=agreed, **said)
    return found


@pytest.fixture
def renewal(letter_list, readers, editor):
    return renewals.begin(newsletter=letter_list, wanted=Wanted(), days=30, by=editor, now=timezone.now())


def test_a1_axe_finds_nothing_where_readers_are_asked_again(axe_faults, renewal, readers, editor):
    def count(page):
        page.locator("button[value=count]").click()
        page.locator("#telling").wait_for()

    assert axe_faults(f"/verzendingen/lijsten/{renewal.newsletter_id}/opnieuw/", user=editor, prepare=count) == []
    assert axe_faults(f"/verzendingen/lijsten/opnieuw/{renewal.pk}/", user=editor) == []
    assert axe_faults(f"/blijven/{seal('renew', renewal.pk, readers[0].pk, 0)}/") == []
