// Plays what the server judged: play, pause, step by step, faster and slower, to any moment, to the failure.

import { instructionInWords } from "./describe.js";
import { instructionOf } from "./program.js";
import { lineNumbers } from "./program-text.js";

/** Says "moment" when the time changes: `time` in s and `block`, the id of the instruction that runs. */
export class Playback extends EventTarget {
  /** @param {{place: HTMLElement, words: any, say: (text: string) => void}} parts `place` has the controls by data-do */
  constructor({ place, words, say }) {
    super();
    Object.assign(this, { place, words, say });
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.controls = Object.fromEntries([...place.querySelectorAll("[data-do]")].map((part) => [part.dataset.do, part]));
    const press = {
      play: () => (this.isPlaying ? this.pause() : this.play()),
      back: () => this.step(-1),
      on: () => this.step(1),
      failure: () => this.toFailure(),
    };
    for (const [name, act] of Object.entries(press)) this.controls[name].addEventListener("click", act);
    this.controls.scrub.addEventListener("input", () => {
      this.pause();
      this.go(this.controls.scrub.valueAsNumber);
    });
    this.controls.speed.addEventListener("change", () => {
      this.speed = Number(this.controls.speed.value);
    });
    this.speed = 1;
    this.time = 0;
    this.still.addEventListener("change", () => this.#showStillness());
    this.#showStillness();
  }

  #showStillness() {
    if (this.still.matches) this.pause();
    this.controls.play.hidden = this.still.matches;
    this.controls.speed.closest("label").hidden = this.still.matches;
    this.controls.still.hidden = !this.still.matches;
  }

  /** @param {import("./trace.js").Trace} trace @param {any} program that made it */
  load(trace, program) {
    this.pause();
    Object.assign(this, { trace, program, time: 0, block: undefined });
    this.lines = lineNumbers(program);
    this.place.hidden = false;
    this.controls.scrub.max = String(trace.duration);
    this.controls.failure.hidden = trace.failedAt === null;
    this.go(0);
  }

  /** Nothing to play. */
  close() {
    this.pause();
    this.trace = null;
    this.place.hidden = true;
    this.dispatchEvent(new CustomEvent("moment", { detail: { time: 0, block: null } }));
  }

  play() {
    if (!this.trace || this.still.matches) return;
    if (this.time >= this.trace.duration) this.go(0);
    this.isPlaying = true;
    this.#showPlaying();
    let before = performance.now();
    const tick = (now) => {
      if (!this.isPlaying) return;
      this.go(this.time + ((now - before) / 1000) * this.speed);
      before = now;
      if (this.time >= this.trace.duration) this.pause();
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  pause() {
    this.isPlaying = false;
    this.#showPlaying();
  }

  #showPlaying() {
    const { play } = this.controls;
    play.querySelector("[data-when=paused]").toggleAttribute("hidden", this.isPlaying);
    play.querySelector("[data-when=playing]").toggleAttribute("hidden", !this.isPlaying);
  }

  /** To the beginning of the block before (-1) or after (1) this moment. */
  step(way) {
    this.pause();
    if (!this.trace) return;
    const starts = [...this.trace.starts(), this.trace.duration];
    const next = way > 0 ? starts.find((at) => at > this.time + 1e-6) : starts.findLast((at) => at < this.time - 1e-6);
    this.go(next ?? (way > 0 ? this.trace.duration : 0));
    this.say(this.running);
  }

  toFailure() {
    if (!this.trace) return;
    const { failure } = this.trace.result;
    this.pause();
    this.go(failure.at);
    this.dispatchEvent(new CustomEvent("failure", { detail: failure }));
  }

  go(time) {
    if (!this.trace) return;
    this.time = Math.min(Math.max(time, 0), this.trace.duration);
    const { failure } = this.trace.result;
    const hasFailed = failure && this.time >= failure.at - 1e-6;
    this.block = (hasFailed && failure.block) || this.trace.blockAt(this.time);
    const { scrub, time: clock, running } = this.controls;
    scrub.value = String(this.time);
    clock.textContent = `${this.words.seconds(this.time)} / ${this.words.seconds(this.trace.duration)}`;
    this.running = this.#runningInWords();
    scrub.setAttribute("aria-valuetext", `${this.words.seconds(this.time)}. ${this.running}`);
    if (running.textContent !== this.running) running.textContent = this.running;
    this.dispatchEvent(new CustomEvent("moment", { detail: { time: this.time, block: this.block } }));
  }

  #runningInWords() {
    const instruction = this.block && instructionOf(this.program, this.block);
    if (!instruction) return this.words.say("runs_nothing");
    return this.words.say("runs_line", {
      line: this.lines.get(this.block),
      step: instructionInWords(this.words, instruction),
    });
  }
}
