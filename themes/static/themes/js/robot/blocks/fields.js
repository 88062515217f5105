// What the dropdowns of blocks offer: the names of this cell, in the reader's words.

import { coloursOf } from "../fields.js";
import { nameOf } from "../program.js";

const option = (words) => (id) => [words.label(id), id];

/** @param {any} cell @param {import("../words.js").Words} words */
export function optionsOf(cell, words) {
  const named = (ids) => (ids.length ? ids.map(option(words)) : [["?", "?"]]);
  const pallets = (cell.pallets ?? []).map(({ id }) => id);
  const colours = coloursOf(cell).map((name) => [words.colour(name), name]);
  return {
    targets: [
      ...Object.keys(cell.points).map((name) => [words.label(name), `point:${name}`]),
      ...pallets.map((id) => [words.say("target.pallet", { pallet: words.label(id) }), `pallet:${id}`]),
      [words.say("target.own_pose"), "pose:"],
    ],
    outputs: named((cell.outputs ?? []).map(nameOf)),
    inputs: named((cell.inputs ?? []).map(nameOf)),
    sensors: named((cell.sensors ?? []).map(({ id }) => id)),
    pallets: named(pallets),
    sees: [[words.say("state.on"), "true"], [words.say("state.off"), "false"], ...colours],
    onOff: [[words.say("on"), "true"], [words.say("off"), "false"]],
    yesNo: [[words.say("yes"), "true"], [words.say("no"), "false"]],
  };
}

/** Number fields that may be left empty show a word instead. */
export function optionalNumber(Blockly, words, { max, min }) {
  const standard = words.say("standard");
  const field = new Blockly.FieldTextInput(standard, (text) => {
    const value = Number(String(text).replace(",", "."));
    if (String(text).trim() === "" || text === standard) return standard;
    return Number.isFinite(value) && value >= min && value <= max ? String(value) : null;
  });
  return field;
}

/** A dropdown that keeps a value which the cell has not: a program may name what is gone. */
export function dropdown(Blockly, choices, validator) {
  class Choice extends Blockly.FieldDropdown {
    /** Else, on a shadow, all its dropdowns would answer to a press anywhere on the block. */
    shouldAddBorderRect_() {
      return true;
    }

    doClassValidation_(value) {
      const known = this.getOptions(false).some(([, id]) => id === value);
      if (!known) this.more.push([`${String(value).replace(/^\w+:/, "") || "?"} ?`, value]);
      if (!known) this.getOptions(false);
      return value;
    }
  }
  const more = [];
  const field = new Choice(() => [...(typeof choices === "function" ? choices() : choices), ...more], validator);
  field.more = more;
  return field;
}
