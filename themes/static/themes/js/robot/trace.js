// What the server judged, moment by moment: the browser only reads it.

import { compose, framesOf, fromPose, tcpOf } from "./geometry.js";

/** The last row of [[moment, …]] at `time`. */
function lastAt(rows, time) {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle][0] <= time + 1e-6) low = middle + 1;
    else high = middle;
  }
  return rows[low - 1];
}

export class Trace {
  /** @param {any} result of the engine @param {any} drawing of the cell */
  constructor(result, drawing) {
    this.result = result;
    this.trace = result.trace;
    this.drawing = drawing;
    const moments = [(this.trace.joints.length - 1) * this.trace.period, result.failure?.at ?? 0];
    this.duration = Math.max(...moments, 0);
  }

  /** When it went wrong, and the gripper stood somewhere; null where it only missed a goal. */
  get failedAt() {
    const { failure } = this.result;
    return failure?.block ? failure.at : null;
  }

  jointsAt(time) {
    const { joints, period } = this.trace;
    const at = Math.min(Math.max(time / period, 0), joints.length - 1);
    const [before, after] = [joints[Math.floor(at)], joints[Math.ceil(at)]];
    const share = at - Math.floor(at);
    return before.map((value, index) => value + share * (after[index] - value));
  }

  blockAt(time) {
    return lastAt(this.trace.blocks, time)?.[1] ?? null;
  }

  /** The opening of the gripper in mm. */
  jawsAt(time) {
    const rows = this.trace.jaws ?? [];
    const at = rows.findLastIndex(([moment]) => moment <= time);
    if (at < 0) return this.drawing.tool.opening;
    const [[start, from], [end, to]] = [rows[at], rows[at + 1] ?? rows[at]];
    return end > start ? from + ((to - from) * (time - start)) / (end - start) : to;
  }

  outputsAt(time) {
    const states = {};
    for (const [at, name, value] of this.trace.outputs ?? []) if (at <= time) states[name] = value;
    return states;
  }

  /** The frame of a part's bottom middle in the cell; null where it is gone. */
  partAt(id, time, tcp) {
    const row = lastAt(this.trace.parts[id] ?? [], time);
    if (!row || row[1] === "gone") return null;
    const frame = fromPose(...row.slice(2));
    return row[1] === "tool" ? compose(tcp, frame) : frame;
  }

  tcpAt(time) {
    return tcpOf(framesOf(this.drawing.robot, this.jointsAt(time)), this.drawing.tool);
  }

  /** The way of the gripper: points in mm, one in five samples. */
  path() {
    const { joints, period } = this.trace;
    const points = [];
    for (let index = 0; index < joints.length; index += 5) points.push(this.tcpAt(index * period).slice(9));
    if (joints.length) points.push(this.tcpAt((joints.length - 1) * period).slice(9));
    return points;
  }

  /** The moments at which a block begins, each once. */
  starts() {
    return [...new Set(this.trace.blocks.map(([at]) => at))];
  }
}
