"""What the map says of what it does not draw."""

from network.graph import LARGEST_GROUP, Source, Weaver, Who
from network.map_words import summary


def left_out(*sizes, source=Source.LINE):
    """Return what is said of groups of these sizes."""
    weaver = Weaver(Who.ORGANISATIONS, range(1, max(sizes) + 1))
    weaver.tie_groups(source, [(group, party) for group, size in enumerate(sizes) for party in range(1, size + 1)])
    return summary(weaver.woven(), None, {}).left_out


def test_one_line_that_is_too_large_is_named_with_its_size():
    [said] = left_out(LARGEST_GROUP + 1)

    assert said.startswith("Een programmalijn met 151 partners in deze keuze tekent geen banden. Boven de 150 ")


def test_many_lines_that_are_too_large_are_told_in_one_sentence():
    [said] = left_out(LARGEST_GROUP + 1, LARGEST_GROUP + 50, LARGEST_GROUP + 9)

    assert said.startswith("3 programmalijnen, met 151 tot 200 partners in deze keuze, tekenen geen banden.")


def test_events_that_are_too_large_are_told_apart_from_lines():
    [said] = left_out(LARGEST_GROUP + 1, LARGEST_GROUP + 1, source=Source.EVENT)

    assert said.startswith("2 bijeenkomsten, met 151 partijen in deze keuze, tekenen geen banden.")


def test_where_nobody_has_a_tie_no_largest_part_is_told():
    graph = Weaver(Who.ORGANISATIONS, [1, 2]).woven()
    whole = {"components": 2, "isolated": 2, "largest": 1, "diameter": None}

    assert summary(graph, whole, {}).sentences[-1] == "Geen van hen heeft een band in deze keuze."
