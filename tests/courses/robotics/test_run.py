"""What the engine says about programs in a small cell: each way to fail, with its block, moment and detail."""

import pytest

from courses.robotics import check, from_text, scenario_cell
from tests.courses.robotics.strategies import CELL

PICK = "moveJ(A, above=80)\nmoveL(A)\ngrip()\nmoveL(A, above=80)\n"


def run(text, ops=None, **changes):
    return check(from_text(text), scenario_cell(CELL, {"changes": changes}), ops=ops)


def failure(text, ops=None, **changes):
    found = run(text, ops, **changes).failure
    return found and (found.code, found.block, found.detail)


def code(text, **changes):
    found = run(text, **changes).failure
    return found and found.code


def post(x, y, height=200, width=30):
    solid = {"id": "post", "kind": "post", "shape": "cylinder", "size": [width, height]}
    return [*CELL["solids"], {**solid, "at": {"x": x, "y": y, "z": 0}}]


def test_block_placed_passes_with_its_time_and_its_log():
    result = run(PICK + "moveJ(B, above=80)\nmoveL(B)\nrelease()\nmoveL(B, above=80)\n")

    assert result.passed
    assert result.score == 1
    assert [(goal.id, goal.passed, goal.detail) for goal in result.goals] == [
        ("placed", True, {"placed": 1, "count": 1})
    ]
    assert [entry["code"] for entry in result.log] == [
        *("fed", "moved", "moved", "gripped", "moved", "moved", "moved", "released", "placed", "moved", "finished")
    ]
    assert result.trace.parts["block"][0] == [0.0, "world", 450.0, -200.0, 0.0, 0.0, 0.0, 0.0]
    assert [keyframe[1] for keyframe in result.trace.parts["block"]] == ["world", "tool", "world"]
    assert result.trace.parts["block"][-1][2:5] == [450.0, 200.0, 4.0]
    assert len(result.trace.joints) == pytest.approx(result.cycle_time / 0.05, abs=2)


def test_names_that_stand_for_nothing_are_told_before_anything_moves():
    assert failure("grip()\nmoveJ(nowhere)\n") == ("unknown_point", "l2", {"kind": "point", "name": "nowhere"})
    assert failure("set(horn, on)\n") == ("unknown_name", "l1", {"kind": "output", "name": "horn"})
    assert failure("call(dance)\n") == ("unknown_name", "l1", {"kind": "procedure", "name": "dance"})
    assert failure("while sensor(nose):\n  grip()\n")[2] == {"kind": "sensor", "name": "nose"}
    assert failure("moveL(pallet(heap))\n")[2] == {"kind": "pallet", "name": "heap"}
    assert failure("wait_until(not input(go), timeout=1)\n")[2] == {"kind": "input", "name": "go"}
    assert run("grip()\nmoveJ(nowhere)\n").steps == 0


def test_blocks_that_the_exercise_does_not_have_are_refused():
    assert failure("moveJ(A, above=80)\nrepeat 2:\n  grip()\n", ops=["moveJ", "grip"]) == (
        "op_not_allowed",
        "l2",
        {"op": "repeat"},
    )


def test_point_out_of_reach_is_told_at_its_block():
    assert failure("moveJ(A, above=80)\nmoveL(far)\n") == ("out_of_reach", "l2", {})
    assert code("moveL(pose(450, 0, 1200, 180, 0, 0))\n") == "out_of_reach"


def test_line_through_a_singular_place_stops_there():
    # Over the arm's own foot, with the hand turned until the wrist is straight, and as far as it reaches.
    over = "moveJ(pose(0, 300, 500, 180, 0, 0))\nmoveL(pose(0, -300, 500, 180, 0, 0))\n"
    wrist = "moveL(pose(450, 350, 400, -90, 0, 0))\n"

    assert failure(over) == ("singularity", "l2", {"kind": "shoulder"})
    assert failure(wrist, bins=[]) == ("singularity", "l1", {"kind": "wrist"})
    assert run(over).failure.at > 1
    assert code(over.replace("moveL", "moveJ")) == "not_reached"


