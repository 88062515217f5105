// Comments of a program in the text form: kept by the instruction that they belong to, whatever is changed elsewhere.

import { linesOf } from "./program-text.js";

const COMMENT = /#.*$/;

/**
 * The comments in a text. `lineOf`: the number of each instruction's line, from 1, by its id.
 * @returns {{above: Map<string, string[]>, beside: Map<string, string>, below: string[]}}
 */
export function commentsIn(text, lineOf) {
  const idAt = new Map([...lineOf].map(([id, line]) => [line, id]));
  const found = { above: new Map(), beside: new Map(), below: [] };
  let waiting = [];
  for (const [index, line] of text.split("\n").entries()) {
    const comment = line.match(COMMENT)?.[0].trimEnd();
    const id = idAt.get(index + 1);
    if (id === undefined) {
      // Also what stands beside "else:" or the name of a procedure goes with the instruction that follows.
      if (comment) waiting.push(comment);
      continue;
    }
    if (waiting.length) found.above.set(id, waiting);
    waiting = [];
    if (comment) found.beside.set(id, comment);
  }
  found.below = waiting;
  return found;
}

export const hasComments = ({ above, beside, below }) => above.size + beside.size + below.length > 0;

/** @returns {[string, string | null][]} the lines of the program with the comments of what is still there */
export function linesWith(program, { above, beside, below }) {
  const lines = [];
  for (const [text, id] of linesOf(program)) {
    const indent = text.match(/^ */)[0];
    for (const comment of above.get(id) ?? []) lines.push([indent + comment, null]);
    lines.push([beside.has(id) ? `${text}  ${beside.get(id)}` : text, id]);
  }
  return [...lines, ...below.map((comment) => [comment, null])];
}
