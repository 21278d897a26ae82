"""What programs such as the website may do for visitors: show the lists that are open, and pass on who wants which."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from email_validator import EmailNotValidError, validate_email
from ninja import Field, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import IPvAnyAddress

from accounts.bearer import Bearer
from accounts.models import Scope
from newsletter.actions import subscribing
from newsletter.models import ConsentText
from web.api import REFUSALS, Problem, Refusal
from web.limits import Limit, answers_evenly, network_around

FORM = "api"
PER_NETWORK = Limit("subscribe by a program, per network", times=20)
UNNAMED = Limit("subscribe by a program, network unknown", times=60)

router = Router(tags=["newsletter"])
subscribing_for_visitors = Bearer(Scope.SUBSCRIBE)


class ListShown(Schema):
    """A list that everybody may subscribe to, with the words that your form must show beside it."""

    slug: str
    name: str
    name_en: str
    description: str
    description_en: str
    words: str
    words_en: str
    version: int


class Wish(Schema):
    """What a visitor asked for: an address, the lists they ticked, and the language of the form.

    `versions` tells of each list which version of its words your form showed; without it those of this moment count.
    `visitor` is the IP address from which your visitor sent the form: only for our limit, it is not kept.
    """

    address: Annotated[str, Field(max_length=254)]
    lists: Annotated[list[str], Field(min_length=1, max_length=20)]
    versions: Annotated[dict[str, int], Field(max_length=20)] = {}
    language: Literal["nl", "en"] = "nl"
    visitor: IPvAnyAddress | None = None


class Taken(Schema):
    """The wish was taken; whether a letter leaves is not told, so that nobody learns who is on a list."""

    taken: bool = True


@router.api_operation(
    ["GET", "HEAD"], "/lists", auth=subscribing_for_visitors, response={200: list[ListShown], REFUSALS: Problem}
)
def lists(request: HttpRequest) -> list[ListShown]:  # noqa: ARG001  ninja passes it
    """The lists that are open, with their words of consent in Dutch and English."""
    return [_shown(text) for text in _texts()]


@router.post("/subscription-requests", auth=subscribing_for_visitors, response={202: Taken, REFUSALS: Problem})
@decorate_view(answers_evenly)
def subscription_request(request: HttpRequest, wish: Wish) -> Status:
    """Pass on that a visitor wants letters; they get a mail that asks to confirm it, at most three a day."""
    now = [text for text in _texts() if text.newsletter.slug in set(wish.lists)]
    if len(now) != len(set(wish.lists)):
        raise Refusal(422, "lists: one of these is not a list that is open.")
    texts = [_as_shown(text, wish.versions) for text in now]
    try:
        address = validate_email(wish.address.strip(), check_deliverability=False, strict=True).normalized
    except EmailNotValidError:
        raise Refusal(422, "address: this is not an e-mail address.") from None
    _refuse_when_too_often(request, wish)
    subscribing.ask(address=address, texts=texts, form=FORM, language=wish.language, now=timezone.now())
    return Status(202, Taken())


def _refuse_when_too_often(request: HttpRequest, wish: Wish) -> None:
    """Count a wish against the network of its visitor, as the form on our own page does; else against the program."""
    program = request.auth.pk  # type: ignore[attr-defined]
    limit, who = (PER_NETWORK, f"{program}:{network_around(wish.visitor)}") if wish.visitor else (UNNAMED, str(program))
    if wait := limit.wait(who):
        raise Refusal(429, "Too many wishes from this network.", {"Retry-After": str(wait)})


def _texts() -> list[ConsentText]:
    return list(ConsentText.objects.filter(newsletter__public=True).current().select_related("newsletter"))


def _as_shown(text: ConsentText, versions: dict[str, int]) -> ConsentText:
    """Return the words of this list in the version that the form says it showed."""
    version = versions.get(text.newsletter.slug, text.version)
    known = text.newsletter.texts.select_related("newsletter").order_by("version")
    for shown in known:
        if shown.version == version:
            return shown
    raise Refusal(422, "versions: these words are unknown. Ask `lists` for those of today and show them.")


def _shown(text: ConsentText) -> ListShown:
    one = text.newsletter
    return ListShown(
        slug=one.slug,
        name=one.name,
        name_en=one.name_en,
        description=one.description,
        description_en=one.description_en,
        words=text.wording,
        words_en=text.wording_en,
        version=text.version,
    )
