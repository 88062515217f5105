// A program as data: found, changed and compared without knowing how it is shown. Nothing here changes its argument.

import { newId } from "./dom.js";

/**
 * @typedef {{id: string, op: string, [field: string]: any}} Instruction
 * @typedef {{version: 1, main: Instruction[], procedures: Record<string, Instruction[]>}} Program
 * @typedef {{procedure: string | null, list: Instruction[], index: number, depth: number, owner: Instruction | null,
 *   slot: string}} Place where an instruction stands: `list[index]` of the `slot` of `owner`, or of main or a procedure
 */

/** The lists inside an instruction, in the order in which they are read. */
export function slotsOf(instruction) {
  if (instruction.op === "if") return instruction.else ? ["then", "else"] : ["then"];
  return instruction.op === "repeat" || instruction.op === "while" ? ["body"] : [];
}

/** @returns {Generator<Place>} every instruction, in the order of the text */
export function* places(program) {
  function* inside(list, depth, owner, slot, procedure) {
    for (const [index, instruction] of list.entries()) {
      yield { procedure, list, index, depth, owner, slot };
      for (const name of slotsOf(instruction)) yield* inside(instruction[name], depth + 1, instruction, name, procedure);
    }
  }
  yield* inside(program.main, 0, null, "main", null);
  for (const [name, list] of Object.entries(program.procedures ?? {})) yield* inside(list, 0, null, "main", name);
}

/** @returns {Place | undefined} */
export function placeOf(program, id) {
  for (const place of places(program)) if (place.list[place.index].id === id) return place;
  return undefined;
}

export function instructionOf(program, id) {
  const place = placeOf(program, id);
  return place && place.list[place.index];
}

export function copyOf(program) {
  return structuredClone(program);
}

export function isSame(one, other) {
  return canonical(one) === canonical(other);
}

/** The same text for the same data, in whatever order its names come. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).filter((name) => value[name] !== undefined).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}

/** The list with this address: a procedure's name or null, or the id of an instruction and its slot. */
export function listAt(program, { procedure = null, owner = null, slot = "main" }) {
  if (owner) return instructionOf(program, owner)?.[slot];
  return procedure === null ? program.main : program.procedures[procedure];
}

export function withInserted(program, address, index, instruction) {
  const changed = copyOf(program);
  listAt(changed, address).splice(index, 0, instruction);
  return changed;
}

export function withChanged(program, id, change) {
  const changed = copyOf(program);
  const { list, index } = placeOf(changed, id);
  list[index] = change(list[index]);
  return changed;
}

export function withRemoved(program, id) {
  const changed = copyOf(program);
  const { list, index } = placeOf(changed, id);
  list.splice(index, 1);
  return changed;
}

/** One place up (-1) or down (1): also into and out of a repetition or choice. The same program where there is none. */
export function withMoved(program, id, way) {
  const changed = copyOf(program);
  const { list, index, owner } = placeOf(changed, id);
  const [moved] = list.splice(index, 1);
  const neighbour = list[way < 0 ? index - 1 : index];
  if (neighbour && slotsOf(neighbour).length) {
    const slots = slotsOf(neighbour);
    if (way < 0) neighbour[slots.at(-1)].push(moved);
    else neighbour[slots[0]].unshift(moved);
  } else if (neighbour) {
    list.splice(index + way, 0, moved);
  } else if (owner) {
    const slots = slotsOf(owner);
    const next = slots[slots.findIndex((slot) => owner[slot] === list) + way];
    const outer = placeOf(changed, owner.id);
    if (next && way < 0) owner[next].push(moved);
    else if (next) owner[next].unshift(moved);
    else outer.list.splice(outer.index + (way > 0 ? 1 : 0), 0, moved);
  } else {
    return program;
  }
  return changed;
}

export function withProcedureRenamed(program, from, to) {
  const changed = copyOf(program);
  const procedures = Object.entries(changed.procedures).map(([name, list]) => [name === from ? to : name, list]);
  changed.procedures = Object.fromEntries(procedures);
  for (const { list, index } of places(changed)) {
    if (list[index].op === "call" && list[index].procedure === from) list[index].procedure = to;
  }
  return changed;
}

/** A name that is free: "part_1", "part_2" … */
export function freeName(program, stem) {
  let number = 1;
  while (`${stem}_${number}` in program.procedures) number += 1;
  return `${stem}_${number}`;
}

/** A new instruction with what is first in the cell. */
export function newInstruction(op, cell, program) {
  const id = newId();
  const target = { point: Object.keys(cell.points)[0] };
  switch (op) {
    case "moveJ":
    case "moveL":
      return { id, op, to: target };
    case "wait":
      return { id, op, seconds: 1 };
    case "set":
      return { id, op, output: nameOf(cell.outputs?.[0]), to: true };
    case "repeat":
      return { id, op, times: 2, body: [] };
    case "while":
      return { id, op, if: newCondition(cell), body: [] };
    case "if":
      return { id, op, if: newCondition(cell), then: [], else: [] };
    case "call":
      return { id, op, procedure: Object.keys(program.procedures)[0] ?? "" };
    default:
      return { id, op };
  }
}

export function newCondition(cell, kind = conditionKinds(cell)[0]) {
  switch (kind) {
    case "sensor":
      return { sensor: cell.sensors[0].id, is: true };
    case "input":
      return { input: nameOf(cell.inputs[0]), is: true };
    case "pallet_full":
      return { pallet_full: cell.pallets[0].id };
    case "not":
      return { not: newCondition(cell) };
    case "all":
    case "any":
      return { [kind]: [newCondition(cell), newCondition(cell)] };
    default:
      return { holding: true };
  }
}

export const kindOf = (condition) =>
  ["sensor", "input", "holding", "pallet_full", "not", "all", "any"].find((kind) => kind in condition);

/** The conditions that this cell can have. */
export function conditionKinds(cell) {
  const has = { sensor: cell.sensors, input: cell.inputs, pallet_full: cell.pallets };
  return ["sensor", "input", "pallet_full", "holding", "not", "all", "any"].filter(
    (kind) => !(kind in has) || has[kind]?.length,
  );
}

/** Inputs and outputs are names, or have one. */
export const nameOf = (line) => (typeof line === "object" && line !== null ? line.id : line);

/** What changed between two programs: ids by kind of change. */
export function differences(before, after) {
  const plain = (program) =>
    new Map(
      [...places(program)].map(({ list, index, procedure, owner, slot }) => {
        const { body, then, else: other, ...own } = list[index];
        return [list[index].id, { own: canonical(own), where: `${procedure}/${owner?.id ?? ""}/${slot}` }];
      }),
    );
  const [old, now] = [plain(before), plain(after)];
  const kept = [...now.keys()].filter((id) => old.has(id));
  const order = [...old.keys()].filter((id) => now.has(id));
  return {
    added: [...now.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !now.has(id)),
    changed: kept.filter((id) => old.get(id).own !== now.get(id).own),
    moved: kept.filter((id, index) => order[index] !== id || old.get(id).where !== now.get(id).where),
  };
}
