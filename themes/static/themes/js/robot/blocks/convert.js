// Between the program and blocks, both ways. A block's id is its instruction's.

import { kindOf } from "../program.js";

const ID = /^[A-Za-z0-9_.:-]{1,40}$/;
const AXES = ["x", "y", "z", "rx", "ry", "rz"];

/** The instruction's id of a block: Blockly's own ids have signs that a program may not have. */
export function idOf(blockId) {
  if (ID.test(blockId)) return blockId;
  let [one, two] = [0xdeadbeef, 0x41c6ce57];
  for (const letter of blockId) {
    one = Math.imul(one ^ letter.codePointAt(0), 2654435761);
    two = Math.imul(two ^ letter.codePointAt(0), 1597334677);
  }
  return `b${(one >>> 0).toString(36)}-${(two >>> 0).toString(36)}`;
}

/** Reads blocks. A condition is always there: where none was put, its shadow is. */
export class Reader {
  constructor(suffix) {
    this.suffix = suffix;
  }

  typeOf(block) {
    return block.type.slice(0, -this.suffix.length - 1);
  }

  /** @returns {{program: any, loose: any[][]}} `loose`: stacks that hang on nothing */
  workspace(workspace) {
    const program = { version: 1, main: [], procedures: {} };
    const loose = [];
    for (const block of workspace.getTopBlocks(true)) {
      if (block.isInsertionMarker()) continue;
      const type = this.typeOf(block);
      if (type === "begin") program.main = this.stack(block.getNextBlock());
      else if (type === "procedure") program.procedures[block.getFieldValue("NAME")] = this.stack(block.getNextBlock());
      else loose.push(block.outputConnection ? [] : this.stack(block));
    }
    return { program, loose };
  }

  stack(first) {
    const found = [];
    for (let block = first; block; block = block.getNextBlock()) {
      if (!block.isInsertionMarker()) found.push(this.instruction(block));
    }
    return found;
  }

  instruction(block) {
    const type = this.typeOf(block);
    const id = idOf(block.id);
    const field = (name) => block.getFieldValue(name);
    const inside = (name) => this.stack(block.getInputTargetBlock(name));
    const condition = () => this.condition(block.getInputTargetBlock("IF"));
    switch (type) {
      case "moveJ":
      case "moveL": {
        const speed = Number(field("SPEED"));
        return { id, op: type, to: this.target(block), ...(Number.isFinite(speed) && speed > 0 && { speed }) };
      }
      case "wait":
        return { id, op: "wait", seconds: field("SECONDS") };
      case "set":
        return { id, op: "set", output: field("OUTPUT"), to: field("TO") === "true" };
      case "repeat":
        return { id, op: "repeat", times: field("TIMES"), body: inside("BODY") };
      case "call":
        return { id, op: "call", procedure: field("NAME") };
      case "wait_until":
        return { id, op: "wait", until: condition(), timeout: field("TIMEOUT") };
      case "while":
        return { id, op: "while", if: condition(), body: inside("BODY") };
      case "if":
        return { id, op: "if", if: condition(), then: inside("THEN") };
      case "if_else":
        return { id, op: "if", if: condition(), then: inside("THEN"), else: inside("ELSE") };
      default:
        return { id, op: type };
    }
  }

  target(block) {
    const [kind, name] = block.getFieldValue("TARGET").split(/:(.*)/s);
    if (kind === "pose") return { pose: Object.fromEntries(AXES.map((axis) => [axis, block.getFieldValue(axis)])) };
    const above = block.getFieldValue("ABOVE");
    return { [kind]: name, ...(above && { above }) };
  }

  condition(block) {
    const type = this.typeOf(block);
    const field = (name) => block.getFieldValue(name);
    if (type === "sensor") {
      const is = field("IS");
      return { sensor: field("NAME"), is: is === "true" ? true : is === "false" ? false : is };
    }
    if (type === "input") return { input: field("NAME"), is: field("IS") === "true" };
    if (type === "holding") return { holding: field("IS") === "true" };
    if (type === "pallet_full") return { pallet_full: field("NAME") };
    const inputs = block.inputList.filter((input) => input.connection);
    const parts = inputs.map((input) => this.condition(input.connection.targetBlock()));
    return type === "not" ? { not: parts[0] } : { [type]: parts };
  }
}

/** The program as the state of a workspace, to load; `shadow` is the condition where none was put. */
export function stateOf(program, loose, { suffix, shadow }) {
  const type = (name) => `${name}_${suffix}`;
  const stack = (list) => {
    let next;
    for (const instruction of [...list].reverse()) next = { block: { ...block(instruction), ...(next && { next }) } };
    return next;
  };
  const input = (list) => stack(list ?? []);

  function condition(given) {
    const kind = kindOf(given);
    const simple = {
      sensor: () => ({ NAME: given.sensor, IS: String(given.is) }),
      input: () => ({ NAME: given.input, IS: String(given.is) }),
      holding: () => ({ IS: String(given.holding) }),
      pallet_full: () => ({ NAME: given.pallet_full }),
    }[kind];
    if (simple) return { shadow: shadow.block, block: { type: type(kind), fields: simple() } };
    const parts = kind === "not" ? [given.not] : given[kind];
    const inputs = Object.fromEntries(parts.map((part, index) => [`PART${index}`, condition(part)]));
    return { shadow: shadow.block, block: { type: type(kind), inputs, ...(kind !== "not" && { extraState: { parts: parts.length } }) } };
  }

  function block(instruction) {
    const { id, op } = instruction;
    const made = (name, fields = {}, inputs = {}) => ({
      type: type(name), id, fields, inputs: Object.fromEntries(Object.entries(inputs).filter(([, found]) => found)),
    });
    switch (op) {
      case "moveJ":
      case "moveL": {
        const { to, speed } = instruction;
        const target = to.pose ? "pose:" : to.pallet !== undefined ? `pallet:${to.pallet}` : `point:${to.point}`;
        const fields = { TARGET: target, ABOVE: to.above ?? 0, ...(speed && { SPEED: String(speed) }), ...to.pose };
        return { ...made(op, fields), extraState: { pose: Boolean(to.pose) } };
      }
      case "wait":
        return instruction.until
          ? made("wait_until", { TIMEOUT: instruction.timeout }, { IF: condition(instruction.until) })
          : made("wait", { SECONDS: instruction.seconds });
      case "set":
        return made("set", { OUTPUT: instruction.output, TO: String(instruction.to) });
      case "repeat":
        return made("repeat", { TIMES: instruction.times }, { BODY: input(instruction.body) });
      case "while":
        return made("while", {}, { IF: condition(instruction.if), BODY: input(instruction.body) });
      case "if":
        return made(instruction.else ? "if_else" : "if", {}, {
          IF: condition(instruction.if), THEN: input(instruction.then), ELSE: instruction.else && input(instruction.else),
        });
      case "call":
        return made("call", { NAME: instruction.procedure });
      default:
        return made(op);
    }
  }

  const top = (made, list) => ({ ...made, ...(stack(list) && { next: stack(list) }) });
  const blocks = [
    top({ type: type("begin"), id: "begin" }, program.main),
    ...Object.entries(program.procedures).map(([name, list]) => top({ type: type("procedure"), fields: { NAME: name } }, list)),
    ...loose.filter((list) => list.length).map((list) => stack(list).block),
  ];
  return { blocks: { languageVersion: 0, blocks } };
}
