// What came of a run: passed or not, each goal in words, and how it compares with the run before.

import { element, icon } from "./dom.js";
import { changedLines, lineNumbers } from "./program-text.js";

const SHOWN = 8;

export class Results {
  /** @param {{verdict: HTMLElement, results: HTMLElement, compared: HTMLElement, attempts: HTMLElement, words: any,
   *   showWhere: (result: any) => void, choose: (index: number) => void}} parts */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** @param {any} answer of the site @param {any} program that was judged @param {number} chosen which of the results is played */
  show(answer, program, chosen) {
    const result = answer.results[chosen]?.result;
    this.verdict.replaceChildren(this.#verdict(answer, program, result));
    this.results.replaceChildren(
      ...(answer.results.length > 1 ? [this.#situations(answer, chosen)] : []),
      ...(result ? [this.#goals(result)] : []),
      ...(answer.hidden?.of ? [this.#hidden(answer.hidden)] : []),
    );
  }

  #say(key, values) {
    return this.words.say(key, values);
  }

  #verdict(answer, program, result) {
    const { words } = this;
    const isHandedIn = answer.kind === "hand-in";
    const passed = isHandedIn ? answer.passed : result?.passed;
    const key = `verdict.${isHandedIn ? "hand_in" : "try"}.${passed ? "passed" : "failed"}`;
    const box = element("div", { class: `robot-verdict robot-verdict--${passed ? "yes" : "no"}` },
      icon(words.icons, passed ? "check-circle" : "cross-circle", "large"));
    const text = element("div", { class: "stack stack--tight" }, element("p", { class: "robot-verdict__title" }, words.say(key)));
    const failure = result?.failure;
    if (failure) {
      const line = lineNumbers(program).get(failure.block);
      const time = words.seconds(failure.at ?? 0);
      const where = words.say(line ? "failure_where" : "failure_when", { line, time });
      text.append(element("p", {}, `${failure.text} (${where})`));
      if (failure.block) text.append(element("button", { type: "button", class: "button button--small", "data-show-where": true, click: () => this.showWhere(result) },
          icon(words.icons, "search", "small"), words.say("show_where")));
    } else if (result) {
      text.append(element("p", {}, words.say("took", { time: words.seconds(result.cycle_time) })));
    }
    if (passed && !isHandedIn) text.append(element("p", {}, words.say("try_next")));
    box.append(text);
    return box;
  }

  #goals(result) {
    const rows = result.goals.map((goal) => element("li", { class: `robot-goal robot-goal--${goal.passed ? "yes" : "no"}` },
      icon(this.words.icons, goal.passed ? "check-circle" : "cross-circle"),
      element("span", {}, `${goal.text} `),
      element("strong", {}, this.#say(goal.passed ? "reached" : "not_reached"))));
    return element("div", {}, element("h3", { class: "robot__subtitle" }, this.#say("goals")), element("ul", { class: "robot-goals", role: "list" }, ...rows));
  }

  #situations(answer, chosen) {
    const rows = answer.results.map(({ title, scenario, result }, index) => {
      const { passed } = result;
      return element("li", {}, element("button", {
        type: "button", class: "robot-situation", "aria-pressed": String(index === chosen), click: () => this.choose(index),
      }, icon(this.words.icons, passed ? "check-circle" : "cross-circle", "small"), `${title || scenario}: `,
      element("strong", {}, this.#say(passed ? "well" : "wrong"))));
    });
    return element("div", {}, element("h3", { class: "robot__subtitle" }, this.#say("situations")), element("ul", { class: "robot-situations", role: "list" }, ...rows));
  }

  #hidden({ passed, of, texts }) {
    const said = (texts ?? []).map((text) => element("li", {}, text));
    return element("div", { class: "robot-hidden" },
      element("h3", { class: "robot__subtitle" }, this.#say("hidden_title")),
      element("p", {}, this.#say("hidden_text", { passed: this.words.number(passed), of: this.words.number(of) })),
      said.length ? element("ul", {}, ...said) : null);
  }

  /** How this run compares with the one before: {result, program} of both. */
  compare(before, now) {
    if (!before?.result || !now.result) return;
    const { words } = this;
    const changes = before.program ? changedLines(before.program, now.program) : [];
    const rows = [this.#better("goals", before.result.goals.filter(({ passed }) => passed).length,
      now.result.goals.filter(({ passed }) => passed).length, (value) => words.number(value), 1)];
    if (!before.result.failure && !now.result.failure) {
      rows.push(this.#better("cycle_time", before.result.cycle_time, now.result.cycle_time, (value) => words.seconds(value), -1));
    }
    const lines = changes.slice(0, SHOWN).map(({ kind, line, text, was }) => element("li", {},
      words.say(`change.${kind}`, { line, text, was })));
    if (changes.length > SHOWN) lines.push(element("li", {}, words.count("change.more", changes.length - SHOWN)));
    this.compared.replaceChildren(element("details", { class: "fold" },
      element("summary", {}, words.say("compared")),
      element("div", { class: "fold__body" }, element("ul", {}, ...rows),
        lines.length ? element("p", {}, words.say("what_changed")) : element("p", {}, words.say("nothing_changed")),
        lines.length ? element("ul", { class: "robot-changes" }, ...lines) : null)));
  }

  #better(key, before, now, show, way) {
    const word = before === now ? "same" : Math.sign(now - before) === way ? "better" : "worse";
    return element("li", {}, this.#say(`compare.${key}`, { before: show(before), now: show(now) }), " ",
      element("strong", {}, this.#say(word)));
  }

  /** The attempts so far, newest first. */
  list(attempts) {
    const { words } = this;
    const done = attempts.filter(({ state }) => state === "done");
    if (!done.length) return;
    const rows = done.map((attempt) => {
      const at = words.moment(new Date(attempt.at));
      return element("li", {}, `${at}: ${words.say(`kind.${attempt.kind}`)}. `, element("strong", {}, attempt.summary));
    });
    this.attempts.replaceChildren(element("details", { class: "fold" }, element("summary", {}, words.say("attempts")),
      element("div", { class: "fold__body" }, element("ul", {}, ...rows))));
  }
}
