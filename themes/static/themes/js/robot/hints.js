// Hints, one by one: who is stuck asks for the next.

import { element } from "./dom.js";

export class Hints {
  /** @param {{place: HTMLElement, list: HTMLElement, button: HTMLElement, label: HTMLElement, words: any, hints: string[], key: string}} parts */
  constructor(parts) {
    Object.assign(this, parts);
    this.place.hidden = !this.hints.length;
    this.shown = Math.min(this.#kept(), this.hints.length);
    for (const hint of this.hints.slice(0, this.shown)) this.#add(hint);
    this.button.addEventListener("click", () => this.#next());
    this.#show();
  }

  #kept() {
    try {
      return Number(localStorage.getItem(this.key)) || 0;
    } catch {
      return 0;
    }
  }

  #add(hint) {
    const item = element("li", { tabindex: -1, lang: this.words.lessonLanguage }, hint);
    this.list.append(item);
    return item;
  }

  #next() {
    const item = this.#add(this.hints[this.shown]);
    this.shown += 1;
    try {
      localStorage.setItem(this.key, String(this.shown));
    } catch {
      // Storage is closed: after a reload they are asked for again.
    }
    this.#show();
    item.focus();
  }

  #show() {
    this.button.hidden = this.shown >= this.hints.length;
    this.label.textContent = this.words.say(this.shown ? "hint_next" : "hint_first", {
      number: this.words.number(this.shown + 1), of: this.words.number(this.hints.length),
    });
  }
}
