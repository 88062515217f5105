// <robot-exercise>: puts the parts together. Each part knows only the program and the words.

import { Editors } from "./editors.js";
import { Hints } from "./hints.js";
import { Log } from "./log.js";
import { Picture } from "./picture.js";
import { Playback } from "./playback.js";
import { Results } from "./results.js";
import { Runs } from "./runs.js";
import { Saving } from "./saving.js";
import { Server } from "./server.js";
import { Store } from "./store.js";
import { Tabs } from "./tabs.js";
import { Words } from "./words.js";
import { element } from "./dom.js";

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
    this.server = new Server(this.data.urls);
    this.store = new Store(this.data.program);
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
    this.tabs = new Tabs({ app: this.app, opened: (name) => name === "program" && this.editors.resize() });
    this.saving = new Saving({ store: this.store, editors: this.editors, server: this.server, place: find("saved"),
      conflict: find("conflict"), words, key, saved: this.data, isClosed: exercise.closed });
    this.picture = new Picture({ app: this.app, exercise, words, three: this.page.three });
    this.picture.load(this.#scenarioOf(this.scenario));
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

  #editors({ cell, ops, views }) {
    const { app, words, store, server, say, page } = this;
    this.editors = new Editors({ app, words, store, server, cell, ops, views, page, say, typed: this.data.typed });
  }

  /** Take over what is written in the text; false where it can't be read. */
  settle() {
    return this.editors.settle();
  }

  /** Show what the site judged. */
  async judge(answer, program) {
    await this.#load(answer, program, 0);
    if (this.tabs.isNarrow) this.tabs.open("robot");
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
    this.editors.light(block);
  }

  #goTo(time) {
    this.playback.pause();
    this.playback.go(time);
    if (this.tabs.isNarrow) this.tabs.open("robot");
  }

  #showFailure({ block }) {
    if (this.tabs.isNarrow) this.tabs.open("program");
    this.editors.select(block);
    if (this.playback.trace) this.say(this.playback.running);
  }
}

customElements.define("robot-exercise", RobotExercise);
