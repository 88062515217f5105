// The fields of one step, with the browser's own controls.

import { element } from "./dom.js";
import { conditionKinds, kindOf, nameOf, newCondition } from "./program.js";

const PLAIN_POSE = { x: 400, y: 0, z: 200, rx: 180, ry: 0, rz: 0 };

export class Fields {
  /**
   * @param {import("./words.js").Words} words
   * @param {any} cell
   * @param {() => any} program
   */
  constructor(words, cell, program) {
    this.words = words;
    this.cell = cell;
    this.program = program;
    this.number = 0;
  }

  /** A group of controls for `instruction`; `change` gets it as it becomes. */
  of(instruction, change) {
    const set = (values) => change({ ...instruction, ...values });
    const { op } = instruction;
    if (op === "moveJ" || op === "moveL") return this.#move(instruction, set);
    if (op === "wait") return this.#wait(instruction, change);
    if (op === "set") {
      const outputs = (this.cell.outputs ?? []).map(nameOf);
      return [
        this.#choice("field.output", named(this.words, outputs), instruction.output, (output) => set({ output })),
        this.#onOff("field.to", instruction.to !== false, (to) => set({ to })),
      ];
    }
    if (op === "repeat") {
      return [this.#amount("field.times", instruction.times, { min: 0, max: 1000, step: 1 }, (times) => set({ times }))];
    }
    if (op === "while" || op === "if") {
      const parts = [this.#condition(`field.${op}`, instruction.if, (condition) => set({ if: condition }))];
      return parts;
    }
    if (op === "call") {
      const names = Object.keys(this.program().procedures);
      return [this.#choice("field.procedure", names.map((name) => [name, name]), instruction.procedure,
        (procedure) => set({ procedure }))];
    }
    return [];
  }

  #move({ op, to, speed }, set) {
    const { words, cell } = this;
    const targets = [
      ...Object.keys(cell.points).map((name) => [`point:${name}`, words.label(name)]),
      ...(cell.pallets ?? []).map(({ id }) => [`pallet:${id}`, words.say("target.pallet", { pallet: words.label(id) })]),
      ["pose:", words.say("target.own_pose")],
    ];
    const now = to.pose ? "pose:" : to.pallet ? `pallet:${to.pallet}` : `point:${to.point}`;
    const choose = (value) => {
      const [kind, name] = value.split(/:(.*)/s);
      const above = to.above ? { above: to.above } : {};
      set({ to: kind === "pose" ? { pose: { ...PLAIN_POSE } } : { [kind]: name, ...above } });
    };
    const parts = [this.#choice("field.target", targets, now, choose)];
    if (to.pose) {
      for (const axis of ["x", "y", "z", "rx", "ry", "rz"]) {
        const unit = axis.startsWith("r") ? "°" : "mm";
        parts.push(this.#amount(null, to.pose[axis], { step: "any", unit, label: axis },
          (value) => set({ to: { pose: { ...to.pose, [axis]: value } } })));
      }
    } else {
      const withAbove = (above) => {
        const { above: _, ...rest } = to;
        set({ to: above ? { ...rest, above } : rest });
      };
      parts.push(this.#amount("field.above", to.above, { min: 0, max: 1000, step: "any", unit: "mm", optional: true }, withAbove));
    }
    parts.push(this.#amount("field.speed", speed, { min: 1, max: op === "moveJ" ? 180 : 1000, step: "any", optional: true, unit: op === "moveJ" ? "°/s" : "mm/s" },
      (value) => set({ speed: value })));
    return parts;
  }

