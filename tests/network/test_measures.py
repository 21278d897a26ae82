"""The measures equal those of NetworkX to six decimals, on any network; the rest of them is checked by hand."""

import math

import networkx as nx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from network import measures
from network.measures import measure

SAME = 1e-6


@st.composite
def networks(draw):
    """A number of parties, and ties that may be double, both ways round, or with oneself."""
    size = draw(st.integers(1, 12))
    place = st.integers(0, size - 1)
    return size, draw(st.lists(st.tuples(place, place), max_size=30))


TWO_PARTS = (7, [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)])
ALONE, LOOSE = (1, []), (5, [])
DOUBLE = (3, [(0, 1), (1, 0), (0, 1), (2, 2)])


def yardstick(size, ties):
    graph = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(tie for tie in ties if tie[0] != tie[1])
    return graph


def same(found, wanted):
    return all(math.isclose(value, wanted[place], abs_tol=SAME) for place, value in enumerate(found))


@settings(max_examples=150, deadline=None)
@given(networks())
@example(TWO_PARTS)
@example(ALONE)
@example(LOOSE)
@example(DOUBLE)
def test_each_measure_equals_that_of_networkx(network):
    size, ties = network
    graph = yardstick(size, ties)

    found = measure(size, ties)

    assert found.degree == [degree for _node, degree in graph.degree()]
    assert same(found.betweenness, nx.betweenness_centrality(graph))
    assert same(found.closeness, nx.closeness_centrality(graph))
    assert same(found.clustering, nx.clustering(graph))
    assert found.whole.components == nx.number_connected_components(graph)
    assert found.whole.density == (pytest.approx(nx.density(graph)) if size > 1 else None)


@settings(max_examples=100, deadline=None)
@given(networks())
@example(TWO_PARTS)
@example(ALONE)
@example(LOOSE)
def test_the_eigenvector_equals_that_of_networkx(network):
    size, ties = network
    graph = yardstick(size, ties)
    try:
        wanted = nx.eigenvector_centrality(graph, max_iter=100_000, tol=1e-13)
    except nx.PowerIterationFailedConvergence:
        return

    assert same(measure(size, ties).eigenvector, wanted)


@settings(max_examples=100, deadline=None)
@given(networks())
def test_diameter_and_path_are_those_of_the_largest_part(network):
    size, ties = network
    graph = yardstick(size, ties)

    whole = measure(size, ties).whole

    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    largest = graph.subgraph(parts[0])
    if len(largest) == 1:
        assert (whole.diameter, whole.path_length) == (None, None)
    else:
        assert whole.diameter == nx.diameter(largest)
        assert whole.path_length == pytest.approx(nx.average_shortest_path_length(largest), abs=SAME)


@settings(max_examples=100, deadline=None)
@given(networks())
def test_reciprocity_equals_that_of_networkx(network):
    size, arcs = network
    arcs = [arc for arc in arcs if arc[0] != arc[1]]
    graph = nx.DiGraph(arcs)

    found = measure(size, [], arcs).whole.reciprocity

    assert found == (pytest.approx(nx.overall_reciprocity(graph), abs=SAME) if arcs else None)


@settings(max_examples=100, deadline=None)
@given(networks())
def test_communities_are_whole_numbers_from_the_largest_down_and_never_join_two_parts(network):
    size, ties = network

    found = measure(size, ties)

    sizes = [found.community.count(number) for number in range(max(found.community) + 1)]
    assert sizes == sorted(sizes, reverse=True)
    assert 0 not in sizes
    for group in set(found.community):
        assert len({found.component[place] for place in range(size) if found.community[place] == group}) == 1


def test_two_circles_with_one_tie_between_them_are_two_communities_with_a_bridge():
    circles = nx.barbell_graph(5, 0)

    found = measure(10, circles.edges())

    assert found.community == [0] * 5 + [1] * 5
    assert sorted(range(10), key=lambda place: -found.betweenness[place])[:2] == [4, 5]


def test_the_same_network_is_measured_the_same_every_time():
    ties = list(nx.gnm_random_graph(60, 150, seed=4).edges())

    assert measure(60, ties) == measure(60, reversed(ties))


def test_a_network_of_nobody_has_no_figures():
    found = measure(0, [])

    assert (found.degree, found.eigenvector, found.whole.nodes, found.whole.density) == ([], [], 0, None)


def test_a_long_chain_that_the_quick_way_does_not_solve_still_has_a_leading_vector():
    chain = [(place, place + 1) for place in range(1_499)]

    vector = measure(1_500, chain).eigenvector

    assert math.sqrt(sum(value * value for value in vector)) == pytest.approx(1.0)
    assert min(vector) >= 0


def test_above_the_limit_betweenness_is_an_estimate_near_the_truth(monkeypatch):
    graph = nx.barabasi_albert_graph(400, 3, seed=1)
    exact = measure(400, graph.edges())
    monkeypatch.setattr(measures, "EXACT_UP_TO", 399)
    monkeypatch.setattr(measures, "PIVOTS", 200)

    estimated = measure(400, graph.edges())

    assert (exact.whole.estimated, estimated.whole.estimated) == (False, True)
    largest = max(range(400), key=lambda place: exact.betweenness[place])
    assert estimated.betweenness[largest] == pytest.approx(exact.betweenness[largest], rel=0.15)
