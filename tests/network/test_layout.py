import math
from itertools import combinations

import networkx as nx

from network.layout import laid_out


def closest(positions):
    return min(math.dist(one, other) for one, other in combinations(positions, 2))


def test_everybody_gets_a_place_of_their_own():
    ties = [*nx.karate_club_graph().edges(), (34, 35), (36, 37)]

    found = laid_out(list(range(45)), ties, {})

    assert len(found) == 45
    assert closest(found) > 0.05


def test_the_same_network_is_laid_out_the_same_every_time():
    ties = list(nx.karate_club_graph().edges())

    assert laid_out(list(range(34)), ties, {}) == laid_out(list(range(34)), ties, {})


def test_a_new_tie_moves_nobody():
    ties = list(nx.karate_club_graph().edges())
    before = dict(enumerate(laid_out(list(range(40)), ties, {})))

    after = laid_out(list(range(40)), [*ties, (5, 30), (0, 39)], before)

    assert dict(enumerate(after)) == before


def test_a_newcomer_stands_beside_its_neighbours_and_the_rest_stays():
    ties = list(nx.karate_club_graph().edges())
    before = dict(enumerate(laid_out(list(range(34)), ties, {})))

    after = laid_out(list(range(36)), [*ties, (34, 33), (35, 34)], before)

    assert dict(enumerate(after[:34])) == before
    assert math.dist(after[34], after[33]) < 1
    assert math.dist(after[35], after[34]) < 1


def test_who_has_no_ties_stands_in_rows_below():
    found = laid_out(list(range(12)), [(0, 1), (1, 2), (2, 0)], {})

    lowest = max(y for _x, y in found[:3])
    assert all(y > lowest for _x, y in found[3:])
    assert closest(found[3:]) >= 0.99


def test_places_follow_the_party_and_not_its_number_in_the_list():
    before = dict(zip([7, 8, 9], laid_out([7, 8, 9], [(0, 1), (1, 2)], {}), strict=True))

    after = laid_out([5, 7, 8, 9], [(1, 2), (2, 3)], before)

    assert after[1:] == [before[7], before[8], before[9]]


def test_nobody_has_no_places():
    assert laid_out([], [], {}) == []


def test_a_large_network_is_laid_out_too():
    graph = nx.barabasi_albert_graph(700, 2, seed=3)

    found = laid_out(list(range(700)), list(graph.edges()), {})

    assert all(math.isfinite(x) and math.isfinite(y) for x, y in found)
    right, left = max(x for x, _y in found), min(x for x, _y in found)
    assert 40 < right - left < 160  # about one square for each of 700
