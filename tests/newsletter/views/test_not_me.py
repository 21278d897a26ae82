"""“This is not me”, said at an address by mistake or by somebody else: who reads there finds a way back."""

import pytest
from django.core import signing

from newsletter.actions import preferences
from newsletter.models import Subscription
from newsletter.reader_forms import SALT
from post import links
from post.models import Letter, Stop
from tests.newsletter.conftest import NOW

pytestmark = pytest.mark.django_db
ADDRESS = "samira@gemeente.example.org"


@pytest.fixture
def disowned(subscribed, now):
    """Samira, at whose address somebody said that it was not theirs."""
    preferences.disown(person=subscribed, address=ADDRESS, now=NOW)
    return subscribed


@pytest.fixture
def page(disowned):
    return f"/voorkeuren/{links.seal('preferences', 0, disowned.pk, 0)}/"


def gets_letters(person):
    return Subscription.objects.holding().filter(person=person).exists() and not Stop.objects.holding().exists()


def test_the_preferences_say_that_nothing_comes(client, page, shown):
    assert "Je hebt al onze brieven gestopt." in shown(client.get(page))


def test_who_saves_the_preferences_with_a_list_ticked_gets_it_again(client, page, disowned, letter_list):
    client.post(page, {"action": "save", "lists": [letter_list.pk]})

    assert gets_letters(disowned)
    assert Letter.objects.latest("pk").mailing.subject == "Je voorkeuren zijn veranderd"


def test_who_subscribes_again_is_asked_to_confirm_and_gets_letters_again(client, disowned, letter_list, link_in):
    opened = signing.dumps(int(NOW.timestamp()) - 60, salt=SALT)
    told = {"address": ADDRESS, "lists": [letter_list.slug], "website": "", "opened": opened}
    client.post("/nieuwsbrief/", told)
    asked = Letter.objects.latest("pk").mailing.subject

    client.post(link_in(ADDRESS), {"keuze": "ja"})

    assert asked == "Bevestig dat je onze brieven wilt"
    assert gets_letters(disowned)
