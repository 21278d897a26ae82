import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client


@pytest.fixture
def desk(client, colleague) -> Client:
    """A browser in which a colleague is logged in."""
    client.force_login(colleague)
    return client


@pytest.fixture
def words():
    """Return a function that gives the words of a page, without the markup and the frame of the house."""

    def words(response):
        main = BeautifulSoup(response.content, "lxml").main
        return re.sub(r"\s+", " ", main.get_text(" ", strip=True))

    return words


@pytest.fixture
def errors_of():
    """Return a function that gives what a page says is wrong, field by field."""

    def errors_of(response):
        page = BeautifulSoup(response.content, "lxml")
        return [found.get_text(" ", strip=True) for found in page.select(".error")]

    return errors_of
