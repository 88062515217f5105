"""Charts and laid-out JSON: pure."""

import json

import pytest

from lms.lrs.admin.charts import HEIGHT, LABELS, LEFT, WIDTH, Value, bar_chart, round_up
from lms.lrs.content.indenting import indented


def test_bars_stand_on_each_other_and_in_the_frame() -> None:
    chart = bar_chart([Value("ma", (3, 1), "m"), Value("di", (0, 0), "d"), Value("wo", (0, 2), "w")])
    assert [(bar.series, bar.title) for bar in chart.bars] == [(0, "ma: 4"), (1, "ma: 4"), (1, "wo: 2")]
    low, high, _other = chart.bars
    assert high.y + high.height == pytest.approx(low.y, abs=0.02)
    assert low.height == pytest.approx(3 * high.height, abs=0.05)
    assert all(bar.x >= LEFT and bar.x + bar.width <= WIDTH and 0 <= bar.y <= HEIGHT for bar in chart.bars)
    assert (chart.total, [line.text for line in chart.lines]) == (6, ["0", "2", "4"])


def test_chart_of_nothing_has_an_axis_and_no_bars() -> None:
    chart = bar_chart([])
    assert (chart.bars, chart.total, [line.text for line in chart.lines]) == ((), 0, ["0", "1", "2"])


def test_many_values_have_few_labels() -> None:
    chart = bar_chart([Value(str(number), (1,), str(number)) for number in range(48)])
    assert len(chart.ticks) <= LABELS


@pytest.mark.parametrize(("number", "top"), [(0, 2), (2, 2), (3, 4), (5, 10), (10, 10), (11, 20), (999, 1000)])
def test_axis_ends_at_a_round_number(number: int, top: int) -> None:
    assert round_up(number) == top


@pytest.mark.parametrize(
    "text", ['{"a":1.00e2,"b":[],"c":{},"d":[1,{"e":"x,\\"{y"}]}', '[ 1 , "a\\ud800b" ]', "true", '"a: b"']
)
def test_laid_out_json_is_the_same_json(text: str) -> None:
    laid_out = indented(text)
    assert json.loads(laid_out) == json.loads(text)
    outside = "".join(laid_out.split())
    assert outside == "".join(text.split())


def test_laid_out_json_has_a_line_for_each_member() -> None:
    assert indented('{"a":[1,2],"b":{}}') == '{\n  "a": [\n    1,\n    2\n  ],\n  "b": {}\n}'
