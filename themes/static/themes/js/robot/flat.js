// The cell from above and from the side, as two drawings: for who has no three dimensions, or does not want them.

import { drawn, element } from "./dom.js";
import { apply, bodyOf, cornersOf, framesOf, fromPose, tcpOf } from "./geometry.js";
import { PART_COLOURS } from "./solids.js";

const MARGIN = 110;
/** How wide a letter of a name is against its height, and how many rows a name may move. */
const LETTER_WIDTH = 0.62;
const ROWS = [0, -1, 1, -2, 2, -3, 3, -4, 4];
/** How a point of the cell is laid on paper: [across, down]. */
const SIDES = { top: ([x, y]) => [x, -y], side: ([x, , z]) => [x, -z] };
const DEPTH = { top: ([, , z]) => z, side: ([, y]) => -y };
const FRAME = fromPose(0, 0, 0);

export class Flat {
  /** @param {{place: HTMLElement, drawing: any, words: any}} parts */
  constructor({ place, drawing, words }) {
    Object.assign(this, { place, drawing, words });
    this.pages = Object.keys(SIDES).map((side) => this.#page(side));
    place.replaceChildren(...this.pages.map(({ figure }) => figure));
  }

  #page(side) {
    const { drawing, words } = this;
    const still = drawn("g");
    const moving = drawn("g");
    const trail = drawn("g");
    const svg = drawn("svg", { role: "img", "aria-label": words.say(`view.${side}`), class: "robot-flat" }, still, trail, moving);
    const figure = element("figure", { class: "robot-flat__figure" }, element("figcaption", {}, words.say(`view.${side}`)));
    figure.prepend(svg);
    const items = [...drawing.items];
    const depth = ({ primitives }) => Math.max(...primitives.flatMap((one) => pointsOf(one).map(DEPTH[side])));
    for (const item of items.sort((one, other) => depth(one) - depth(other))) {
      for (const primitive of item.primitives) still.append(solid(primitive, FRAME, side, `robot-flat__${item.kind}`));
    }
    const zones = [[drawing.zone, "zone"], ...(drawing.sensors ?? []).map((sensor) => [sensor, "sensor"])];
    for (const [area, kind] of zones.filter(([found]) => found?.size)) {
      const { at, size } = area;
      const box = { kind: "box", size, at: [at.x, at.y, at.z + size[2] / 2], rz: at.rz };
      still.append(solid(box, FRAME, side, `robot-flat__${kind}`));
    }
    const [left, right] = this.#frame(svg, side, items);
    const named = items.filter(({ kind }) => ["bin", "pallet", "feeder", "machine", "fence"].includes(kind));
    still.append(...this.#names(named, side, left, right));
    return { side, figure, moving, trail };
  }

  /** The names in the middle of what they name, between the edges; one that would lie on another moves up or down. */
  #names(items, side, left, right) {
    const letter = letterOf(left, right);
    const half = letter * LETTER_WIDTH;
    // Parts lie on top, each with a letter.
    const taken = this.drawing.parts.map(({ at, size }) => {
      const [x, y] = SIDES[side]([at.x, at.y, (at.z ?? 0) + size.at(-1) / 2]);
      return { x, y, half };
    });
    return items.map((item) => {
      const points = item.primitives.flatMap(pointsOf).map(SIDES[side]);
      const middle = (axis) => (Math.min(...points.map((p) => p[axis])) + Math.max(...points.map((p) => p[axis]))) / 2;
      const name = this.words.label(item.id);
      const own = (name.length * half) / 2;
      const x = Math.max(left + own, Math.min(right - own, middle(0)));
      const isFree = (y) => taken.every((other) => Math.abs(y - other.y) >= letter || Math.abs(x - other.x) >= own + other.half);
      const y = ROWS.map((row) => middle(1) + row * letter * 1.1).find(isFree) ?? middle(1);
      taken.push({ x, y, half: own });
      const text = drawn("text", { x, y, class: "robot-flat__name" });
      text.textContent = name;
      return text;
    });
  }

