"""`{% kept here user.roles %}…{% endkept %}`: what is drawn once in a process per key and language, such as a menu.

Only for what follows from its keys, the language and the release. Never for what holds a name, a token or anything from
the database: that must be asked anew for each reader.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

MOST = 500  # keys of one place; more would mean that a key is not of the kind that repeats


class KeptNode(template.Node):
    def __init__(self, keys: list[FilterExpression], nodelist: NodeList) -> None:
        self.keys, self.nodelist = keys, nodelist
        self.drawn: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = (get_language(), get_script_prefix(), *(key.resolve(context, ignore_failures=True) for key in self.keys))
        drawn = self.drawn.get(key)
        if drawn is None:
            if len(self.drawn) >= MOST:
                self.drawn.clear()
            drawn = self.drawn[key] = self.nodelist.render(context)
        return drawn


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Draw what stands inside once, and again only for another key."""
    keys = [parser.compile_filter(key) for key in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(keys, nodelist)
