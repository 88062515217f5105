"""The text form of a program: both ways the same program, and problems told line by line."""

import pytest

from courses.robotics import TextError, from_text, to_lines, to_text

EVERYTHING = """\
moveJ(above_pick)
moveL(pick, speed=100, above=80)
moveL(pose(400, 0, 120.5, 180, 0, -90))
moveL(pallet(box), above=80)
wait(0.5)
wait_until(sensor(s1), timeout=5)
set(lamp, on)
repeat 3:
    while sensor(feeder) and not pallet_full(box):
        call(pick_part)
    pass_by = 1
"""


def problems_of(text):
    with pytest.raises(TextError) as caught:
        from_text(text)
    return [(problem["line"], problem["code"]) for problem in caught.value.problems]


def test_text_becomes_the_program_and_the_same_text_again():
    text = EVERYTHING.replace("    pass_by = 1\n", "") + (
        "if sensor(colour) == red or (input(start) and holding()):\n"
        "    grip()\n"
        "else:\n"
        "    release()\n"
        "while not sensor(s1) == false:\n"
        "    pass\n"
        "\n"
        "procedure pick_part:\n"
        "    set(lamp, off)\n"
    )

    program = from_text(text)

    assert to_text(program) == text
    assert program["main"][1] == {"id": "l2", "op": "moveL", "to": {"point": "pick", "above": 80}, "speed": 100}
    assert program["main"][8]["if"] == {
        "any": [{"sensor": "colour", "is": "red"}, {"all": [{"input": "start", "is": True}, {"holding": True}]}]
    }
    assert program["main"][9]["if"] == {"not": {"sensor": "s1", "is": False}}


def test_lines_name_their_instruction():
    program = from_text("# first\nrepeat 2:\n  grip()\n\n  release() # let go\n")

    assert to_lines(program) == [("repeat 2:", "l2"), ("    grip()", "l3"), ("    release()", "l5")]


def test_problems_are_told_line_by_line():
    assert problems_of(EVERYTHING) == [(11, "expected")] or problems_of(EVERYTHING) == [(11, "unknown_word")]
    assert problems_of("grip(\nfly(away)\n  release()\nelse:\n") == [
        (1, "expected"),
        (2, "unknown_word"),
        (3, "bad_indent"),
        (4, "else_without_if"),
    ]
    assert problems_of("repeat 3:\ngrip()\n") == [(1, "empty_body")]
    assert problems_of("moveL(pick, speed=5000)\n") == [(1, "out_of_range")]
    assert problems_of("moveL(pick; 1)\n") == [(1, "unreadable")]
    assert problems_of("x" * 70_000) == [(1, "too_long")]
    assert problems_of("\n" * 2_001) == [(1, "too_long")]
    assert problems_of("fly()\n" * 100) == [(line, "unknown_word") for line in range(1, 21)]
