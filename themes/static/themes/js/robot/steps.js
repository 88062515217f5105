// The program as a list of steps: plain HTML for everybody's keyboard, finger and screen reader.

import { instructionInWords } from "./describe.js";
import { element, icon } from "./dom.js";
import { Fields } from "./fields.js";
import {
  freeName, instructionOf, newInstruction, slotsOf, withChanged, withInserted, withMoved, withProcedureRenamed,
  withRemoved, copyOf,
} from "./program.js";
import { lineNumbers } from "./program-text.js";

const NAME = /^[\p{L}_][\p{L}\p{N}_-]{0,39}$/u;

export class Steps {
  /** @param {{place: HTMLElement, store: import("./store.js").Store, words: any, cell: any, ops: string[], say: (text: string) => void}} parts */
  constructor({ place, store, words, cell, ops, say }) {
    Object.assign(this, { place, store, words, cell, ops, say });
    this.fields = new Fields(words, cell, () => store.program);
    this.open = null;
    this.adding = null;
    this.lit = null;
    store.addEventListener("change", () => this.show());
    this.show();
  }

  /** Mark the step that the robot carries out; `id` null for none. */
  light(id) {
    this.lit = id;
    for (const step of this.place.querySelectorAll("[data-step]")) {
      const isLit = step.dataset.step === id;
      step.classList.toggle("robot-step--lit", isLit);
      if (isLit) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    }
  }

  /** Open a step and go there. */
  select(id) {
    this.open = id;
    this.show();
    this.#focus(`open-${id}`);
  }

