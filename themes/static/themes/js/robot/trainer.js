// <robot-program>: the ways of learners to make a program, for a trainer. The page around it holds the text.

import { Editors } from "./editors.js";
import { Refusal, Server } from "./server.js";
import { Store } from "./store.js";
import { Words } from "./words.js";

class RobotProgram extends HTMLElement {
  connectedCallback() {
    const read = (id) => JSON.parse(document.getElementById(id).textContent);
    const { urls, cell, ops, views, program } = read("robot-program");
    const page = read("robot-program-words");
    const app = this.querySelector("[data-app]");
    this.server = new Server(urls);
    this.store = new Store(program);
    this.editors = new Editors({
      app, words: new Words({ ...page, labels: cell.labels ?? {} }), store: this.store, server: this.server, cell, ops, views, page,
      say: (text) => {
        app.querySelector("[data-live]").textContent = text;
      },
      typed: null,
    });
  }

  /** Start from a text; what can't be read is there to be mended. */
  async open(text) {
    try {
      const { program } = await this.server.parse(text);
      this.store.start(program);
      this.editors.take(program, { text, program });
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      this.editors.take(this.store.program, { text, program: null });
    }
  }

  get text() {
    return this.editors.text;
  }
}

customElements.define("robot-program", RobotProgram);
