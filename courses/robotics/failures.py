"""Why a program fails: stable codes; the sentences are the screen's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from courses.robotics.motion import Motion

PROGRAM_REFUSED = "program_refused"
OP_NOT_ALLOWED = "op_not_allowed"
CELL_REFUSED = "cell_refused"
UNKNOWN_POINT = "unknown_point"
UNKNOWN_NAME = "unknown_name"
OUT_OF_REACH = "out_of_reach"
JOINT_LIMIT = "joint_limit"
SINGULARITY = "singularity"
COLLISION = "collision"
ZONE_SPEED = "zone_speed"
NOTHING_TO_GRIP = "nothing_to_grip"
GRIPPER_FULL = "gripper_full"
DROPPED = "dropped"
WRONG_PLACE = "wrong_place"
PALLET_FULL = "pallet_full"
WAIT_TIMEOUT = "wait_timeout"
ENDLESS = "endless"
TOO_LONG = "too_long"
NOT_REACHED = "not_reached"

CODES = (
    PROGRAM_REFUSED,
    OP_NOT_ALLOWED,
    CELL_REFUSED,
    UNKNOWN_POINT,
    UNKNOWN_NAME,
    OUT_OF_REACH,
    JOINT_LIMIT,
    SINGULARITY,
    COLLISION,
    ZONE_SPEED,
    NOTHING_TO_GRIP,
    GRIPPER_FULL,
    DROPPED,
    WRONG_PLACE,
    PALLET_FULL,
    WAIT_TIMEOUT,
    ENDLESS,
    TOO_LONG,
    NOT_REACHED,
)


class Failed(Exception):
    """Ends a run; who runs it knows the block and the moment. `after` s of `motion` are still carried out."""

    def __init__(self, code: str, **detail: Any) -> None:
        super().__init__(code)
        self.code = code
        self.motion: Motion | None = None
        self.after = 0.0
        self.detail = detail