  #wait(instruction, change) {
    const { id, op } = instruction;
    const kinds = [["seconds", this.words.say("field.wait_seconds")], ["until", this.words.say("field.wait_until")]];
    const kind = instruction.until ? "until" : "seconds";
    const parts = [this.#choice("field.wait", kinds, kind, (chosen) =>
      change(chosen === "until" ? { id, op, until: newCondition(this.cell), timeout: 10 } : { id, op, seconds: 1 }))];
    if (kind === "seconds") {
      parts.push(this.#amount("field.seconds", instruction.seconds, { min: 0, max: 120, step: "any", unit: "s" },
        (seconds) => change({ id, op, seconds })));
    } else {
      parts.push(
        this.#condition("field.until", instruction.until, (until) => change({ ...instruction, until })),
        this.#amount("field.timeout", instruction.timeout, { min: 0, max: 120, step: "any", unit: "s" },
          (timeout) => change({ ...instruction, timeout })),
      );
    }
    return parts;
  }

  /** A condition, with conditions inside it where it has any. */
  #condition(key, condition, change) {
    const { words, cell } = this;
    const kind = kindOf(condition);
    const kinds = conditionKinds(cell).map((name) => [name, words.say(`kind.${name}`)]);
    const group = element("fieldset", { class: "robot-condition" }, element("legend", {}, words.say(key)));
    group.append(this.#choice("field.kind", kinds, kind, (chosen) => change(newCondition(cell, chosen))));
    if (kind === "sensor") {
      const sensor = cell.sensors.find(({ id }) => id === condition.sensor);
      const states = [["true", words.say("state.on")], ["false", words.say("state.off")]];
      const colours = sensor?.kind === "colour" ? coloursOf(cell).map((name) => [name, words.colour(name)]) : [];
      group.append(
        this.#choice("field.sensor", named(words, cell.sensors.map(({ id }) => id)), condition.sensor,
          (name) => change({ sensor: name, is: true })),
        this.#choice("field.sees", [...states, ...colours], String(condition.is ?? true),
          (value) => change({ ...condition, is: value === "true" ? true : value === "false" ? false : value })),
      );
    } else if (kind === "input") {
      group.append(
        this.#choice("field.input", named(words, cell.inputs.map(nameOf)), condition.input,
          (input) => change({ ...condition, input })),
        this.#onOff("field.is", condition.is !== false, (is) => change({ ...condition, is })),
      );
    } else if (kind === "pallet_full") {
      group.append(this.#choice("field.pallet", named(words, cell.pallets.map(({ id }) => id)), condition.pallet_full,
        (name) => change({ pallet_full: name })));
    } else if (kind === "holding") {
      group.append(this.#choice("field.holding", [["true", words.say("yes")], ["false", words.say("no")]],
        String(condition.holding), (value) => change({ holding: value === "true" })));
    } else if (kind === "not") {
      group.append(this.#condition("kind.not", condition.not, (not) => change({ not })));
    } else {
      const parts = condition[kind];
      for (const [index, part] of parts.entries()) {
        group.append(this.#condition("field.part", part, (one) => change({ [kind]: parts.with(index, one) })));
      }
      group.append(this.#button("add_condition", () => change({ [kind]: [...parts, newCondition(cell)] })));
      if (parts.length > 2) group.append(this.#button("remove_condition", () => change({ [kind]: parts.slice(0, -1) })));
    }
    return group;
  }

  #button(key, press) {
    return element("button", { type: "button", class: "button button--quiet button--small", click: press,
      "data-key": `${key}-${this.number++}` }, this.words.say(key));
  }

  #onOff(key, value, change) {
    const states = [["true", this.words.say("on")], ["false", this.words.say("off")]];
    return this.#choice(key, states, String(value), (chosen) => change(chosen === "true"));
  }

  #choice(key, choices, value, change) {
    const select = element("select", { "data-key": `${key}-${this.number++}`, change: () => change(select.value) },
      ...choices.map(([name, text]) => element("option", { value: name }, text)));
    if (!choices.some(([name]) => name === value)) select.prepend(element("option", { value: value ?? "" }, value || "?"));
    select.value = value ?? "";
    return element("label", { class: "robot-field" }, element("span", {}, this.words.say(key)), select);
  }

  #amount(key, value, { min, max, step, unit = "", optional = false, label = "" }, change) {
    const text = [key ? this.words.say(key) : label, unit && `(${unit})`].filter(Boolean).join(" ");
    const input = element("input", {
      type: "number", min, max, step, inputmode: "decimal", value: value ?? "", required: !optional, "data-key": `${key ?? label}-${this.number++}`,
      placeholder: !optional ? null : key === "field.above" ? "0" : this.words.say("standard"),
      change: () => {
        if (!input.reportValidity()) return;
        if (input.value !== "" || optional) change(input.value === "" ? undefined : input.valueAsNumber);
      },
    });
    return element("label", { class: "robot-field robot-field--number" }, element("span", {}, text), input);
  }
}

const named = (words, ids) => ids.map((id) => [id, words.label(id)]);

/** Every colour that a part of this cell can have. */
export function coloursOf(cell) {
  const found = new Set((cell.parts ?? []).map(({ colour }) => colour));
  for (const feeder of cell.feeders ?? []) for (const colour of feeder.parts ?? []) found.add(colour);
  for (const bin of cell.bins ?? []) for (const colour of bin.accepts ?? []) found.add(colour);
  return [...found].filter(Boolean);
}
