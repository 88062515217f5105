// Try and hand in: the buttons, the queue, and what happens when the page or the connection goes away meanwhile.

import { PageTooOld, Refusal, Run } from "./server.js";

export class Runs {
  /** @param {{exercise: any, find: (name: string) => HTMLElement, words: any, store: any, server: any, key: string}} parts */
  constructor(parts) {
    Object.assign(this, parts);
    this.tryButton = this.find("try");
    this.handInButton = this.find("hand-in");
    this.place = this.find("state");
    this.tryButton.addEventListener("click", () => this.#begin("try"));
    this.handInButton.addEventListener("click", () => this.#begin("hand-in"));
    this.#allow(this.exercise.data.exercise);
  }

  /** Whether, and how often, one may still hand in. */
  #allow({ closed, attempts_left: left, handed_in: handedIn }) {
    this.handInButton.hidden = closed || left === 0;
    this.tryButton.hidden = closed;
    const said = [handedIn ? this.words.count("handed_in", handedIn) : ""];
    if (!closed && left !== null) said.push(this.words.count("attempts_left", left));
    this.find("attempts-left").textContent = said.filter(Boolean).join(" ");
  }

  async #begin(kind) {
    if (this.isBusy) return;
    // Before anything is waited for: a second press finds it busy.
    this.#busy(true);
    let isSettled = false;
    try {
      isSettled = await this.exercise.settle();
    } finally {
      if (!isSettled) this.#busy(false);
    }
    if (!isSettled) return;
    // What is in hand is kept first: what is tried later may be older than that.
    this.exercise.saving.flush();
    const program = structuredClone(this.store.program);
    await this.#follow(new Run(this.server, { kind, program, ...(kind === "try" && { scenario: this.exercise.scenario }) }));
  }

  /** Go on with a run that was not finished when the page was left, here or on another device; else show the last one. */
  async resume() {
    const kept = this.#kept();
    const last = (this.exercise.data.attempts ?? [])[0];
    if (kept) {
      await this.#follow(new Run(this.server, kept));
    } else if (last && (last.state === "queued" || last.state === "running")) {
      await this.#follow(new Run(this.server, { kind: last.kind, attempt: last.uuid, program: this.store.program }));
    }
  }

  async #follow(run) {
    this.#busy(true);
    this.#keep(run.wanted);
    run.addEventListener("state", ({ detail }) => {
      this.#keep(run.wanted);
      this.#tell(detail);
    });
    try {
      const answer = await run.finish();
      this.#keep(null);
      if (answer.state === "failed") {
        this.#state("run_failed", { reason: answer.reason_text ?? "" }, true);
        return;
      }
      await this.#show(run, answer);
    } catch (problem) {
      // A refusal is final; who is signed out, or whose page is old, goes on after the page was loaded again.
      if (problem instanceof Refusal) {
        this.#keep(null);
        this.#state("", {}, true, problem.message);
      } else if (problem instanceof PageTooOld) this.#state("run_signed_out", {}, true);
      else throw problem;
    } finally {
      this.#busy(false);
    }
  }

  async #show(run, answer) {
    const { exercise } = this;
    const program = answer.program ?? run.wanted.program;
    this.#state("");
    await exercise.judge(answer, program);
    const now = { result: answer.results[0]?.result, program };
    const before = this.last ?? (await this.#lastBefore(run.wanted.attempt));
    exercise.results.compare(before, now);
    this.last = now;
    await this.#refresh();
  }

  /** The attempt before this one, from the site: it may have been made on another device. */
  async #lastBefore(uuid) {
    const before = (this.exercise.data.attempts ?? []).find((attempt) => attempt.uuid !== uuid && attempt.state === "done");
    if (!before) return null;
    try {
      const answer = await this.server.attempt(before.uuid);
      return { result: answer.results[0]?.result, program: answer.program };
    } catch (problem) {
      if (problem instanceof TypeError || problem instanceof Refusal || problem instanceof PageTooOld) return null;
      throw problem;
    }
  }

  /** The list of attempts, and how many are left. */
  async #refresh() {
    try {
      const state = await this.server.state();
      Object.assign(this.exercise.data, { attempts: state.attempts });
      this.exercise.results.list(state.attempts);
      this.#allow(state.exercise);
    } catch (problem) {
      if (!(problem instanceof TypeError || problem instanceof PageTooOld || problem instanceof Refusal)) throw problem;
    }
  }

  #tell({ state, waiting, text }) {
    if (state === "sending") this.#state("run_sending");
    else if (state === "too_many") this.#state("", {}, true, text);
    else if (state === "offline") this.#state("run_offline", {}, true);
    else if (state === "queued" || state === "running") this.#state("run_running", {}, false, waiting);
  }

  #state(key, values = {}, isWarning = false, text = "") {
    this.place.textContent = text || (key ? this.words.say(key, values) : "");
    this.place.classList.toggle("robot__state--warning", isWarning);
  }

  #busy(isBusy) {
    this.isBusy = isBusy;
    for (const button of [this.tryButton, this.handInButton]) button.setAttribute("aria-disabled", String(isBusy));
  }

  #keep(wanted) {
    try {
      if (wanted) localStorage.setItem(this.key, JSON.stringify(wanted));
      else localStorage.removeItem(this.key);
    } catch {
      // Storage is closed: the site has the attempt, only this page would not go on with it.
    }
  }

  #kept() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }
}
