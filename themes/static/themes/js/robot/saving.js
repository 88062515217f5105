// Saves the program as one goes, and keeps on this device what could not be sent yet.

import { isSame } from "./program.js";
import { PageTooOld, Refusal, TooMany } from "./server.js";

const PAUSE = 1_200;
const RETRY = 5_000;

export class Saving {
  /**
   * @param {{store: any, server: any, place: HTMLElement, words: any, key: string, saved: any, isClosed: boolean}} parts
   *   `saved`: the program that the site has; `key`: where this device keeps what the site has not; `isClosed`: nothing
   *   is saved any more
   */
  constructor({ store, server, place, words, key, saved, isClosed }) {
    Object.assign(this, { store, server, place, words, key, saved });
    if (isClosed) return;
    store.addEventListener("change", () => this.#note());
    addEventListener("online", () => this.#send());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.#send());
  }

  /** What this device kept and the site has not: a program, or null. */
  static kept(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  #keep(program) {
    try {
      if (program) localStorage.setItem(this.key, JSON.stringify(program));
      else localStorage.removeItem(this.key);
      return true;
    } catch {
      return false; // Storage is closed or full.
    }
  }

  #note() {
    this.#keep(this.store.program);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#send(), PAUSE);
  }

  /** Send what is new now. */
  flush() {
    clearTimeout(this.timer);
    return this.#send();
  }

  async #send() {
    const { program } = this.store;
    if (this.isSending || isSame(program, this.saved)) return;
    this.isSending = true;
    try {
      await this.server.draft(program);
      this.saved = program;
      if (isSame(program, this.store.program)) this.#keep(null);
      this.show("saved_at", new Date());
    } catch (problem) {
      if (problem instanceof PageTooOld) this.show("save_signed_out");
      else if (problem instanceof Refusal) this.show("save_refused", null, problem.message);
      else {
        if (problem instanceof TooMany) this.show("save_refused", null, problem.message);
        else this.show("save_offline");
        this.timer = setTimeout(() => this.#send(), problem.pause ?? RETRY);
      }
    } finally {
      this.isSending = false;
    }
    if (!isSame(program, this.store.program)) this.#note();
  }

  show(key, date = null, reason = "") {
    const time = date?.toLocaleTimeString(this.words.language, { hour: "2-digit", minute: "2-digit" });
    this.place.textContent = this.words.say(key, { time, reason });
    this.place.classList.toggle("robot-saved--warning", key !== "saved_at");
  }
}
