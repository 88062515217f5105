// Poses and frames: a matrix is twelve numbers, a turn by rows and then the place in mm. World: x, y on the table, z up.

const RADIAN = Math.PI / 180;

/** First `b`, then `a`: what is at `b` in the frame `a`, seen from outside. */
export function compose(a, b) {
  const made = new Array(12);
  for (let row = 0; row < 3; row += 1) {
    for (let column = 0; column < 3; column += 1) {
      made[3 * row + column] =
        a[3 * row] * b[column] + a[3 * row + 1] * b[3 + column] + a[3 * row + 2] * b[6 + column];
    }
    made[9 + row] = a[3 * row] * b[9] + a[3 * row + 1] * b[10] + a[3 * row + 2] * b[11] + a[9 + row];
  }
  return made;
}

export function apply(matrix, [x, y, z]) {
  return [0, 1, 2].map(
    (row) => matrix[3 * row] * x + matrix[3 * row + 1] * y + matrix[3 * row + 2] * z + matrix[9 + row],
  );
}

/** A pose: mm, and degrees about the fixed axes x, then y, then z. */
export function fromPose(x, y, z, rx = 0, ry = 0, rz = 0) {
  const [ca, sa] = [Math.cos(rx * RADIAN), Math.sin(rx * RADIAN)];
  const [cb, sb] = [Math.cos(ry * RADIAN), Math.sin(ry * RADIAN)];
  const [cg, sg] = [Math.cos(rz * RADIAN), Math.sin(rz * RADIAN)];
  return [
    cg * cb, cg * sb * sa - sg * ca, cg * sb * ca + sg * sa,
    sg * cb, sg * sb * sa + cg * ca, sg * sb * ca - cg * sa,
    -sb, cb * sa, cb * ca,
    x, y, z,
  ];
}

function link({ theta, d, a, alpha, type }, value) {
  const turn = (theta + (type === "prismatic" ? 0 : value)) * RADIAN;
  const out = d + (type === "prismatic" ? value : 0);
  const [ct, st] = [Math.cos(turn), Math.sin(turn)];
  const [ca, sa] = [Math.cos(alpha * RADIAN), Math.sin(alpha * RADIAN)];
  return [ct, -st * ca, st * sa, st, ct * ca, -ct * sa, 0, sa, ca, a * ct, a * st, out];
}

/** The frames 0…n of a robot's links in the cell, at joints in degrees (mm where a joint slides). */
export function framesOf(robot, joints) {
  const { x, y, z, rz } = robot.base;
  const frames = [fromPose(x, y, z, 0, 0, rz)];
  for (const [index, part] of robot.chain.entries()) frames.push(compose(frames[index], link(part, joints[index])));
  return frames;
}

/** The frame between the jaws. */
export const tcpOf = (frames, tool) => compose(frames.at(-1), fromPose(0, 0, tool.tcp.z));

/** The eight corners of a box primitive. */
export function cornersOf({ size, at, rz = 0 }) {
  const frame = fromPose(at[0], at[1], at[2], 0, 0, rz);
  const corners = [];
  for (const x of [-0.5, 0.5]) {
    for (const y of [-0.5, 0.5]) {
      for (const z of [-0.5, 0.5]) corners.push(apply(frame, [x * size[0], y * size[1], z * size[2]]));
    }
  }
  return corners;
}

/** A part as a primitive in its own frame: the middle of its bottom is at zero. */
export function bodyOf({ shape, size }) {
  const [x, y, z] = size.length > 2 ? size : [size[0], size[0], size[1]];
  return shape === "cylinder"
    ? { kind: "cylinder", from: [0, 0, 0], to: [0, 0, z], radius: x / 2 }
    : { kind: "box", size: [x, y, z], at: [0, 0, z / 2] };
}
