// <robot-exercise>: puts the parts together. Each part knows only the program and the words.

import { BlocksEditor, NotLoaded, loadBlockly } from "./blocks/editor.js";
import { Hints } from "./hints.js";
import { Log } from "./log.js";
import { Picture } from "./picture.js";
import { Playback } from "./playback.js";
import { Results } from "./results.js";
import { Runs } from "./runs.js";
import { Saving } from "./saving.js";
import { Server } from "./server.js";
import { Steps } from "./steps.js";
import { Store } from "./store.js";
import { TextView } from "./text-view.js";
import { Words } from "./words.js";
import { element } from "./dom.js";

const VIEW_NAME = "robot-view";

class RobotExercise extends HTMLElement {
  connectedCallback() {
    if (this.isStarted) return;
    this.isStarted = true;
    const { block } = this.dataset;
    const read = (id) => JSON.parse(document.getElementById(id).textContent);
    this.data = read(`robot-${block}`);
    this.page = read(`robot-${block}-words`);
    const { exercise } = this.data;
    this.words = new Words({ ...this.page, labels: exercise.cell.labels ?? {} });
    this.words.lessonLanguage = this.closest("[lang]:not(robot-exercise)")?.lang || null;
    this.app = this.querySelector("[data-app]");
    this.find = (name) => this.app.querySelector(`[data-${name}]`);
    this.say = (text) => {
      this.find("live").textContent = text;
    };
    this.querySelector("[data-plain]")?.remove();
    this.app.hidden = false;
    this.#start(exercise, `robot-program:${this.dataset.owner ?? ""}:${block}`);
  }

  #start(exercise, key) {
    const { words, find, say } = this;
    const kept = Saving.kept(key);
    this.server = new Server(this.data.urls);
    this.store = new Store(this.data.program);
    this.saving = new Saving({ store: this.store, server: this.server, place: find("saved"), words, key, saved: this.data.program,
      isClosed: exercise.closed });
    if (this.data.saved_at) this.saving.show("saved_at", new Date(this.data.saved_at));
    this.playback = new Playback({ place: find("player-controls"), words, say });
    this.playback.addEventListener("moment", ({ detail }) => this.#moment(detail));
    this.playback.addEventListener("failure", ({ detail }) => this.#showFailure(detail));
    this.log = new Log({ place: find("log"), empty: find("log-empty"), words, go: (time) => this.#goTo(time) });
    this.results = new Results({
      verdict: find("verdict"), results: find("results"), compared: find("compared"), attempts: find("attempts"), words,
      showWhere: ({ failure }) => (this.playback.trace ? this.playback.toFailure() : this.#showFailure(failure)),
      choose: (index) => this.#load(this.judged.answer, this.judged.program, index),
    });
    this.hints = new Hints({ place: find("hints"), list: find("hint-list"), button: find("hint"), label: find("hint-label"), words,
      hints: exercise.hints ?? [], key: `${key}:hints` });
    this.runs = new Runs({ exercise: this, find, words, store: this.store, server: this.server, key: `${key}:run` });
    this.results.list(this.data.attempts ?? []);
    this.#scenarios(exercise);
    this.#editors(exercise);
    this.#tabs();
    this.#views(exercise);
    this.picture = new Picture({ app: this.app, exercise, words, three: this.page.three });
    this.picture.load(this.#scenarioOf(this.scenario));
    this.#undoing();
    // What this device could not send goes before what the site has; undoing brings that back.
    if (kept && !exercise.closed && this.store.change(kept, "kept")) this.#offerUndo(words.say("kept_taken"));
    this.runs.resume();
  }

  #scenarios({ scenarios }) {
    const select = this.find("scenario");
    select.append(...scenarios.map(({ id, title }) => element("option", { value: id }, title || id)));
    this.find("scenarios").hidden = scenarios.length < 2;
    select.addEventListener("change", () => this.#chooseScenario());
  }

  /** Another situation: the robot stands at rest in it. */
  #chooseScenario() {
    this.playback.close();
    this.find("empty").hidden = false;
    return this.picture.load(this.#scenarioOf(this.scenario));
  }

  #scenarioOf(id) {
    return this.data.exercise.scenarios.find((scenario) => scenario.id === id);
  }

  get scenario() {
    return this.find("scenario").value;
  }

  #editors(exercise) {
    const { words, store, say, server } = this;
    const { cell, ops } = exercise;
    const views = exercise.views?.length ? exercise.views : ["steps"];
    const place = (name) => this.app.querySelector(`[data-view=${name}]`);
    this.editors = {};
    const undoable = (text, canUndo = false) => {
      say(text);
      if (canUndo) this.#offerUndo(text);
    };
    if (views.includes("steps")) this.editors.steps = new Steps({ place: place("steps"), store, words, cell, ops, say: undoable });
    if (views.includes("text")) {
      this.editors.text = new TextView({ place: place("text"), store, words, server, canEdit: true, say });
    }
    this.beside = new TextView({ place: this.find("text-beside"), store, words, server, canEdit: false, say });
  }

  async #startBlocks() {
    if (this.editors.blocks || this.isLoadingBlocks) return;
    this.isLoadingBlocks = true;
    const { words, store } = this;
    const { cell, ops } = this.data.exercise;
    try {
      const Blockly = await loadBlockly(this.page.blockly);
      this.editors.blocks = new BlocksEditor(Blockly, {
        place: this.find("blocks"), store, words, cell, ops, media: this.page.media, note: this.find("loose"),
      });
      this.editors.blocks.light(this.lit);
    } catch (problem) {
      if (!(problem instanceof NotLoaded)) throw problem;
      // The script did not come through: the list of steps makes the same program.
      this.app.querySelector("[data-view-choice=blocks]").hidden = true;
      this.#show("steps");
      this.say(words.say("no_blocks"));
    }
  }

  #views({ views }) {
    const offered = (views ?? []).filter((view) => view !== "blocks" || this.page.blockly.length);
    const usable = offered.length ? offered : ["steps"];
    for (const button of this.app.querySelectorAll("[data-view-choice]")) {
      button.hidden = !usable.includes(button.dataset.viewChoice);
      button.addEventListener("click", () => this.#choose(button.dataset.viewChoice));
    }
    let kept = "";
    try {
      kept = localStorage.getItem(VIEW_NAME);
    } catch {
      // Storage is closed: the first view is shown.
    }
    this.#show(usable.includes(kept) ? kept : usable[0]);
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
    return this.view !== "text" || this.editors.text.read();
  }

  #show(view) {
    this.view = view;
    for (const button of this.app.querySelectorAll("[data-view-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.viewChoice === view));
    }
    for (const place of this.app.querySelectorAll("[data-view]")) place.hidden = place.dataset.view !== view;
    this.find("beside").hidden = view === "text";
    if (view === "blocks") this.#startBlocks().then(() => this.editors.blocks?.resize());
  }

  #tabs() {
    this.tabs = [...this.app.querySelectorAll("[data-tab]")];
    for (const [index, tab] of this.tabs.entries()) {
      tab.addEventListener("click", () => this.open(tab.dataset.tab));
      tab.addEventListener("keydown", (event) => {
        const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!way) return;
        const next = this.tabs.at((index + way) % this.tabs.length);
        this.open(next.dataset.tab);
        next.focus();
      });
    }
    this.open("program");
  }

