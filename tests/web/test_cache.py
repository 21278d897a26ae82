"""F4, Z25: pages go on and limits hold while Redis is away."""

import pytest
from django.core.cache import cache


@pytest.fixture
def without_redis(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    yield
    cache.here.clear()


@pytest.mark.usefixtures("without_redis")
def test_each_process_remembers_for_itself():
    assert cache.add("a", 1) is True
    assert cache.add("a", 2) is False
    cache.set_many({"b": 2, "c": 3})

    assert (cache.get("a"), cache.incr("b"), cache.get_many(["b", "c"])) == (1, 3, {"b": 3, "c": 3})
    cache.delete("a")
    assert "a" not in cache


@pytest.mark.django_db
@pytest.mark.usefixtures("without_redis")
def test_guessing_still_stops_after_five_tries(client, make_user):
    user = make_user()
    form = {"login": user.email, "password": "niet-dit-wachtwoord"}
    for _ in range(5):
        client.post("/account/inloggen/", form)

    response = client.post("/account/inloggen/", {**form, "password": "een-lang-wachtwoord"})

    assert "Je probeerde dit vaak in korte tijd." in response.text


def test_with_redis_all_processes_share():
    cache.set("shared", 1, 10)

    assert cache.here.get("shared") is None
    assert cache.get("shared") == 1


def test_different_values_are_counted_once():
    counts = [cache.count_different("seen", values, 10) for values in ([1, 2], [2, 3], [3])]

    assert counts == [2, 3, 3]


@pytest.mark.usefixtures("without_redis")
def test_f4_without_redis_each_process_counts_different_values_for_itself():
    counts = [cache.count_different("seen-here", values, 10) for values in ([1, 2], [2, 3], [3])]

    assert counts == [2, 3, 3]
