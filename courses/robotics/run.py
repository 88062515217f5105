"""Engine 1: carries a program out in its cell and judges it. Deterministic, bounded, and never an exception."""

from __future__ import annotations

from collections.abc import Collection

from courses.robotics.cell import Cell
from courses.robotics.cell_parsing import CellError, parse_cell
from courses.robotics.failures import (
    CELL_REFUSED,
    ENDLESS,
    NOT_REACHED,
    OP_NOT_ALLOWED,
    PROGRAM_REFUSED,
    UNKNOWN_NAME,
    UNKNOWN_POINT,
    WAIT_TIMEOUT,
    Failed,
)
from courses.robotics.goals import judge
from courses.robotics.machine import LOOP_TIME, Machine
from courses.robotics.names import unknown_name
from courses.robotics.parsing import parse
from courses.robotics.program import (
    All,
    Any_,
    Body,
    Call,
    Condition,
    Grip,
    HoldingIs,
    If,
    InputIs,
    Instruction,
    Move,
    Not,
    PalletFull,
    Program,
    ProgramError,
    Release,
    Repeat,
    SensorIs,
    SetOutput,
    Wait,
    WaitUntil,
    While,
    op_of,
)
from courses.robotics.result import Failure, GoalResult, Result

ENGINE = "1"
MAX_STEPS = 200_000
MAX_CALLS = 16
# So many steps in a row without the arm doing anything, and it never will.
MAX_IDLE = 20_000


def check(program: object, cell: object, ops: Collection[str] | None = None) -> Result:
    """Judges `program` in `cell`; whatever they are, the answer is a Result."""
    try:
        parsed_cell = parse_cell(cell)
    except CellError as error:
        return _refused(Failure(CELL_REFUSED, None, 0.0, {"problems": error.problems[:5]}), None)
    try:
        parsed = parse(program)
    except ProgramError as error:
        detail = {"reason": error.reason, "path": error.path, **error.detail}
        return _refused(Failure(PROGRAM_REFUSED, error.block, 0.0, detail), parsed_cell)
    for instruction in parsed.instructions():
        if ops is not None and op_of(instruction) not in ops:
            failure = Failure(OP_NOT_ALLOWED, instruction.id, 0.0, {"op": op_of(instruction)})
            return _refused(failure, parsed_cell)
        unknown = unknown_name(instruction, parsed, parsed_cell)
        if unknown is not None:
            code = UNKNOWN_POINT if unknown["kind"] == "point" else UNKNOWN_NAME
            return _refused(Failure(code, instruction.id, 0.0, unknown), parsed_cell)
    try:
        machine = Machine(parsed_cell)
    except Failed as failed:
        problem = {"path": f"points.{parsed_cell.home}", "code": failed.code}
        return _refused(Failure(CELL_REFUSED, None, 0.0, {"problems": [problem]}), parsed_cell)
    return _Run(parsed, machine).result()


def _refused(failure: Failure, cell: Cell | None) -> Result:
    """The result of a program that wasn't started."""
    goals = cell.goals if cell else ()
    return Result(ENGINE, tuple(GoalResult(goal.id, goal.kind, False) for goal in goals), failure, 0.0, 0)


