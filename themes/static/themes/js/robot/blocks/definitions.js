// The blocks: one for each instruction and condition of the language, with the words of the reader.

import { dropdown, optionalNumber, optionsOf } from "./fields.js";

const AXES = ["x", "y", "z", "rx", "ry", "rz"];
export const STYLES = {
  motion: "#1b568f", gripper: "#17653a", signals: "#7d4c00", repeating: "#8a3310", choosing: "#6a3d9a", procedures: "#8a1f5c", begin: "#343b42",
};

/**
 * Define the blocks. Called once for each exercise on the page: names of block types end in `suffix`.
 * @param {any} Blockly
 * @param {{cell: any, words: any, procedures: () => string[], suffix: string}} parts
 */
export function defineBlocks(Blockly, { cell, words, procedures, suffix }) {
  const options = optionsOf(cell, words);
  const number = (value, min, max, precision = 0) => new Blockly.FieldNumber(value, min, max, precision);
  const define = (name, style, build) => {
    Blockly.Blocks[`${name}_${suffix}`] = {
      init() {
        this.setStyle(style);
        build.call(this);
      },
      ...build.more,
    };
  };
  const instruction = (name, style, build) =>
    define(name, style, Object.assign(function () {
      this.setPreviousStatement(true, "step");
      this.setNextStatement(true, "step");
      build.call(this);
    }, { more: build.more }));
  const condition = (name, build) =>
    define(name, "choosing", Object.assign(function () {
      this.setOutput(true, "condition");
      this.setInputsInline(true);
      build.call(this);
    }, { more: build.more }));

  define("begin", "begin", function () {
    this.appendDummyInput().appendField(words.say("block.begin"));
    this.setNextStatement(true, "step");
    this.setDeletable(false);
    this.hat = "cap";
  });
  define("procedure", "procedures", function () {
    const name = new Blockly.FieldTextInput(words.say("procedure_stem"), (text) => validName(this, text));
    this.appendDummyInput().appendField(words.say("block.procedure")).appendField(name, "NAME");
    this.setNextStatement(true, "step");
    this.hat = "cap";
  });

  for (const [op, max, unit] of [["moveJ", 180, "°/s"], ["moveL", 1000, "mm/s"]]) {
    const build = function () {
      const target = dropdown(Blockly, options.targets, (value) => {
        this.showPose(value === "pose:");
        return value;
      });
      this.appendDummyInput().appendField(words.say(`block.${op}`)).appendField(target, "TARGET");
      this.appendDummyInput("ABOVE_ROW").appendField(number(0, 0, 1000), "ABOVE").appendField(words.say("block.above"));
      this.appendDummyInput("SPEED_ROW")
        .appendField(optionalNumber(Blockly, words, { min: 1, max }), "SPEED").appendField(unit);
      this.setInputsInline(true);
    };
    build.more = {
      showPose(isPose) {
        if (isPose === Boolean(this.getInput("POSE"))) return;
        this.getInput("ABOVE_ROW").setVisible(!isPose);
        if (!isPose) {
          this.removeInput("POSE");
          return;
        }
        const input = this.appendDummyInput("POSE");
        for (const axis of AXES) input.appendField(axis).appendField(number(axis === "rx" ? 180 : 0, -5000, 5000), axis);
      },
      saveExtraState() {
        return { pose: Boolean(this.getInput("POSE")) };
      },
      loadExtraState(state) {
        this.showPose(Boolean(state?.pose));
      },
    };
    instruction(op, "motion", build);
  }

  instruction("grip", "gripper", function () {
    this.appendDummyInput().appendField(words.say("block.grip"));
  });
  instruction("release", "gripper", function () {
    this.appendDummyInput().appendField(words.say("block.release"));
  });
  instruction("wait", "signals", function () {
    this.appendDummyInput().appendField(words.say("block.wait")).appendField(number(1, 0, 120), "SECONDS").appendField("s");
  });
  instruction("wait_until", "signals", function () {
    this.appendValueInput("IF").setCheck("condition").appendField(words.say("block.wait_until"));
    this.appendDummyInput().appendField(words.say("block.at_most")).appendField(number(10, 0, 120), "TIMEOUT").appendField("s");
    this.setInputsInline(true);
  });
  instruction("set", "signals", function () {
    this.appendDummyInput().appendField(words.say("block.set")).appendField(dropdown(Blockly, options.outputs), "OUTPUT")
      .appendField(dropdown(Blockly, options.onOff), "TO");
  });
  instruction("repeat", "repeating", function () {
    this.appendDummyInput().appendField(words.say("block.repeat")).appendField(number(2, 0, 1000, 1), "TIMES")
      .appendField(words.say("block.times"));
    this.appendStatementInput("BODY").setCheck("step");
  });
  instruction("while", "repeating", function () {
    this.appendValueInput("IF").setCheck("condition").appendField(words.say("block.while"));
    this.appendStatementInput("BODY").setCheck("step");
  });
  for (const name of ["if", "if_else"]) {
    instruction(name, "choosing", function () {
      this.appendValueInput("IF").setCheck("condition").appendField(words.say("block.if"));
      this.appendStatementInput("THEN").setCheck("step");
      if (name === "if") return;
      this.appendDummyInput().appendField(words.say("else"));
      this.appendStatementInput("ELSE").setCheck("step");
    });
  }
  instruction("call", "procedures", function () {
    const names = () => (procedures().length ? procedures().map((name) => [name, name]) : [["?", "?"]]);
    this.appendDummyInput().appendField(words.say("block.call")).appendField(dropdown(Blockly, names), "NAME");
  });

  condition("sensor", function () {
    this.appendDummyInput().appendField(dropdown(Blockly, options.sensors), "NAME").appendField(words.say("block.sees"))
      .appendField(dropdown(Blockly, options.sees), "IS");
  });
  condition("input", function () {
    this.appendDummyInput().appendField(dropdown(Blockly, options.inputs), "NAME").appendField(words.say("block.is"))
      .appendField(dropdown(Blockly, options.onOff), "IS");
  });
  condition("holding", function () {
    this.appendDummyInput().appendField(words.say("block.holding")).appendField(dropdown(Blockly, options.yesNo), "IS");
  });
  condition("pallet_full", function () {
    this.appendDummyInput().appendField(dropdown(Blockly, options.pallets), "NAME").appendField(words.say("block.is_full"));
  });
  condition("not", function () {
    this.appendValueInput("PART0").setCheck("condition").appendField(words.say("block.not"));
  });
  for (const name of ["all", "any"]) {
    const build = function () {
      this.showParts(2);
    };
    build.more = {
      showParts(count) {
        for (let index = 0; index < count; index += 1) {
          if (this.getInput(`PART${index}`)) continue;
          const input = this.appendValueInput(`PART${index}`).setCheck("condition");
          if (index) input.appendField(words.say(`if.${name}`));
        }
        this.parts = count;
      },
      saveExtraState() {
        return { parts: this.parts };
      },
      loadExtraState({ parts = 2 }) {
        this.showParts(parts);
      },
    };
    condition(name, build);
  }
}

function validName(block, text) {
  const name = text.trim().replace(/\s+/g, "_");
  if (!/^[\p{L}_][\p{L}\p{N}_-]{0,39}$/u.test(name)) return null;
  const taken = new Set((block.workspace?.getBlocksByType(block.type) ?? [])
    .filter((other) => other !== block && !other.isInsertionMarker()).map((other) => other.getFieldValue("NAME")));
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name.slice(0, 36)}_${number}`)) number += 1;
  return `${name.slice(0, 36)}_${number}`;
}
