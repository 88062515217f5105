"""Programs and cells for hypothesis: well-formed ones for the cell of the tests, and arbitrary JSON."""

from hypothesis import strategies as st

CELL = {
    "version": 1,
    "robot": {"model": "arm6", "base": {"x": 0, "y": 0, "z": 0, "rz": 180}},
    "home": "home",
    "points": {
        "home": {"joints": [-15.835, -103.735, 99.306, -85.571, -90, -105.835]},
        "A": {"pose": {"x": 450, "y": -200, "z": 20, "rx": 180, "ry": 0, "rz": 0}},
        "B": {"pose": {"x": 450, "y": 200, "z": 24, "rx": 180, "ry": 0, "rz": 0}},
        "far": {"pose": {"x": 2000, "y": 0, "z": 0, "rx": 180, "ry": 0, "rz": 0}},
    },
    "solids": [
        {
            "id": "table",
            "kind": "table",
            "shape": "box",
            "size": [1100, 1100, 30],
            "at": {"x": 300, "y": 0, "z": -30},
        }
    ],
    "parts": [{"id": "block", "colour": "red", "at": {"x": 450, "y": -200, "z": 0}}],
    "feeders": [{"id": "feeder", "at": {"x": 300, "y": -350, "z": 4}, "parts": ["red", "blue"], "interval": 1}],
    "bins": [{"id": "bin", "at": {"x": 300, "y": 350, "z": 0}, "size": [150, 150, 60], "accepts": ["red"]}],
    "pallets": [
        {"id": "pallet", "at": {"x": 450, "y": 200, "z": 4}, "rows": 1, "columns": 2, "pitch": [80, 80, 40]}
    ],
    "sensors": [
        {"id": "eye", "kind": "colour", "at": {"x": 450, "y": -200, "z": 0}, "size": [60, 60, 60]},
        {"id": "seen", "kind": "presence", "at": {"x": 300, "y": -350, "z": 0}, "size": [60, 60, 60]},
    ],
    "inputs": [{"id": "start", "value": False, "changes": [[2, True]]}],
    "outputs": [{"id": "lamp"}],
    "goals": [{"id": "placed", "kind": "placed", "in": "pallet", "count": 1}],
}

names = st.sampled_from(["A", "B", "home", "far", "pallet", "eye", "seen", "lamp", "start", "p", "q", "nobody"])
speeds = st.one_of(st.none(), st.integers(1, 180))
heights = st.sampled_from([0, 5, 80, 120.5, 300])

targets = st.one_of(
    st.builds(
        lambda name, above: {"point": name, "above": above}, st.sampled_from(["A", "B", "home", "far"]), heights
    ),
    st.builds(lambda above: {"pallet": "pallet", "above": above}, heights),
    st.builds(
        lambda x, y, z, turn: {"pose": {"x": x, "y": y, "z": z, "rx": 180, "ry": 0, "rz": turn}},
        st.integers(-600, 600),
        st.integers(-600, 600),
        st.integers(-50, 500),
        st.integers(-180, 180),
    ),
)

conditions = st.recursive(
    st.one_of(
        st.builds(
            lambda value: {"sensor": "eye", "is": value},
            st.sampled_from([True, False, "red", "none", "blauw-groen"]),
        ),
        st.builds(lambda value: {"sensor": "seen", "is": value}, st.booleans()),
        st.builds(lambda value: {"input": "start", "is": value}, st.booleans()),
        st.builds(lambda value: {"holding": value}, st.booleans()),
        st.just({"pallet_full": "pallet"}),
    ),
    lambda inner: st.one_of(
        st.builds(lambda one: {"not": one}, inner),
        st.builds(
            lambda key, several: {key: several},
            st.sampled_from(["all", "any"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
    ),
    max_leaves=5,
)


def move(op, to, speed):
    return {"op": op, "to": to} | ({"speed": speed} if speed else {})


simple = st.one_of(
    st.builds(move, st.sampled_from(["moveJ", "moveL"]), targets, speeds),
    st.just({"op": "grip"}),
    st.just({"op": "release"}),
    st.builds(lambda seconds: {"op": "wait", "seconds": seconds}, st.sampled_from([0, 0.25, 3])),
    st.builds(
        lambda until, timeout: {"op": "wait", "until": until, "timeout": timeout}, conditions, st.integers(0, 5)
    ),
    st.builds(lambda to: {"op": "set", "output": "lamp", "to": to}, st.booleans()),
    st.builds(lambda name: {"op": "call", "procedure": name}, st.sampled_from(["p", "q"])),
)
bodies = st.recursive(
    st.lists(simple, max_size=4),
    lambda inner: st.lists(
        st.one_of(
            simple,
            st.builds(
                lambda times, body: {"op": "repeat", "times": times, "body": body}, st.integers(0, 4), inner
            ),
            st.builds(lambda one, body: {"op": "while", "if": one, "body": body}, conditions, inner),
            st.builds(
                lambda one, then, other: {"op": "if", "if": one, "then": then, "else": other},
                conditions,
                inner,
                inner,
            ),
        ),
        max_size=3,
    ),
    max_leaves=8,
)


def numbered(body, count):
    """The instructions with an id each."""
    found = []
    for instruction in body:
        count[0] += 1
        kept = {"id": f"b{count[0]}", **instruction}
        for key in ("body", "then", "else"):
            if key in kept:
                kept[key] = numbered(kept[key], count)
        found.append(kept)
    return found


def program(main, one, other):
    count = [0]
    return {
        "version": 1,
        "main": numbered(main, count),
        "procedures": {"p": numbered(one, count), "q": numbered(other, count)},
    }


programs = st.builds(program, bodies, bodies, bodies)
anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=20),
        st.sampled_from(["moveJ", "if", "A", 10**400, float("nan")]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(
                st.text(max_size=8), st.sampled_from(["version", "main", "id", "op", "to", "is", "all", "cell"])
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=25,
)