def test_arm_tool_and_carried_part_collide_each_by_its_name():
    tool = failure("moveJ(A, above=80)\nmoveL(pose(450, 0, 60, 180, 0, 0))\n", solids=post(450, -20, 120))
    part = failure(PICK + "moveL(pose(450, 0, 60, 180, 0, 0))\n", solids=post(450, 0, height=45))
    arm = failure("moveJ(pose(300, 300, 300, 180, 0, 0))\n", solids=post(200, 300, height=900))

    assert tool == ("collision", "l2", {"what": "tool", "with": "post"})
    assert part == ("collision", "l5", {"what": "part", "with": "post"})
    assert arm == ("collision", "l1", {"what": "arm", "with": "post"})


def test_collision_with_the_table_other_parts_and_the_arm_itself():
    into_table = failure("moveL(pose(450, 0, 5, 180, 0, 0))\n")
    block = failure("moveJ(pose(450, -300, 20, 180, 0, 0))\nmoveL(pose(450, -200, 20, 180, 0, 0))\n")
    itself = failure("moveL(pose(450, 300, 400, 90, 0, 0))\n", bins=[])

    assert into_table == ("collision", "l1", {"what": "tool", "with": "table"})
    assert block == ("collision", "l2", {"what": "tool", "with": "block"})
    assert itself == ("collision", "l1", {"what": "tool", "with": "arm"})


def test_just_beside_passes_and_just_inside_collides():
    # The gripper's body is 36 mm thick about its axis, the post 15 mm; 0.97 mm is the margin.
    there = "moveJ(pose(450, -100, 150, 180, 0, 0))\nmoveL(pose(450, 100, 150, 180, 0, 0))\n"

    assert code(there, solids=post(450 + 36 + 15 + 1, 0, height=240)) == "not_reached"
    assert code(there, solids=post(450 + 36 + 15 - 1, 0, height=240)) == "collision"


def test_speed_in_the_zone_is_that_of_the_hand():
    zone = {"at": {"x": 450, "y": 60, "z": 0}, "size": [300, 200, 240], "limit": 250}
    line = "moveJ(A, above=80)\nmoveL(B, above=80, speed={})\n"

    assert code(line.format(251), zone=zone) == "not_reached"
    assert code(line.format(250), zone=zone) == "not_reached"
    assert failure(line.format(253), zone=zone) == ("zone_speed", "l2", {"speed": 253, "limit": 250})
    assert code("moveJ(A, above=80)\nmoveJ(B, above=80, speed=90)\n", zone=zone) == "zone_speed"
    assert code("moveJ(A, above=80)\nmoveJ(B, above=80, speed=20)\n", zone=zone) == "not_reached"


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("moveJ(A, above=80)", "too_high"),
        ("moveL(pose(465, -200, 20, 180, 0, 0))", "off_centre"),
        ("moveL(pose(450, -200, 20, 180, 0, 30))", "askew"),
        ("moveJ(B, above=200)", "nothing_near"),
    ],
)
def test_nothing_to_grip_says_why(where, reason):
    found = failure(f"moveJ(A, above=120)\n{where}\ngrip()\n".replace("moveL", "moveJ"), solids=[])

    assert found[:2] == ("nothing_to_grip", "l3")
    assert found[2]["reason"] == reason


def test_nothing_to_grip_says_how_far_off():
    detail = failure("moveJ(A, above=120)\nmoveL(pose(465, -200, 26, 180, 0, 0))\ngrip()\n", solids=[])[2]

    assert (detail["part"], detail["dx"], detail["dy"], detail["dz"]) == ("block", 15.0, 0.0, 6.0)


def test_part_wider_than_the_jaws_is_not_gripped():
    wide = [{"id": "slab", "colour": "red", "size": [100, 100, 20], "at": {"x": 450, "y": -200, "z": 0}}]

    assert failure("moveL(pose(450, -200, 32, 180, 0, 0))\ngrip()\n", parts=wide)[2]["reason"] in (
        "too_wide",
        "too_high",
    )