  /** Gives the drawing its frame; returns its left and right edge. */
  #frame(svg, side, items) {
    const { robot, home } = this.drawing;
    const { x, y, z } = robot.base;
    const points = [
      ...items.filter(({ kind }) => kind !== "table").flatMap((item) => item.primitives.flatMap(pointsOf)),
      ...Object.values(this.drawing.points).map((pose) => pose.slice(0, 3)),
      [x, y, z],
      [x, y, z + 600],
      ...framesOf(robot, home ?? robot.chain.map(() => 0)).map((frame) => apply(frame, [0, 0, 0])),
    ].map(SIDES[side]);
    const low = [0, 1].map((axis) => Math.min(...points.map((point) => point[axis])) - MARGIN);
    const high = [0, 1].map((axis) => Math.max(...points.map((point) => point[axis])) + MARGIN);
    svg.style.setProperty("--letter", `${letterOf(low[0], high[0])}px`);
    svg.setAttribute("viewBox", `${low[0]} ${low[1]} ${high[0] - low[0]} ${high[1] - low[1]}`);
    return [low[0], high[0]];
  }

  show(trace, time) {
    const frames = framesOf(this.drawing.robot, trace.jointsAt(time));
    const tcp = tcpOf(frames, this.drawing.tool);
    for (const { side, moving } of this.pages) {
      const shapes = [];
      for (const part of this.drawing.parts) {
        const frame = trace.partAt(part.id, time, tcp);
        if (frame) shapes.push(...this.#part(part, frame, side));
      }
      for (const [index, primitives] of this.drawing.robot.links.entries()) {
        for (const one of primitives) shapes.push(solid(one, frames[index], side, `robot-flat__arm robot-flat__arm--${index % 2}`));
      }
      for (const one of this.drawing.tool.primitives) shapes.push(solid(one, frames.at(-1), side, "robot-flat__tool"));
      const half = trace.jawsAt(time) / 2;
      for (const [index, { size, at }] of this.drawing.tool.jaws.entries()) {
        const across = (index ? 1 : -1) * (half + size[1] / 2);
        shapes.push(solid({ kind: "box", size, at: [at[0], across, at[2]] }, frames.at(-1), side, "robot-flat__jaw"));
      }
      moving.replaceChildren(...shapes);
    }
  }

  /** A part, with the first letter of its colour. */
  #part(part, frame, side) {
    const body = bodyOf(part);
    const made = solid(body, frame, side, "robot-flat__part");
    made.style.fill = PART_COLOURS[part.colour] ?? "#9b59b6";
    const [x, y] = SIDES[side](apply(frame, [0, 0, part.size.at(-1) / 2]));
    const letter = drawn("text", { x, y, class: "robot-flat__letter" });
    letter.textContent = this.words.colour(part.colour ?? "").slice(0, 1).toUpperCase();
    return [made, letter];
  }

  trail(points, failedAt) {
    for (const { side, trail } of this.pages) {
      const line = points.map(SIDES[side]).map((point) => point.map(Math.round).join()).join(" ");
      trail.replaceChildren(drawn("polyline", { points: line, class: "robot-flat__trail" }));
      if (failedAt) {
        const [cx, cy] = SIDES[side](failedAt);
        const sign = drawn("text", { x: cx, y: cy, class: "robot-flat__sign" });
        sign.textContent = "!";
        trail.append(drawn("circle", { cx, cy, r: 42, class: "robot-flat__failed" }), sign);
      }
    }
  }

  close() {
    this.place.replaceChildren();
  }
}

function letterOf(left, right) {
  return (right - left) / 26;
}

function pointsOf(primitive) {
  return primitive.kind === "box" ? cornersOf(primitive) : [primitive.from, primitive.to];
}

/** The shadow of a solid on the paper. */
function solid(primitive, frame, side, name) {
  const lay = (point) => SIDES[side](apply(frame, point));
  if (primitive.kind === "box") {
    const corners = hull(cornersOf(primitive).map(lay));
    return drawn("polygon", { points: corners.map((point) => point.map((one) => one.toFixed(1)).join()).join(" "), class: name });
  }
  const [[x1, y1], [x2, y2]] = [lay(primitive.from), lay(primitive.to)];
  if (Math.hypot(x2 - x1, y2 - y1) < primitive.radius / 2) {
    return drawn("circle", { cx: (x1 + x2) / 2, cy: (y1 + y2) / 2, r: primitive.radius, class: name });
  }
  const cap = primitive.kind === "capsule" ? "robot-flat__bar--round" : "";
  const made = drawn("line", { x1, y1, x2, y2, "stroke-width": 2 * primitive.radius, class: `${name} robot-flat__bar ${cap}` });
  return made;
}

/** The points around a set of points, in order. */
function hull(points) {
  const sorted = [...points].sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
  const turn = ([ox, oy], [ax, ay], [bx, by]) => (ax - ox) * (by - oy) - (ay - oy) * (bx - ox);
  const half = (list) => {
    const found = [];
    for (const point of list) {
      while (found.length > 1 && turn(found.at(-2), found.at(-1), point) <= 0) found.pop();
      found.push(point);
    }
    return found.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}
