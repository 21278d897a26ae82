import pytest

from network.graph import LARGEST_GROUP, Drawn, Graph, Source, Tie, TooLarge, Weaver, Who


@pytest.fixture
def weave():
    """Return a function that weaves a network of these parties and ties."""

    def make(parties, *ties):
        weaver = Weaver(Who.ORGANISATIONS, parties)
        for first, second in ties:
            weaver.tie(first, second, Tie.STATED | Tie.FORTH)
        return weaver.woven()

    return make


def test_two_parties_have_one_tie_that_knows_all_it_is_made_of():
    weaver = Weaver(Who.ORGANISATIONS, [20, 10])

    weaver.tie(20, 10, Tie.STATED | Tie.FORTH)
    weaver.tie_groups(Source.LINE, [(4, 10), (4, 20)])

    assert weaver.woven().nodes == (10, 20)
    assert weaver.woven().ties == {(0, 1): Tie.STATED | Tie.BACK | Tie.LINE}


def test_ties_with_strangers_and_with_oneself_are_left_out(weave):
    assert weave([1, 2], (1, 3), (2, 2)).ties == {}


def test_a_group_ties_everybody_to_everybody():
    weaver = Weaver(Who.ORGANISATIONS, [1, 2, 3, 4])

    weaver.tie_groups(Source.EVENT, [(9, 1), (9, 2), (9, 3), (9, 3)])

    assert sorted(weaver.woven().ties) == [(0, 1), (0, 2), (1, 2)]


def test_a_group_that_is_too_large_draws_no_ties_and_is_named():
    many = range(1, LARGEST_GROUP + 2)
    weaver = Weaver(Who.ORGANISATIONS, many)

    weaver.tie_groups(Source.LINE, [(4, party) for party in many])

    assert weaver.woven().ties == {}
    assert weaver.woven().left_out == (TooLarge(Source.LINE, 4, LARGEST_GROUP + 1),)


def test_the_fingerprint_follows_parties_and_ties_and_not_their_order(weave):
    one = weave([1, 2, 3], (1, 2), (2, 3)).fingerprint

    assert weave([3, 2, 1], (2, 3), (1, 2)).fingerprint == one
    assert weave([1, 2, 3], (1, 2)).fingerprint != one
    assert weave([1, 2, 3, 4], (1, 2), (2, 3)).fingerprint != one
    assert Graph(Who.PEOPLE, (1,)).fingerprint != Graph(Who.ORGANISATIONS, (1,)).fingerprint


@pytest.mark.parametrize(
    ("steps", "reached"), [(0, {1: 0}), (1, {1: 0, 2: 1}), (2, {1: 0, 2: 1, 3: 2}), (3, {1: 0, 2: 1, 3: 2, 4: 3})]
)
def test_around_somebody_are_those_within_so_many_steps(weave, steps, reached):
    chain = weave([1, 2, 3, 4, 5], (1, 2), (2, 3), (3, 4), (4, 5))

    assert chain.around(1, steps) == reached


def test_around_somebody_who_is_not_there_is_nobody(weave):
    assert weave([1, 2], (1, 2)).around(9, 1) == {}


def test_beyond_the_limit_the_best_tied_parties_are_drawn(weave):
    star = weave([1, 2, 3, 4], (1, 2), (1, 3), (2, 3), (1, 4))

    drawn = Drawn.of(star, most_nodes=3)

    assert drawn.nodes == [0, 1, 2]
    assert drawn.ties == [(0, 1), (0, 2), (1, 2)]
    assert drawn.leaves_out(star)


def test_beyond_the_limit_recorded_ties_come_before_shared_ones():
    weaver = Weaver(Who.ORGANISATIONS, range(1, 6))
    weaver.tie_groups(Source.LINE, [(1, party) for party in range(1, 5)])
    weaver.tie(4, 5, Tie.STATED)

    drawn = Drawn.of(weaver.woven(), most_ties=1)

    assert drawn.ties == [(3, 4)]


def test_a_small_network_is_drawn_whole(weave):
    graph = weave([1, 2, 3], (1, 2))

    assert Drawn.of(graph).nodes == [0, 1, 2]
    assert not Drawn.of(graph).leaves_out(graph)


@pytest.mark.parametrize(("confirmed", "doubtful"), [(0, True), (1, True), (2, False), (3, False)])
def test_measures_are_doubtful_when_fewer_than_half_of_the_ties_are_confirmed(confirmed, doubtful):
    weaver = Weaver(Who.ORGANISATIONS, range(5))
    for number in range(4):
        weaver.tie(number, number + 1, Tie.STATED | (Tie.CONFIRMED if number < confirmed else 0))

    assert weaver.woven().doubtful is doubtful
