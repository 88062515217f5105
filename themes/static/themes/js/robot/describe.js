// Instructions and conditions in words of the reader. What happened is told by the site.

import { kindOf } from "./program.js";

/** @param {import("./words.js").Words} words */
export function targetInWords(words, target) {
  if (target?.pose) {
    const { x, y, z } = target.pose;
    return words.say("target.pose", { x: words.number(x, 1), y: words.number(y, 1), z: words.number(z, 1) });
  }
  const place = target?.pallet
    ? words.say("target.pallet", { pallet: words.label(target.pallet) })
    : words.label(target?.point ?? "?");
  return target?.above ? words.say("target.above", { above: words.number(target.above, 1), place }) : place;
}

export function conditionInWords(words, condition) {
  const kind = kindOf(condition ?? {});
  switch (kind) {
    case "sensor": {
      const sensor = words.label(condition.sensor);
      if (typeof condition.is === "string") return words.say("if.colour", { sensor, colour: words.colour(condition.is) });
      return words.say(condition.is === false ? "if.sensor_off" : "if.sensor_on", { sensor });
    }
    case "input":
      return words.say(condition.is === false ? "if.input_off" : "if.input_on", { input: words.label(condition.input) });
    case "holding":
      return words.say(condition.holding === false ? "if.holding_not" : "if.holding");
    case "pallet_full":
      return words.say("if.pallet_full", { pallet: words.label(condition.pallet_full) });
    case "not":
      return words.say("if.not", { condition: conditionInWords(words, condition.not) });
    case "all":
    case "any":
      return condition[kind].map((part) => conditionInWords(words, part)).join(` ${words.say(`if.${kind}`)} `);
    default:
      return "?";
  }
}

/** One line for a step: "Ga recht naar boven de band, 100 mm/s". */
export function instructionInWords(words, instruction) {
  const { op } = instruction;
  switch (op) {
    case "moveJ":
    case "moveL": {
      const sentence = words.say(`step.${op}`, { target: targetInWords(words, instruction.to) });
      if (!instruction.speed) return sentence;
      return `${sentence}, ${words.number(instruction.speed, 1)} ${op === "moveJ" ? "°/s" : "mm/s"}`;
    }
    case "wait":
      if (!instruction.until) return words.say("step.wait", { seconds: words.number(instruction.seconds ?? 0, 2) });
      return words.say(instruction.timeout ? "step.wait_until_at_most" : "step.wait_until", {
        condition: conditionInWords(words, instruction.until),
        seconds: words.number(instruction.timeout ?? 0, 2),
      });
    case "set":
      return words.say(instruction.to ? "step.set_on" : "step.set_off", { output: words.label(instruction.output) });
    case "repeat":
      return words.say("step.repeat", { times: words.number(instruction.times) });
    case "while":
    case "if":
      return words.say(`step.${op}`, { condition: conditionInWords(words, instruction.if) });
    case "call":
      return words.say("step.call", { procedure: instruction.procedure || "?" });
    default:
      return words.say(`step.${op}`);
  }
}
