// Saves the work as one goes, and keeps on this device what could not be sent yet: the program, and what is typed.

import { element } from "./dom.js";
import { isSame } from "./program.js";
import { PageTooOld, Refusal, TooMany } from "./server.js";

const PAUSE = 1_200;
const RETRY = 5_000;

/** @typedef {{program: any, text: string}} Work `text`: what was typed, where it says more than the program */

export class Saving {
  /**
   * @param {{store: any, editors: any, server: any, place: HTMLElement, conflict: HTMLElement, words: any, key: string,
   *   saved: any, isClosed: boolean}} parts `saved`: what the site has; `key`: where this device keeps what the site
   *   has not; `isClosed`: nothing is saved any more
   */
  constructor({ store, editors, server, place, conflict, words, key, saved, isClosed }) {
    Object.assign(this, { store, editors, server, place, conflict, words, key });
    this.saved = { program: saved.program, text: saved.typed?.text ?? "" };
    this.base = saved.saved_at;
    if (this.base) this.show("saved_at", new Date(this.base));
    if (isClosed) return;
    this.#takeKept();
    store.addEventListener("change", () => this.#note());
    editors.onTyping(() => this.#note());
    addEventListener("online", () => this.#send());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.#send());
  }

  /** @returns {Work} */
  get #work() {
    return { program: this.store.program, text: this.editors.typedText };
  }

  /** What this device could not send goes on where the site has nothing newer; else one chooses. */
  #takeKept() {
    const kept = this.#read(this.key);
    if (kept && !isSame({ program: kept.program, text: kept.text }, this.saved)) {
      if (kept.base === this.base) {
        this.#take(kept);
        this.editors.offerUndo(this.words.say("kept_taken"));
        this.#note();
        return;
      }
      this.#write(`${this.key}:older`, kept);
    }
    this.#keep(null);
    const older = this.#read(`${this.key}:older`);
    if (!older) return;
    const done = () => this.#write(`${this.key}:older`, null);
    this.#ask("kept_older", new Date(older.at), {
      use_kept: () => {
        this.#take(older);
        done();
      },
      drop_kept: done,
    });
  }

  /** @param {Work} work */
  #take({ program, text }) {
    this.editors.take(program ?? this.store.program, text ? { text, program: null } : null);
  }

  #read(key) {
    try {
      const found = JSON.parse(localStorage.getItem(key));
      return found?.program ? found : null;
    } catch {
      return null;
    }
  }

  #write(key, data) {
    try {
      if (data) localStorage.setItem(key, JSON.stringify(data));
      else localStorage.removeItem(key);
    } catch {
      // Storage is closed or full: what is not sent yet lives as long as the page.
    }
  }

  #keep(work) {
    this.#write(this.key, work && { ...work, base: this.base, at: Date.now() });
  }

  #note() {
    this.#keep(this.#work);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#send(), PAUSE);
  }

  /** Send what is new now, after what is on its way. */
  async flush() {
    await this.sending;
    await this.#send();
  }

  #send() {
    clearTimeout(this.timer);
    const work = this.#work;
    if (this.isSending || this.isAsking || isSame(work, this.saved)) return null;
    this.isSending = true;
    this.sending = this.#try(work).finally(() => {
      this.isSending = false;
      if (!this.isAsking && !isSame(work, this.#work)) this.#note();
    });
    return this.sending;
  }

  async #try(work) {
    try {
      const { saved_at: savedAt } = await this.server.draft({ ...work, base: this.base });
      this.saved = work;
      this.base = savedAt;
      if (isSame(work, this.#work)) this.#keep(null);
      this.show("saved_at", new Date(savedAt));
    } catch (problem) {
      if (problem instanceof PageTooOld) this.show("save_signed_out");
      else if (problem instanceof Refusal && problem.answer?.newer) this.#meet(problem.answer.newer);
      else if (problem instanceof Refusal) this.show("save_refused", null, problem.message);
      else {
        if (problem instanceof TooMany) this.show("save_refused", null, problem.message);
        else this.show("save_offline");
        this.timer = setTimeout(() => this.#send(), problem.pause ?? RETRY);
      }
    }
  }

  /** Another device or tab saved something: neither wins before one has chosen. */
  #meet(newer) {
    this.show("save_newer");
    this.isAsking = true;
    const choose = (act) => () => {
      this.isAsking = false;
      this.base = newer.saved_at;
      act();
    };
    this.#ask("newer_there", new Date(newer.saved_at), {
      use_newer: choose(() => {
        this.saved = { program: newer.program ?? this.store.program, text: newer.text };
        this.#take(newer);
        this.#keep(null);
        this.show("saved_at", new Date(newer.saved_at));
      }),
      use_mine: choose(() => this.#note()),
    });
  }

  /** @param {Record<string, () => void>} choices what each button does, by its word */
  #ask(key, date, choices) {
    const buttons = Object.entries(choices).map(([name, act]) => {
      const press = () => {
        this.conflict.hidden = true;
        act();
      };
      return element("button", { type: "button", class: "button button--small", click: press }, this.words.say(name));
    });
    const time = this.words.moment(date);
    this.conflict.replaceChildren(element("p", {}, this.words.say(key, { time })), element("div", { class: "cluster" }, ...buttons));
    this.conflict.hidden = false;
  }

  show(key, date = null, reason = "") {
    const time = date && this.words.clock(date);
    this.place.textContent = this.words.say(key, { time, reason });
    this.place.classList.toggle("robot-saved--warning", key !== "saved_at");
  }
}
