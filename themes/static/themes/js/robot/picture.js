// The picture of the cell: in three dimensions where that is possible and wanted, else as two drawings.

import { Flat } from "./flat.js";
import { Scene, canDraw } from "./scene.js";
import { Trace } from "./trace.js";

const NAME = "robot-dimension";

export class Picture {
  /** @param {{app: HTMLElement, exercise: any, words: any, three: string}} parts `three`: the address of the module */
  constructor({ app, exercise, words, three }) {
    Object.assign(this, { app, exercise, words, address: three });
    this.place = app.querySelector("[data-scene]");
    this.dimensions = app.querySelector("[data-dimensions]");
    this.orbit = app.querySelector("[data-orbit]");
    this.can = Boolean(three) && canDraw();
    this.dimensions.hidden = !this.can;
    this.dimension = this.can ? this.#kept() : 2;
    for (const button of app.querySelectorAll("[data-dimension]")) {
      button.addEventListener("click", () => this.#choose(Number(button.dataset.dimension)));
    }
    for (const button of app.querySelectorAll("[data-turn]")) {
      const step = button.dataset.turn.split(" ").map(Number);
      const isReset = !button.dataset.turn;
      button.addEventListener("click", () => (isReset ? this.drawn?.orbit.reset() : this.drawn?.orbit.step(...step)));
    }
  }

  #kept() {
    try {
      return Number(localStorage.getItem(NAME)) || 3;
    } catch {
      return 3;
    }
  }

  #choose(dimension) {
    try {
      localStorage.setItem(NAME, String(dimension));
    } catch {
      // Storage is closed: the choice holds for this page.
    }
    this.dimension = dimension;
    this.#draw();
  }

  /** Show the cell of a scenario, with a trace in it or before anything was tried. */
  async load(scenario, result = null) {
    this.drawing = drawingOf(this.exercise, scenario);
    this.trace = new Trace(result ?? atRest(this.drawing), this.drawing);
    this.time = 0;
    await this.#draw();
    return this.trace;
  }

  async #draw() {
    for (const button of this.app.querySelectorAll("[data-dimension]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.dimension) === this.dimension));
    }
    let three = null;
    if (this.dimension === 3) {
      try {
        three = await import(this.address);
      } catch {
        this.dimensions.hidden = true; // The script did not come through: drawings need none.
        this.dimension = 2;
      }
    }
    const view = this.drawn?.orbit?.view;
    this.drawn?.close();
    const parts = { place: this.place, drawing: this.drawing, words: this.words };
    this.drawn = three ? new Scene(three, { ...parts, view }) : new Flat(parts);
    this.orbit.hidden = !three;
    const { failedAt } = this.trace;
    const failed = failedAt === null ? null : this.trace.tcpAt(failedAt).slice(9);
    this.drawn.trail(this.trace.path(), failed);
    this.drawn.show(this.trace, this.time);
  }

  show(time) {
    this.time = time;
    this.drawn?.show(this.trace, time);
  }
}

/** The drawing with the parts as they are in a scenario. */
function drawingOf({ drawing }, scenario) {
  if (!scenario) return drawing;
  const { parts = [], feeders = [] } = scenario.cell;
  const fed = feeders.flatMap(({ id, at, size, shape, parts: colours }) =>
    colours.map((colour, index) => ({ id: `${id}-${index + 1}`, at, size, shape: shape ?? "box", colour, fed: true })));
  return { ...drawing, parts: [...parts.map((part) => ({ shape: "box", ...part })), ...fed] };
}

/** The cell before anything was tried. */
function atRest(drawing) {
  // Of what a feeder lays down, the first part stands there at once.
  const there = drawing.parts.filter(({ id, fed }) => !fed || id.endsWith("-1"));
  const parts = Object.fromEntries(there.map(({ id, at }) => [id, [[0, "world", at.x, at.y, at.z ?? 0, 0, 0, at.rz ?? 0]]]));
  const joints = drawing.home ?? drawing.robot.chain.map(() => 0);
  return { trace: { period: 1, joints: [joints], blocks: [], parts }, failure: null };
}
