from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.public.facets import Entry, chosen_values, count_values, duration_of, fits

VALUES = {"topic": ["robotics", "data", "lean"], "form": ["online", "blended"]}

entries = st.lists(
    st.builds(
        Entry,
        key=st.uuids(),
        values=st.fixed_dictionaries(
            {name: st.frozensets(st.sampled_from(values), min_size=1) for name, values in VALUES.items()}
        ),
    ),
    max_size=20,
)
choices = st.fixed_dictionaries(
    {}, optional={name: st.frozensets(st.sampled_from(v)) for name, v in VALUES.items()}
)


@pytest.mark.parametrize(
    ("hours", "name"), [("0.5", "2"), ("2", "2"), ("2.1", "4"), ("4", "4"), ("8", "8"), ("8.5", "more")]
)
def test_duration_of_hours_is_the_first_range_that_holds_them(hours: str, name: str) -> None:
    assert duration_of(Decimal(hours)) == name


def test_chosen_values_leave_out_what_no_module_has() -> None:
    entry = Entry(UUID(int=1), {"topic": frozenset({"data"})})

    asked = {"topic": ["data", "<script>"], "form": ["x"], "unknown": ["y"]}

    assert chosen_values(asked, [entry]) == {"topic": frozenset({"data"})}


@given(entries, choices)
def test_count_of_a_value_is_what_choosing_it_alone_shows(
    found: list[Entry], asked: dict[str, frozenset[str]]
) -> None:
    chosen = chosen_values(asked, found)
    for facet in VALUES:
        for value, count in count_values(found, chosen, facet).items():
            alone = {**chosen, facet: frozenset({value})}
            assert count == sum(fits(entry, alone) for entry in found)


@given(entries, choices)
def test_fits_grows_within_a_facet_and_shrinks_with_another(
    found: list[Entry], asked: dict[str, frozenset[str]]
) -> None:
    chosen = chosen_values(asked, found)
    shown = {entry.key for entry in found if fits(entry, chosen)}
    for facet in chosen:
        fewer = {name: values for name, values in chosen.items() if name != facet}
        assert shown <= {entry.key for entry in found if fits(entry, fewer)}
