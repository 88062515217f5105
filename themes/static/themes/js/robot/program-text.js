// A program as text, as courses/robotics/text.py writes it; the site reads text back.

import { canonical, differences, instructionOf, kindOf, places } from "./program.js";

const INDENT = "    ";

/** @returns {[string, string | null][]} each line with the id of its instruction */
export function linesOf(program) {
  const lines = program.main.length ? body(program.main, "") : [];
  for (const [name, list] of Object.entries(program.procedures ?? {})) {
    if (lines.length) lines.push(["", null]);
    lines.push([`procedure ${name}:`, null], ...body(list, INDENT));
  }
  return lines;
}

export const textOf = (program) => linesOf(program).map(([line]) => `${line}\n`).join("");

/** The number of each instruction's line, from 1. */
export function lineNumbers(program) {
  return new Map(linesOf(program).flatMap(([, id], index) => (id === null ? [] : [[id, index + 1]])));
}

function body(list, indent) {
  return list.length ? list.flatMap((instruction) => lines(instruction, indent)) : [[`${indent}pass`, null]];
}

function lines(instruction, indent) {
  const { id, op } = instruction;
  const deeper = indent + INDENT;
  const head = (text) => [[indent + text, id]];
  switch (op) {
    case "moveJ":
    case "moveL": {
      const { to, speed } = instruction;
      const words = [target(to)];
      if (speed !== undefined && speed !== null) words.push(`speed=${number(speed)}`);
      if (to.above) words.push(`above=${number(to.above)}`);
      return head(`${op}(${words.join(", ")})`);
    }
    case "wait":
      if (!instruction.until) return head(`wait(${number(instruction.seconds)})`);
      return head(`wait_until(${condition(instruction.until)}, timeout=${number(instruction.timeout)})`);
    case "set":
      return head(`set(${instruction.output}, ${instruction.to ? "on" : "off"})`);
    case "call":
      return head(`call(${instruction.procedure})`);
    case "repeat":
      return [...head(`repeat ${number(instruction.times)}:`), ...body(instruction.body, deeper)];
    case "while":
      return [...head(`while ${condition(instruction.if)}:`), ...body(instruction.body, deeper)];
    case "if": {
      const chosen = [...head(`if ${condition(instruction.if)}:`), ...body(instruction.then, deeper)];
      return instruction.else?.length
        ? [...chosen, [`${indent}else:`, null], ...body(instruction.else, deeper)]
        : chosen;
    }
    default:
      return head(`${op}()`);
  }
}

/** As it is kept: four decimals at most. */
const number = (value) => String(Math.round(value * 1e4) / 1e4);

function target(to) {
  if (to.point !== undefined) return to.point;
  if (to.pallet !== undefined) return `pallet(${to.pallet})`;
  return `pose(${["x", "y", "z", "rx", "ry", "rz"].map((axis) => number(to.pose[axis])).join(", ")})`;
}

function condition(given) {
  const kind = kindOf(given);
  switch (kind) {
    case "sensor":
      return `sensor(${given.sensor})${given.is === true ? "" : ` == ${given.is}`}`;
    case "input":
      return `input(${given.input})${given.is ? "" : " == false"}`;
    case "holding":
      return `holding()${given.holding ? "" : " == false"}`;
    case "pallet_full":
      return `pallet_full(${given.pallet_full})`;
    case "not":
      return `not ${grouped(given.not)}`;
    default: {
      const parts = given[kind];
      if (parts.length === 1) return `${kind}(${condition(parts[0])})`;
      return parts.map(grouped).join(kind === "all" ? " and " : " or ");
    }
  }
}

function grouped(given) {
  const isLong = (given.all ?? given.any ?? []).length > 1;
  return isLong ? `(${condition(given)})` : condition(given);
}

/** `program`, read from text, with the ids that `before` has for the same instructions. */
export function withKeptIds(before, program, newId) {
  const own = ({ list, index }) => {
    const { id, body: _, then: __, else: ___, ...rest } = list[index];
    return canonical(rest);
  };
  const changed = structuredClone(program);
  const [old, now] = [[...places(before)], [...places(changed)]];
  const [oldOwn, nowOwn] = [old.map(own), now.map(own)];
  const kept = longestCommon(oldOwn, nowOwn);
  const used = new Set(kept.map(([one]) => one));
  const ids = new Map(kept.map(([one, other]) => [other, old[one].list[old[one].index].id]));
  // What stands between the same neighbours and is of the same kind was changed, not replaced.
  for (const [index, place] of now.entries()) {
    if (ids.has(index)) continue;
    const from = index ? old.findIndex((one) => one.list[one.index].id === ids.get(index - 1)) + 1 : 0;
    const found = old[from];
    if (found && !used.has(from) && found.list[found.index].op === place.list[place.index].op) {
      used.add(from);
      ids.set(index, found.list[found.index].id);
    }
  }
  for (const [index, place] of now.entries()) place.list[place.index].id = ids.get(index) ?? newId();
  return changed;
}

function longestCommon(one, other) {
  const length = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      length[i][j] = one[i] === other[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    if (one[i] === other[j]) pairs.push([i++, j++]);
    else if (length[i + 1][j] >= length[i][j + 1]) i += 1;
    else j += 1;
  }
  return pairs;
}

/** What changed since `before`, as lines: {kind: "added" | "removed" | "changed" | "moved", line, text, was}. */
export function changedLines(before, after) {
  const found = differences(before, after);
  const [old, now] = [new Map(linesById(before)), new Map(linesById(after))];
  const numbers = lineNumbers(after);
  const line = (kind) => (id) => ({ kind, id, line: numbers.get(id), text: now.get(id), was: old.get(id) });
  return [
    ...found.changed.map(line("changed")),
    ...found.added.map(line("added")),
    ...found.removed.filter((id) => !instructionOf(after, id)).map(line("removed")),
    ...found.moved.filter((id) => !found.changed.includes(id)).map(line("moved")),
  ];
}

const linesById = (program) =>
  linesOf(program).flatMap(([text, id]) => (id === null ? [] : [[id, text.trim()]]));