def test_full_gripper_does_not_grip_again():
    assert failure(PICK + "grip()\n") == ("gripper_full", "l5", {"part": "block"})


def test_part_let_go_in_the_air_is_dropped():
    assert failure(PICK + "release()\n") == (
        "dropped",
        "l5",
        {"part": "block", "reason": "too_high", "height": 80.0},
    )
    assert failure(PICK + "moveL(pose(450, -200, 24, 180, 0, 0))\nrelease()\n")[0] == "not_reached"
    nothing = [{**CELL["solids"][0], "size": [500, 300, 30], "at": {"x": 450, "y": -250, "z": -30}}]
    beside = failure(PICK + "moveJ(pose(300, 300, 130, 180, 0, 0))\nrelease()\n", solids=nothing, bins=[])
    assert beside == ("dropped", "l6", {"part": "block", "reason": "no_support", "height": None})


def test_bin_takes_its_colours_only():
    into = PICK + "moveJ(pose(300, 350, 100, 180, 0, 0))\nrelease()\n"
    blue = [{**CELL["parts"][0], "colour": "blue"}]

    assert failure(into)[0] == "not_reached"
    assert failure(into, parts=blue) == (
        "wrong_place",
        "l6",
        {"part": "block", "colour": "blue", "accepts": ["red"], "in": "bin"},
    )


def test_pallet_that_is_full_has_no_next_place():
    full = [
        {"id": f"there{at}", "colour": "red", "at": {"x": 450, "y": y, "z": 4}} for at, y in enumerate((200, 280))
    ]

    assert failure("moveJ(pallet(pallet), above=80)\n", parts=full) == ("pallet_full", "l1", {"pallet": "pallet"})
    assert code("if pallet_full(pallet):\n    wait(1)\n", parts=full) is None


def test_pallet_place_stays_until_the_next_part_is_gripped():
    result = run(
        PICK
        + "moveJ(pallet(pallet), above=80)\nmoveL(pallet(pallet))\nrelease()\nmoveL(pallet(pallet), above=80)\n"
    )

    moved = [entry["detail"] for entry in result.log if entry["code"] == "moved"]
    assert result.passed
    assert moved[-1] == {"kind": "moveL", "x": 450.0, "y": 200.0, "z": 104.0}


def test_waiting_ends_when_it_happens_or_fails_in_time():
    result = run("wait_until(input(start), timeout=5)\nwait_until(sensor(seen), timeout=1)\n")

    assert [entry["detail"] for entry in result.log if entry["code"] == "waited"] == [
        {"seconds": 2.0},
        {"seconds": 0.0},
    ]
    assert failure("wait_until(holding(), timeout=1.5)\n") == ("wait_timeout", "l1", {"timeout": 1.5})
    assert run("wait_until(holding(), timeout=1.5)\n").failure.at == 1.5


def test_feeder_lays_the_next_part_some_time_after_the_last_one_is_taken():
    feeder = "pose(300, -350, {}, 180, 0, 0)"
    there, down, up = (feeder.format(height) for height in (100, 24, 150))
    take = f"moveJ({there})\nmoveL({down})\ngrip()\nmoveL({up})\n"
    result = run(take + "moveJ(A, above=150)\nwait_until(sensor(seen), timeout=5)\n")

    fed = [(entry["detail"]["part"], entry["at"]) for entry in result.log if entry["code"] == "fed"]
    gripped = next(entry["at"] for entry in result.log if entry["code"] == "gripped")
    assert [part for part, _at in fed] == ["feeder-1", "feeder-2"]
    assert fed[1][1] >= gripped + 1