  /** On a narrow screen one part is shown at a time. */
  open(name) {
    for (const tab of this.tabs) {
      tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
      tab.tabIndex = tab.dataset.tab === name ? 0 : -1;
    }
    this.app.dataset.open = name;
    if (name === "program") this.editors.blocks?.resize();
  }

  get isNarrow() {
    return this.tabs[0].offsetParent !== null;
  }

  /** Show what the site judged. */
  async judge(answer, program) {
    await this.#load(answer, program, 0);
    if (this.isNarrow) this.open("robot");
    this.playback.play();
  }

  async #load(answer, program, index) {
    this.results.show(answer, program, index);
    this.judged = { answer, program };
    const found = answer.results[index];
    if (!found) return;
    this.log.load(found.result, program);
    if (!found.result.trace?.joints.length) {
      // Nothing moved: what was played before belongs to another run.
      this.playback.close();
      this.find("empty").hidden = false;
      await this.picture.load(this.#scenarioOf(found.scenario));
      return;
    }
    const trace = await this.picture.load(this.#scenarioOf(found.scenario), found.result);
    this.find("empty").hidden = true;
    this.playback.load(trace, program);
  }

  #moment({ time, block }) {
    this.picture.show(time);
    this.log.show(time);
    if (block === this.lit) return;
    this.lit = block;
    for (const editor of [...Object.values(this.editors), this.beside]) editor.light(block);
  }

  #goTo(time) {
    this.playback.pause();
    this.playback.go(time);
    if (this.isNarrow) this.open("robot");
  }

  #showFailure({ block }) {
    if (this.isNarrow) this.open("program");
    this.editors[this.view]?.select?.(block);
    if (this.playback.trace) this.say(this.playback.running);
  }

  #undoing() {
    const [undo, redo] = [this.find("undo"), this.find("redo")];
    const show = () => {
      undo.disabled = !this.store.before.length;
      redo.disabled = !this.store.after.length;
    };
    undo.addEventListener("click", () => this.store.undo());
    redo.addEventListener("click", () => this.store.redo());
    this.store.addEventListener("change", ({ detail }) => {
      show();
      if (detail.source !== "steps") this.find("undo-note").replaceChildren();
    });
    show();
  }

  #offerUndo(text) {
    this.find("undo-note").replaceChildren(`${text} `, element("button", {
      type: "button", class: "button button--small", click: () => this.store.undo(),
    }, this.words.say("undo")));
  }
}

customElements.define("robot-exercise", RobotExercise);
