// The blocks that this exercise allows, by what they are for.

import { conditionKinds, newCondition } from "../program.js";
import { stateOf } from "./convert.js";

const GROUPS = [
  ["motion", ["moveJ", "moveL"]],
  ["gripper", ["grip", "release"]],
  ["signals", ["wait", "wait_until", "set"]],
  ["repeating", ["repeat", "while"]],
  ["choosing", ["if", "if_else"]],
  ["procedures", ["procedure", "call"]],
];
const NEEDS = { wait_until: "wait", if_else: "if", procedure: "call" };

/** The block that stands where no condition was put: {block}. */
export function shadowCondition(cell, suffix) {
  const given = newCondition(cell);
  const program = { main: [{ id: "w", op: "while", if: given, body: [] }], procedures: {} };
  const state = stateOf(program, [], { suffix, shadow: {} });
  return { block: state.blocks.blocks[0].next.block.inputs.IF.block };
}

/** @param {{cell: any, ops: string[], words: any, suffix: string, shadow: any, styles: any}} parts */
export function toolboxOf({ cell, ops, words, suffix, shadow, styles }) {
  const block = (name) => {
    const made = { kind: "block", type: `${name}_${suffix}` };
    if (["wait_until", "while", "if", "if_else"].includes(name)) made.inputs = { IF: { shadow: shadow.block } };
    if (name === "not") made.inputs = { PART0: { shadow: shadow.block } };
    if (["all", "any"].includes(name)) {
      made.inputs = { PART0: { shadow: shadow.block }, PART1: { shadow: shadow.block } };
      made.extraState = { parts: 2 };
    }
    return made;
  };
  const hasConditions = ["if", "while", "wait"].some((op) => ops.includes(op));
  const categories = GROUPS.map(([group, names]) => {
    const allowed = names.filter((name) => ops.includes(NEEDS[name] ?? name) && (name !== "set" || cell.outputs?.length));
    return { group, contents: allowed.map(block) };
  });
  const conditions = hasConditions ? conditionKinds(cell).map(block) : [];
  const shown = [...categories, { group: "conditions", contents: conditions }].filter(({ contents }) => contents.length);
  return {
    kind: "categoryToolbox",
    contents: shown.map(({ group, contents }) => ({
      kind: "category",
      name: words.say(`group.${group}`),
      colour: styles[group] ?? styles.choosing,
      contents,
    })),
  };
}
