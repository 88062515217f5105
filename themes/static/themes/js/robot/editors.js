// The ways to make a program: blocks, steps, text, with undoing. Learners have them, and trainers.

import { BlocksEditor, NotLoaded, loadBlockly } from "./blocks/editor.js";
import { element } from "./dom.js";
import { Steps } from "./steps.js";
import { TextView } from "./text-view.js";

const VIEW_NAME = "robot-view";

export class Editors {
  /**
   * @param {{app: HTMLElement, words: any, store: import("./store.js").Store, server: any, cell: any, ops: string[],
   *   views: string[], page: {blockly: string[], media: string}, say: (text: string) => void,
   *   typed: {text: string, program: any} | null}} parts `typed`: what was typed before, with the program in it
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.find = (name) => this.app.querySelector(`[data-${name}]`);
    const { views, page } = this;
    const offered = (views ?? []).filter((view) => view !== "blocks" || page.blockly.length);
    this.usable = offered.length ? offered : ["steps"];
    this.made = {};
    this.#make();
    this.#undoing();
    this.#choices();
  }

  #make() {
    const { words, store, say, server, cell, ops, typed } = this;
    const place = (name) => this.app.querySelector(`[data-view=${name}]`);
    const undoable = (text, canUndo = false) => {
      say(text);
      if (canUndo) this.offerUndo(text);
    };
    if (this.usable.includes("steps")) {
      this.made.steps = new Steps({ place: place("steps"), store, words, cell, ops, say: undoable });
    }
    if (this.usable.includes("text")) {
      this.made.text = new TextView({ place: place("text"), store, words, server, canEdit: true, say, typed });
    }
    this.beside = new TextView({ place: this.find("text-beside"), store, words, server, canEdit: false, say });
  }

  /** What is typed and would be lost if only the program were kept; empty where nothing is. */
  get typedText() {
    return this.made.text?.typedText ?? "";
  }

  /** The program as text, with its comments; what is typed where that is not taken over yet. */
  get text() {
    return this.made.text.area.value;
  }

  /** Whether something is typed that is not in the program yet. */
  get isTyping() {
    return Boolean(this.made.text?.isTyped);
  }

  /** Calls `act` whenever something is typed. */
  onTyping(act) {
    this.made.text?.addEventListener("typed", act);
  }

  /** Show work from elsewhere: the program, and what was typed of it. */
  take(program, typed) {
    this.store.change(program, "kept");
    this.made.text?.restore(typed);
    if (this.isTyping) this.#show("text");
  }

  async #startBlocks() {
    if (this.made.blocks || this.isLoadingBlocks) return;
    this.isLoadingBlocks = true;
    const { words, store, page, cell, ops } = this;
    try {
      const Blockly = await loadBlockly(page.blockly);
      this.made.blocks = new BlocksEditor(Blockly, {
        place: this.find("blocks"), store, words, cell, ops, media: page.media, note: this.find("loose"),
      });
      this.made.blocks.light(this.lit);
    } catch (problem) {
      if (!(problem instanceof NotLoaded)) throw problem;
      // The script did not come through: the list of steps makes the same program.
      this.app.querySelector("[data-view-choice=blocks]").hidden = true;
      this.#show("steps");
      this.say(words.say("no_blocks"));
    }
  }

  #choices() {
    for (const button of this.app.querySelectorAll("[data-view-choice]")) {
      button.hidden = !this.usable.includes(button.dataset.viewChoice);
      button.addEventListener("click", () => this.#choose(button.dataset.viewChoice));
    }
    let kept = "";
    try {
      kept = localStorage.getItem(VIEW_NAME);
    } catch {
      // Storage is closed: the first view is shown.
    }
    // What was typed and is no program yet is seen only there.
    if (this.isTyping) kept = "text";
    this.#show(this.usable.includes(kept) ? kept : this.usable[0]);
  }

  async #choose(view) {
    if (!(await this.settle())) return;
    try {
      localStorage.setItem(VIEW_NAME, view);
    } catch {
      // Storage is closed: the choice holds for this page.
    }
    this.#show(view);
  }

  /** Take over what is written in the text; false where it can't be read. */
  async settle() {
    return this.view !== "text" || this.made.text.read();
  }

  #show(view) {
    this.view = view;
    for (const button of this.app.querySelectorAll("[data-view-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.viewChoice === view));
    }
    for (const place of this.app.querySelectorAll("[data-view]")) place.hidden = place.dataset.view !== view;
    this.find("beside").hidden = view === "text";
    if (view === "blocks") this.#startBlocks().then(() => this.made.blocks?.resize());
  }

  resize() {
    this.made.blocks?.resize();
  }

  /** Mark the instruction that runs in every view; null for none. */
  light(id) {
    this.lit = id;
    for (const editor of [...Object.values(this.made), this.beside]) editor.light(id);
  }

  /** Show an instruction and go there. */
  select(id) {
    this.made[this.view]?.select?.(id);
  }

  #undoing() {
    const [undo, redo] = [this.find("undo"), this.find("redo")];
    const show = () => {
      // What is typed has the field's own undoing, until it is taken over.
      undo.disabled = this.isTyping || !this.store.before.length;
      redo.disabled = this.isTyping || !this.store.after.length;
    };
    undo.addEventListener("click", () => this.store.undo());
    redo.addEventListener("click", () => this.store.redo());
    this.onTyping(show);
    this.store.addEventListener("change", ({ detail }) => {
      show();
      if (detail.source !== "steps") this.find("undo-note").replaceChildren();
    });
    show();
  }

  offerUndo(text) {
    const undo = () => {
      this.store.undo();
      // The button that was pressed is gone with its note.
      this.find("redo").focus();
    };
    this.find("undo-note").replaceChildren(`${text} `, element("button", {
      type: "button", class: "button button--small", click: undo,
    }, this.words.say("undo")));
  }
}
