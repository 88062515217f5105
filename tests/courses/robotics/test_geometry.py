"""Distances, against looking at very many places; and that a collision is found wherever it is."""

from math import hypot, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.robotics.geometry import segment_box, segment_cylinder, segment_segment

number = st.floats(-300, 300).map(lambda item: round(item, 2))
point = st.tuples(number, number, number)
half = st.tuples(*[st.floats(1, 150).map(lambda item: round(item, 2))] * 3)
PLACES = 400


def along(p, q):
    return [tuple(a + (b - a) * at / PLACES for a, b in zip(p, q, strict=True)) for at in range(PLACES + 1)]


def length(p, q):
    return sqrt(sum((a - b) ** 2 for a, b in zip(p, q, strict=True)))


@settings(max_examples=150, deadline=None)
@given(point, point, half)
def test_distance_to_a_box_is_that_of_the_nearest_place(p, q, half):
    looked = min(
        sqrt(sum(max(abs(a) - h, 0) ** 2 for a, h in zip(place, half, strict=True))) for place in along(p, q)
    )

    assert looked - length(p, q) / PLACES - 1e-9 <= segment_box(p, q, half) <= looked + 1e-9


@settings(max_examples=150, deadline=None)
@given(point, point, st.floats(1, 150), st.floats(1, 150))
def test_distance_to_a_cylinder_is_that_of_the_nearest_place(p, q, radius, height):
    looked = min(hypot(max(hypot(x, y) - radius, 0), max(abs(z) - height, 0)) for x, y, z in along(p, q))

    assert looked - length(p, q) / PLACES - 1e-9 <= segment_cylinder(p, q, radius, height) <= looked + 0.011


@settings(max_examples=50, deadline=None)
@given(point, point, point, point)
def test_distance_of_two_segments_is_that_of_the_nearest_places(p, q, r, s):
    found = segment_segment(p, q, r, s)

    looked = min(length(a, b) for a in along(p, q)[::8] for b in along(r, s)[::8])
    assert found <= looked + 1e-6
    assert found >= looked - (length(p, q) + length(r, s)) / PLACES * 8 - 1e-6


def test_distances_of_simple_cases():
    assert segment_box((-100, 0, 30), (100, 0, 30), (10, 10, 10)) == pytest.approx(20)
    assert segment_box((-100, 0, 5), (100, 0, 5), (10, 10, 10)) == 0
    assert segment_box((20, 20, 0), (20, 20, 0), (10, 10, 10)) == pytest.approx(sqrt(200))
    assert segment_cylinder((30, 0, -5), (30, 0, 5), 10, 50) == pytest.approx(20)
    assert segment_segment((0, 0, 0), (10, 0, 0), (5, 5, -5), (5, 5, 5)) == pytest.approx(5)
