// The program that all three editors show, with what it was before.

import { isSame } from "./program.js";

const KEPT = 200;

/** Says "change" with `detail.source`: the editor that made it. */
export class Store extends EventTarget {
  /** @param {import("./program.js").Program} program */
  constructor(program) {
    super();
    this.program = program;
    this.before = [];
    this.after = [];
  }

  /** Begin with another program: nothing before it is undone. */
  start(program) {
    [this.before, this.after] = [[], []];
    this.#set(program, "start");
  }

  /** Take a new program; nothing happens where it is the same one. */
  change(program, source) {
    if (isSame(program, this.program)) return false;
    this.before = [...this.before, this.program].slice(-KEPT);
    this.after = [];
    this.#set(program, source);
    return true;
  }

  undo() {
    if (!this.before.length) return;
    this.after.push(this.program);
    this.#set(this.before.pop(), "undo");
  }

  redo() {
    if (!this.after.length) return;
    this.before.push(this.program);
    this.#set(this.after.pop(), "undo");
  }

  #set(program, source) {
    this.program = program;
    this.dispatchEvent(new CustomEvent("change", { detail: { source } }));
  }
}
