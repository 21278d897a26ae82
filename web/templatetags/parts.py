"""The few template tags that every room uses."""

from django import template

register = template.Library()
