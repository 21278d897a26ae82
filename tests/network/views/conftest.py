import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

# What is wrong with a form, above it (the other alerts are the hidden ones for a lost connection and a busy house).
ERRORS = "[role=alert]:not([hidden]):not([data-busy])"


@pytest.fixture
def browse(colleague):
    """A browser in which a colleague has logged in."""
    client = Client()
    client.force_login(colleague)
    return client


@pytest.fixture
def browser_of(make_user):
    """Return a function that gives a browser in which somebody with these roles has logged in."""

    def of(*roles):
        client = Client()
        client.force_login(make_user(*roles))
        return client

    return of


@pytest.fixture
def read():
    """Return a function that reads a page that came well."""

    def page(response):
        assert response.status_code == 200, response
        return BeautifulSoup(response.content, "lxml")

    return page


@pytest.fixture
def names_in(read):
    """Return a function that lists the names that head the rows of a page's table."""
    return lambda response: [cell.a.text for cell in read(response).select("tbody th[scope=row]")]


@pytest.fixture
def queries_for(browse):
    """Return a function that counts the queries of a page."""

    def count(address):
        with CaptureQueriesContext(connection) as captured:
            assert browse.get(address).status_code == 200
        return len(captured)

    return count
