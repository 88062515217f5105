// What happened, as a list that can be read, heard and pressed: each line goes to its moment.

import { targetInWords } from "./describe.js";
import { element, icon } from "./dom.js";
import { instructionOf } from "./program.js";
import { lineNumbers } from "./program-text.js";

const SIGNS = {
  gripped: "check", released: "check", placed: "check-circle", failed: "cross-circle", finished: "flag", sensor: "eye",
  waited: "clock", output: "dot",
};

export class Log {
  /** @param {{place: HTMLElement, empty: HTMLElement, words: any, go: (time: number) => void}} parts */
  constructor(parts) {
    Object.assign(this, parts);
  }

  load(result, program) {
    const lines = lineNumbers(program);
    this.empty.hidden = true;
    this.moments = result.log.map(({ at }) => at);
    this.place.replaceChildren(...result.log.map((entry) => this.#entry(entry, program, lines.get(entry.block))));
  }

  /** The site's sentence; where the arm went, the program says better. */
  #text(entry, program) {
    const instruction = entry.code === "moved" && instructionOf(program, entry.block);
    if (!instruction?.to) return entry.text;
    return this.words.say("log_moved", { time: this.words.seconds(entry.at), target: targetInWords(this.words, instruction.to) });
  }

  #entry(entry, program, line) {
    const { words } = this;
    const hasFailed = entry.code === "failed";
    const where = line ? element("span", { class: "robot-log__line" }, words.say("line_number", { line })) : null;
    return element("li", { class: `robot-log__entry${hasFailed ? " robot-log__entry--failed" : ""}` },
      element("button", { type: "button", click: () => this.go(entry.at) },
        icon(words.icons, SIGNS[entry.code] ?? "arrow-right", "small"),
        element("span", { class: "robot-log__text" }, this.#text(entry, program)), where));
  }

  /** Mark the last line before `time`. */
  show(time) {
    if (!this.moments) return;
    const at = this.moments.findLastIndex((moment) => moment <= time + 1e-6);
    if (at === this.at) return;
    this.at = at;
    for (const [index, entry] of [...this.place.children].entries()) {
      if (index === at) entry.setAttribute("aria-current", "step");
      else entry.removeAttribute("aria-current");
    }
    const [list, current] = [this.place, this.place.children[at]];
    if (current && list.scrollHeight > list.clientHeight) {
      list.scrollTop = Math.max(0, current.offsetTop - list.offsetTop - list.clientHeight / 2);
    }
  }
}
