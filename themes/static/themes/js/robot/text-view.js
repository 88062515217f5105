// The program as text: read beside the blocks, and where the exercise offers it, written.

import { element, newId } from "./dom.js";
import { commentsIn, hasComments, linesWith } from "./comments.js";
import { isSame, places } from "./program.js";
import { linesOf, withKeptIds } from "./program-text.js";
import { PageTooOld, Refusal, TooMany } from "./server.js";

const NONE = { above: new Map(), beside: new Map(), below: [] };

/** Says "typed" when something was typed, or taken over. */
export class TextView extends EventTarget {
  /**
   * @param {{place: HTMLElement, store: any, words: any, server: any, canEdit: boolean, say: any,
   *   typed?: {text: string, program: any} | null}} parts `typed`: what was typed before, with the program in it
   */
  constructor({ place, store, words, server, canEdit, say, typed = null }) {
    super();
    Object.assign(this, { place, store, words, server, canEdit, say });
    this.comments = NONE;
    this.lit = null;
    this.list = element("ol", { class: "robot-sheet__lines", role: "list" });
    this.problems = element("ul", { class: "robot-sheet__problems" });
    this.alert = element("div", { class: "notice notice--error", role: "alert", hidden: true }, this.problems);
    const sheet = element("div", { class: "robot-sheet" }, this.list);
    place.replaceChildren(sheet);
    if (canEdit) this.#editor(sheet);
    store.addEventListener("change", ({ detail }) => this.show(detail.source));
    this.show();
    this.restore(typed);
  }

  /** What would be lost if only the program were kept: what is not taken over yet, or its comments. */
  get typedText() {
    return this.isTyped || hasComments(this.comments) ? this.area.value : "";
  }

  /** Show what was typed before: the program with its comments, or what is not in the program yet. */
  restore(typed) {
    this.comments = NONE;
    this.isTyped = false;
    if (typed?.program && isSame(...[typed.program, this.store.program].map(withoutIds))) {
      this.comments = commentsIn(typed.text, linesInText(typed.program, this.store.program));
    } else if (typed) {
      this.area.value = typed.text;
      this.isTyped = true;
    }
    this.show(this.isTyped ? "text" : "kept");
    this.dispatchEvent(new Event("typed"));
  }

  get #lines() {
    return this.canEdit ? linesWith(this.store.program, this.comments) : linesOf(this.store.program);
  }

  #editor(sheet) {
    const { words } = this;
    this.area = element("textarea", {
      class: "robot-sheet__area", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off",
      "aria-label": words.say("text_label"), keydown: (event) => this.#key(event), input: () => this.#typed(),
    });
    sheet.classList.add("robot-sheet--edited");
    sheet.append(this.area);
    this.take = element("button", { type: "button", class: "button button--small", click: () => this.read() }, words.say("take_text"));
    this.place.append(this.alert, element("div", { class: "cluster" }, this.take, element("p", { class: "small muted" }, words.say("text_help"))));
  }

  show(source) {
    if (this.area && source !== "text") {
      this.area.value = this.#lines.map(([line]) => `${line}\n`).join("");
      this.isTyped = false;
      this.alert.hidden = true;
    }
    this.#number();
  }

  #number() {
    const lines = this.#lines;
    const written = this.area ? Math.max(this.area.value.split("\n").length, 8) : lines.length;
    const rows = Array.from({ length: written }, (_, index) => lines[index] ?? ["", null]);
    this.list.replaceChildren(...rows.map(([text, id], index) => this.#line(text, this.isTyped ? null : id, index + 1)));
    if (this.area) this.area.rows = written;
    this.light(this.lit);
  }

  #line(text, id, number) {
    const line = element("li", { "data-line": id ?? "" }, element("span", { class: "robot-sheet__number" }, String(number)));
    if (this.area) return line;
    const code = element("code", {}, text.trimStart() || "\u00a0");
    code.style.paddingInlineStart = `${text.length - text.trimStart().length}ch`;
    line.append(code);
    return line;
  }

  light(id) {
    this.lit = id;
    for (const line of this.list.children) {
      const isLit = id !== null && id !== undefined && line.dataset.line === id;
      line.classList.toggle("robot-sheet__lit", isLit);
      if (isLit) line.setAttribute("aria-current", "step");
      else line.removeAttribute("aria-current");
    }
  }

  #typed() {
    this.isTyped = true;
    this.#number();
    this.dispatchEvent(new Event("typed"));
  }

  /** Tab leaves the field as everywhere; Enter keeps the indentation, and adds one after a colon. */
  #key(event) {
    const { area } = this;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.read();
      return;
    }
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    const before = area.value.slice(0, area.selectionStart).split("\n").at(-1);
    const indent = before.match(/^ */)[0] + (before.trimEnd().endsWith(":") ? "    " : "");
    if (!indent) return;
    event.preventDefault();
    area.setRangeText(`\n${indent}`, area.selectionStart, area.selectionEnd, "end");
    this.#typed();
  }

  /** Take what was written; false where it can't be read yet. */
  async read() {
    if (!this.isTyped) return true;
    const text = this.area.value;
    try {
      const { program } = await this.server.parse(text);
      const kept = withKeptIds(this.store.program, program, newId);
      this.comments = commentsIn(text, linesInText(program, kept));
      this.isTyped = false;
      this.alert.hidden = true;
      this.store.change(kept, "text");
      this.show("taken");
      this.dispatchEvent(new Event("typed"));
      this.say(this.words.say("text_taken"));
      return true;
    } catch (problem) {
      this.#showProblems(problem);
      return false;
    }
  }

  #showProblems(problem) {
    const { words } = this;
    const found = problem instanceof Refusal && problem.answer?.problems?.length
      ? problem.answer.problems.map(({ line, message }) => ({ line, text: words.say("text_problem", { line, message }) }))
      : [{ text: problem instanceof Refusal || problem instanceof TooMany ? problem.message : words.say(problem instanceof PageTooOld ? "save_signed_out" : "offline") }];
    this.problems.replaceChildren(...found.map(({ line, text }) =>
      element("li", {}, line ? element("button", { type: "button", class: "robot-link", click: () => this.#goTo(line) }, text) : text)));
    this.alert.hidden = false;
  }

  #goTo(line) {
    const lines = this.area.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    this.area.focus();
    this.area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  }
}

/** The line of each instruction of `own`, from 1: in `read`, the same program as it was read from text, ids say it. */
function linesInText(read, own) {
  const ids = [...places(own)].map(({ list, index }) => list[index].id);
  return new Map([...places(read)].map(({ list, index }, at) => [ids[at], Number(list[index].id.slice(1))]));
}

function withoutIds(program) {
  const same = structuredClone(program);
  for (const { list, index } of places(same)) delete list[index].id;
  return same;
}