def test_sensors_see_presence_and_colour():
    lamp = "if {}:\n    set(lamp, on)\n"

    def lit(condition, **changes):
        return bool([entry for entry in run(lamp.format(condition), **changes).log if entry["code"] == "output"])

    assert lit("sensor(eye)")
    assert lit("sensor(eye) == red")
    assert lit("sensor(eye) == none", parts=[])
    assert not lit("sensor(eye) == blue")
    assert not lit("sensor(eye)", parts=[])
    assert lit("sensor(eye) == red and not holding()")
    assert lit("sensor(eye) == blue or sensor(seen)")


def test_endless_programs_end():
    idle = {"reason": "idle", "limit": 20_000}
    assert failure("while not holding():\n    set(lamp, on)\n") == ("endless", "l1", idle)
    asks = " or ".join(["holding()"] * 100)
    busy = f"while not holding():\n    moveJ(A, above=80)\n    if {asks}:\n        pass\n"
    assert failure(busy)[2] == {"reason": "steps", "limit": 200_000}
    assert failure("call(p)\n\nprocedure p:\n    call(p)\n") == ("endless", "l4", {"reason": "calls", "limit": 16})
    assert failure("repeat 1000:\n    wait(10)\n") == ("too_long", "l2", {"reason": "time", "limit": 600.0})
    assert run("repeat 1000:\n    wait(10)\n").failure.at == 600


def test_log_and_trace_of_a_run_are_bounded():
    lines = ["set(lamp, on)", "set(lamp, off)"] * 30
    result = run("repeat 1000:\n    moveJ(A, above=80)\n    " + "\n    ".join(lines) + "\n")

    assert len(result.log) == 20_000
    assert len(result.trace.outputs) == 20_000


def test_work_of_a_run_is_bounded(monkeypatch):
    monkeypatch.setattr("courses.robotics.collision.MAX_LOOKS", 500)

    assert failure("repeat 1000:\n    moveJ(A, above=80)\n    moveJ(B, above=80)\n")[2] == {"reason": "work"}


def test_goals_of_time_home_and_output_are_judged_at_the_end():
    goals = [
        {"id": "quick", "kind": "cycle_time", "at_most": 2},
        {"id": "home_again", "kind": "at_home"},
        {"id": "lit", "kind": "output", "output": "lamp", "is": True},
    ]

    def reached(text):
        return {goal.id for goal in run(text, goals=goals).goals if goal.passed}

    assert reached("set(lamp, on)\n") == {"quick", "home_again", "lit"}
    assert reached("wait(3)\n") == {"home_again"}
    assert reached("moveJ(A, above=80)\n") == {"quick"}
    assert code("set(lamp, on)\n", goals=goals) is None
    assert run("wait(3)\n", goals=goals).score == pytest.approx(1 / 3)


def test_cell_that_can_not_be_used_is_refused_with_what_is_wrong():
    assert check({"version": 1, "main": []}, {}).failure.code == "cell_refused"
    assert failure("grip()\n", home="nowhere")[2]["problems"] == [{"path": "home", "code": "unknown_point"}]
    assert failure("grip()\n", home="far")[2]["problems"] == [{"path": "points.far", "code": "out_of_reach"}]
    inside = [{**CELL["solids"][0], "size": [1100, 1100, 600]}]
    assert failure("grip()\n", solids=inside)[2]["problems"][0]["code"] == "collision"
    goal = [{"id": "g", "kind": "placed", "in": "nowhere"}]
    assert failure("grip()\n", goals=goal)[2]["problems"] == [{"path": "goals[0].in", "code": "unknown_name"}]


@pytest.mark.parametrize("turn", [0, 90, -90, 180])
def test_home_that_is_a_pose_is_taken_with_the_elbow_up(turn):
    pose = {"x": 420, "y": 40, "z": 280, "rx": 180, "ry": 0, "rz": turn}
    points = CELL["points"] | {"home": {"pose": pose}}

    shoulder, elbow = run("", points=points).trace.joints[0][1:3]

    assert code("", points=points) == "not_reached"
    assert -150 < shoulder < -60
    assert elbow > 60


def test_engine_that_there_is_not_is_an_error():
    with pytest.raises(KeyError):
        check({"version": 1, "main": []}, CELL, engine="0")