class _Run:
    def __init__(self, program: Program, machine: Machine) -> None:
        self.program, self.machine = program, machine
        self.steps = 0
        self.idle = 0
        self.calls = 0

    def result(self) -> Result:
        machine = self.machine
        failure: Failure | None = None
        try:
            contact = machine.sweep().at_rest(machine.joints, machine.world.bodies())
            if contact is not None:
                problem = {"path": f"points.{machine.cell.home}", "code": "collision", "with": contact.with_}
                raise Failed(CELL_REFUSED, problems=[problem])
            self.body(self.program.main)
        except Failed as failed:
            failure = Failure(failed.code, machine.block, round(machine.time, 3), failed.detail)
            machine.note("failed", failure=failed.code, **failed.detail)
        goals = judge(
            machine.cell.goals,
            machine.world,
            failed=failure.code if failure else None,
            time=round(machine.time, 3),
            at_home=machine.at_home(),
            outputs=machine.outputs,
        )
        missed = [{"id": goal.id, "kind": goal.kind, **goal.detail} for goal in goals if not goal.passed]
        if failure is None:
            machine.block = None
            machine.note("finished", reached=not missed)
            if missed:
                failure = Failure(NOT_REACHED, None, round(machine.time, 3), {"goals": missed})
        return Result(
            ENGINE, goals, failure, round(machine.time, 3), self.steps, machine.finish(), tuple(machine.log)
        )

    def step(self) -> None:
        self.steps += 1
        self.idle += 1
        if self.steps > MAX_STEPS:
            raise Failed(ENDLESS, reason="steps", limit=MAX_STEPS)
        if self.idle > MAX_IDLE:
            raise Failed(ENDLESS, reason="idle", limit=MAX_IDLE)

    def body(self, body: Body) -> None:
        for instruction in body:
            self.step()
            self.machine.start_block(instruction.id)
            self.instruction(instruction)
            self.machine.feed()

    def instruction(self, instruction: Instruction) -> None:
        machine = self.machine
        match instruction:
            case Move():
                self.idle = 0
                machine.move(instruction)
            case Grip():
                self.idle = 0
                machine.grip()
            case Release():
                self.idle = 0
                machine.release()
            case Wait(seconds=seconds):
                machine.pass_time(seconds)
                machine.note("waited", seconds=seconds)
            case WaitUntil():
                self.wait_until(instruction)
            case SetOutput(output=output, to=value):
                machine.set_output(output, value)
            case Repeat(times=times, body=body):
                for _ in range(times):
                    self.again(instruction.id)
                    self.body(body)
            case While(condition=condition, body=body):
                while self.holds(condition):
                    self.again(instruction.id)
                    self.body(body)
                    machine.start_block(instruction.id)
            case If(condition=condition, then=then, otherwise=otherwise):
                self.body(then if self.holds(condition) else otherwise)
            case Call(procedure=procedure):
                self.call(procedure)

    def again(self, block: str) -> None:
        """One more round of a loop: it takes a moment, in which the world goes on."""
        self.step()
        self.machine.start_block(block)
        self.machine.pass_time(LOOP_TIME)
        self.machine.feed()

    def call(self, procedure: str) -> None:
        if self.calls >= MAX_CALLS:
            raise Failed(ENDLESS, reason="calls", limit=MAX_CALLS)
        self.calls += 1
        self.body(self.program.procedures[procedure])
        self.calls -= 1

    def wait_until(self, wait: WaitUntil) -> None:
        machine = self.machine
        begin = machine.time
        last = begin + wait.timeout
        while not self.holds(wait.until):
            self.step()
            event = machine.next_event()
            if event is None or event > last:
                machine.pass_time(max(last - machine.time, 0.0))
                raise Failed(WAIT_TIMEOUT, timeout=wait.timeout)
            machine.pass_time(max(event - machine.time, 0.0))
            machine.feed()
        machine.note("waited", seconds=round(machine.time - begin, 3))

    def holds(self, condition: Condition) -> bool:
        self.step()
        machine = self.machine
        match condition:
            case SensorIs(sensor=name, value=value):
                sensor = next(one for one in machine.cell.sensors if one.id == name)
                part = machine.world.seen(sensor, machine.tcp())
                if isinstance(value, bool):
                    return (part is not None) == value
                return (part.thing.colour if part else "none") == value
            case InputIs(input=name, value=value):
                return machine.input(name) == value
            case HoldingIs(value=value):
                return (machine.world.held is not None) == value
            case PalletFull(pallet=name):
                pallet = next(one for one in machine.cell.pallets if one.id == name)
                return machine.world.full(pallet)
            case Not(condition=inner):
                return not self.holds(inner)
            case All(conditions=conditions):
                return all(self.holds(inner) for inner in conditions)
            case Any_(conditions=conditions):
                return any(self.holds(inner) for inner in conditions)


__all__ = ["ENGINE", "check"]
