// Speaks with the site: nothing is lost while the connection is, and what is sent twice counts once.

import { token } from "../player-queue.js";
import { newId } from "./dom.js";

const POLL_FIRST = 400;
const POLL_MOST = 5_000;
const RETRY = 4_000;
const NO_ID = "00000000-0000-0000-0000-000000000000";

/** The site refuses; `message` says why, for people. */
export class Refusal extends Error {
  constructor(message, answer) {
    super(message);
    this.answer = answer;
  }
}

/** The site can't answer now and asks to wait: `message` says why, for people; `pause` in ms. */
export class TooMany extends TypeError {
  constructor(message, pause) {
    super(message);
    this.pause = pause;
  }
}

/** Nobody is signed in any more, or the page is too old to be trusted. */
export class PageTooOld extends Error {}

export class Server {
  /** @param {Record<string, string>} urls */
  constructor(urls) {
    this.urls = urls;
  }

  /** Throws TypeError without a connection or while the site can't answer, TooMany where it asks to wait. */
  async ask(address, body) {
    const response = await fetch(address, {
      method: body ? "POST" : "GET",
      body: body && JSON.stringify(body),
      headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json", "X-CSRFToken": token() }) },
      credentials: "same-origin",
    });
    if (response.status >= 500) throw new TypeError("not now");
    if (response.status === 401 || response.status === 403 || response.redirected) throw new PageTooOld();
    const isJson = response.headers.get("Content-Type")?.includes("json");
    const answer = isJson && response.status !== 204 ? await response.json() : null;
    if (response.status === 429) {
      // A server in front of the site may say it without a sentence.
      if (!answer?.detail) throw new TypeError("not now");
      throw new TooMany(answer.detail, (Number(response.headers.get("Retry-After")) || RETRY / 1000) * 1000);
    }
    if (!response.ok) throw new Refusal(answer?.detail ?? response.statusText, answer);
    return answer;
  }

  /** Keep the work in hand; throws Refusal with `answer.newer` where another device has saved since `base`. */
  draft(work) {
    return this.ask(this.urls.draft, work);
  }

  /** The program in `text`; throws Refusal with `answer.problems`. */
  parse(text) {
    return this.ask(this.urls.text, { text });
  }

  state() {
    return this.ask(this.urls.data);
  }

  attempt(uuid) {
    return this.ask(this.urls.attempt.replace(NO_ID, uuid));
  }
}

/**
 * One run: sent until the site has it, then asked after until it is judged. The same step id all the way, so a run
 * that was sent twice is one attempt.
 */
export class Run extends EventTarget {
  /** @param {Server} server @param {{kind: string, scenario?: string, program: any, step?: string, attempt?: string}} wanted */
  constructor(server, wanted) {
    super();
    this.server = server;
    this.wanted = { step: newId(), ...wanted };
  }

  #tell(state, more = {}) {
    this.dispatchEvent(new CustomEvent("state", { detail: { state, ...more } }));
  }

  /** The answer when it is judged; throws Refusal and PageTooOld. */
  async finish() {
    const { kind, scenario, program, step } = this.wanted;
    while (!this.wanted.attempt) {
      this.#tell("sending");
      try {
        const body = kind === "try" ? { program, scenario, step } : { program, step };
        const answer = await this.server.ask(this.server.urls[kind === "try" ? "try" : "hand_in"], body);
        this.wanted.attempt = answer.attempt;
        this.#tell("queued", { attempt: answer.attempt, ahead: answer.ahead });
      } catch (problem) {
        await this.#wait(problem);
      }
    }
    for (let pause = POLL_FIRST; ; pause = Math.min(pause * 1.4, POLL_MOST)) {
      try {
        const answer = await this.server.attempt(this.wanted.attempt);
        this.#tell(answer.state, answer);
        if (answer.state === "done" || answer.state === "failed") return answer;
      } catch (problem) {
        await this.#wait(problem);
      }
      await sleep(pause);
    }
  }

  async #wait(problem) {
    if (problem instanceof TooMany) {
      this.#tell("too_many", { text: problem.message });
      await sleep(problem.pause);
      return;
    }
    if (!(problem instanceof TypeError)) throw problem;
    this.#tell("offline");
    await Promise.race([sleep(RETRY), new Promise((done) => addEventListener("online", done, { once: true }))]);
  }
}

const sleep = (time) => new Promise((done) => setTimeout(done, time));
