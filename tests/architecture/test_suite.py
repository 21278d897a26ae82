"""How the tests themselves are run."""

import os

import pytest


@pytest.mark.xdist_group("together")
def test_tests_of_one_group_stay_on_one_worker(request):
    """Two browsers at once, or the invented world built twice, cost minutes."""
    marked = request.node.nodeid.endswith("@together")

    assert marked == ("PYTEST_XDIST_WORKER" in os.environ)