  show() {
    const focused = this.place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    const { program } = this.store;
    this.lines = lineNumbers(program);
    const parts = [this.#list(program.main, { procedure: null })];
    for (const name of Object.keys(program.procedures)) parts.push(this.#procedure(name));
    if (this.ops.includes("call")) {
      parts.push(this.#button("add_procedure", "plus", "add-procedure", () => this.#addProcedure()));
    }
    this.place.replaceChildren(...parts);
    this.light(this.lit);
    if (focused && !this.#focus(focused)) this.#focus(`open-${this.open}`);
  }

  /** False where it is not there, or can't be pressed now. */
  #focus(key) {
    const found = [...this.place.querySelectorAll("[data-key]")].find((part) => part.dataset.key === key);
    if (!found || found.disabled) return false;
    found.focus();
    return true;
  }

  #list(list, address) {
    const steps = list.map((instruction, index) => this.#step(instruction, { ...address, index, last: list.length - 1 }));
    const items = element("ol", { class: "robot-steps__list", role: "list" }, ...steps);
    const key = `${address.procedure ?? ""}/${address.owner ?? ""}/${address.slot ?? ""}`;
    return element("div", { class: "robot-steps" }, list.length ? items : null, this.#adder(address, list.length, key));
  }

  #step(instruction, at) {
    const { id } = instruction;
    const line = this.lines.get(id);
    const isOpen = this.open === id;
    const item = element("li", { class: `robot-step robot-step--${instruction.op.toLowerCase()}`, "data-step": id });
    item.append(element("button", {
      type: "button", class: "robot-step__head", "aria-expanded": String(isOpen), "data-key": `open-${id}`,
      click: () => {
        this.open = isOpen ? null : id;
        this.show();
      },
    },
    element("span", { class: "robot-step__line" }, element("span", { class: "visually-hidden" }, `${this.words.say("line")} `), String(line)),
    element("span", { class: "robot-step__text" }, instructionInWords(this.words, instruction)),
    icon(this.words.icons, isOpen ? "chevron-up" : "chevron-down", "small")));
    if (isOpen) item.append(this.#editor(instruction, at));
    for (const slot of slotsOf(instruction)) {
      if (slot === "else") item.append(element("p", { class: "robot-step__else" }, this.words.say("else")));
      item.append(this.#list(instruction[slot], { procedure: at.procedure, owner: id, slot }));
    }
    return item;
  }

  #editor(instruction, at) {
    const { id } = instruction;
    this.fields.number = 0;
    const change = (changed) => this.store.change(withChanged(this.store.program, id, () => changed), "steps");
    const fields = this.fields.of(instruction, change);
    const isTop = !at.owner;
    return element("div", { class: "robot-step__edit" },
      fields.length ? element("div", { class: "robot-fields" }, ...fields) : null,
      element("div", { class: "cluster" },
        this.#button("move_up", "chevron-up", `up-${id}`, () => this.#move(id, -1), isTop && at.index === 0),
        this.#button("move_down", "chevron-down", `down-${id}`, () => this.#move(id, 1), isTop && at.index === at.last),
        instruction.op === "if" && !instruction.else
          ? this.#button("add_else", "plus", `else-${id}`, () => change({ ...instruction, else: [] })) : null,
        this.#button("delete", "trash", `delete-${id}`, () => this.#remove(id))));
  }

  #move(id, way) {
    if (!this.store.change(withMoved(this.store.program, id, way), "steps")) return;
    this.say(this.words.say("moved_to", { line: this.lines.get(id) }));
  }

  #remove(id) {
    const line = this.lines.get(id);
    const order = [...this.lines.keys()];
    const at = order.indexOf(id);
    const text = instructionInWords(this.words, instructionOf(this.store.program, id));
    this.open = null;
    this.store.change(withRemoved(this.store.program, id), "steps");
    this.say(this.words.say("deleted", { line, step: text }), true);
    // What stood inside it is gone as well.
    const near = [...order.slice(at + 1), ...order.slice(0, at).reverse()].find((other) => this.lines.has(other));
    this.#focus(near ? `open-${near}` : "add-//");
  }

  #adder(address, index, key) {
    if (this.adding !== key) {
      return this.#button("add_step", "plus", `add-${key}`, () => {
        this.adding = key;
        this.show();
        this.#focus(`op-${key}-${this.#possible()[0]}`);
      });
    }
    const close = () => {
      this.adding = null;
      this.show();
      this.#focus(`add-${key}`);
    };
    const choices = this.#possible().map((op) => element("button", {
      type: "button", class: `robot-op robot-op--${op.toLowerCase()}`, "data-key": `op-${key}-${op}`,
      click: () => this.#add(address, index, op),
    }, this.words.say(`op.${op}`)));
    return element("div", {
      class: "robot-adder", role: "group", "aria-label": this.words.say("add_step"),
      keydown: (event) => event.key === "Escape" && close(),
    }, ...choices, this.#button("cancel", "cross", `cancel-${key}`, close));
  }

  // Without a procedure there is none to call, without an output none to set.
  #possible() {
    const missing = { call: !Object.keys(this.store.program.procedures).length, set: !this.cell.outputs?.length };
    return this.ops.filter((op) => !missing[op]);
  }

  #add(address, index, op) {
    const added = newInstruction(op, this.cell, this.store.program);
    this.adding = null;
    this.open = added.id;
    this.store.change(withInserted(this.store.program, address, index, added), "steps");
    this.say(this.words.say("added_at", { line: this.lines.get(added.id) }));
    this.#focus(`open-${added.id}`);
  }

  #procedure(name) {
    const rename = (input) => {
      const isFree = input.value === name || !(input.value in this.store.program.procedures);
      input.setCustomValidity(NAME.test(input.value) && isFree ? "" : this.words.say("name_not_possible"));
      if (input.reportValidity()) this.store.change(withProcedureRenamed(this.store.program, name, input.value), "steps");
    };
    const input = element("input", { type: "text", value: name, "data-key": `name-${name}`, maxlength: 40, autocapitalize: "off",
      spellcheck: "false", change: () => rename(input) });
    return element("section", { class: "robot-procedure" },
      element("div", { class: "robot-procedure__head" },
        element("label", { class: "robot-field" }, element("span", {}, this.words.say("procedure")), input),
        this.#button("delete_procedure", "trash", `delete-procedure-${name}`, () => this.#removeProcedure(name))),
      this.#list(this.store.program.procedures[name], { procedure: name }));
  }

  #addProcedure() {
    const changed = copyOf(this.store.program);
    const name = freeName(changed, this.words.say("procedure_stem"));
    changed.procedures[name] = [];
    this.store.change(changed, "steps");
    this.#focus(`name-${name}`);
  }

  #removeProcedure(name) {
    const changed = copyOf(this.store.program);
    delete changed.procedures[name];
    this.store.change(changed, "steps");
    this.say(this.words.say("deleted_procedure", { name }), true);
    this.#focus("add-procedure");
  }

  #button(key, sign, id, press, isOff = false) {
    return element("button", { type: "button", class: "button button--small robot-button", "data-key": id, disabled: isOff, click: press },
      icon(this.words.icons, sign, "small"), element("span", {}, this.words.say(key)));
  }
}
