// Plain solids with the look of what they are.

const RADIAN = Math.PI / 180;

export const PART_COLOURS = {
  red: "#d1362b", blue: "#1f6fc4", green: "#2e8b4f", yellow: "#e8b71a", orange: "#e2711d", white: "#f1f1ee",
  black: "#2b2f33", grey: "#8d969d", gray: "#8d969d", purple: "#7b4bb3",
};

const LOOKS = {
  foot: ["#343b42", 0.55, 0.3], arm: ["#e4e8ea", 0.42, 0.15], cover: ["#b9c2c9", 0.4, 0.3], tool: ["#4a535b", 0.4, 0.55],
  seam: ["#38414a", 0.5, 0.2],
  jaw: ["#1f252a", 0.6, 0.2], table: ["#a7b0b7", 0.75, 0.1], fence: ["#f0b400", 0.55, 0.2], post: ["#5b666f", 0.5, 0.4],
  machine: ["#5f7f9b", 0.5, 0.25], box: ["#b08d62", 0.85, 0], bin: ["#7f8a93", 0.7, 0.1], pallet: ["#b98f5a", 0.85, 0],
  feeder: ["#59636b", 0.55, 0.3], sensor: ["#2f8fd8", 0.4, 0.2],
};

/** @param {any} three @param {{kind: string, colour?: string}} item */
export function material(three, { kind, colour }) {
  const [own, roughness, metalness] = LOOKS[kind] ?? LOOKS.box;
  const look = new three.MeshStandardMaterial({
    color: colour ? (PART_COLOURS[colour] ?? "#9b59b6") : own, roughness: colour ? 0.45 : roughness,
    metalness: colour ? 0.05 : metalness,
  });
  if (kind === "fence") {
    look.transparent = true;
    look.opacity = 0.45;
    look.depthWrite = false;
    look.side = three.DoubleSide;
  }
  return look;
}

/** A box; `at` is its middle. Fences get their edges, since one looks through them. */
export function block(three, { size, at, rz = 0 }, look, kind) {
  const shape = new three.BoxGeometry(...size);
  const made = new three.Mesh(shape, look);
  made.position.set(...at);
  made.rotation.z = rz * RADIAN;
  if (kind === "fence") {
    made.add(new three.LineSegments(new three.EdgesGeometry(shape), new three.LineBasicMaterial({ color: 0xb98700 })));
  }
  return made;
}

/** A cylinder or capsule between two points. */
export function bar(three, { kind, from, to, radius }, look) {
  const [start, end] = [new three.Vector3(...from), new three.Vector3(...to)];
  const along = end.clone().sub(start);
  const length = Math.max(along.length(), 0.1);
  const shape = kind === "capsule"
    ? new three.CapsuleGeometry(radius, length, 10, 28)
    : new three.CylinderGeometry(radius, radius, length, 36);
  const made = new three.Mesh(shape, look);
  made.position.copy(start.add(end).multiplyScalar(0.5));
  if (along.lengthSq() > 0) {
    made.quaternion.setFromUnitVectors(new three.Vector3(0, 1, 0), along.normalize());
  }
  return made;
}

/** The dark seams near both ends of a long rod, where its covers begin. */
export function seamsOf({ kind, from, to, radius }) {
  const length = Math.hypot(...to.map((value, axis) => value - from[axis]));
  if (kind !== "capsule" || length < 80) return [];
  const at = (share) => from.map((value, axis) => value + share * (to[axis] - value));
  const thick = 9 / length;
  return [0.16, 0.84].map((share) => ({ kind: "cylinder", from: at(share - thick / 2), to: at(share + thick / 2), radius: radius * 1.015 }));
}

/** A sign with a name that always faces the reader. */
export function label(three, text, isWarning = false) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const font = `600 44px ${getComputedStyle(document.body).fontFamily}`;
  pen.font = font;
  canvas.width = Math.ceil(pen.measureText(text).width) + 40;
  canvas.height = 68;
  const sign = new three.Sprite(new three.SpriteMaterial({ depthTest: !isWarning, transparent: true }));
  sign.userData = { canvas, font, text, isWarning };
  sign.scale.set(canvas.width * 0.95, canvas.height * 0.95, 1);
  sign.renderOrder = isWarning ? 4 : 2;
  paint(three, sign, false);
  return sign;
}

function paint(three, sign, dark) {
  const { canvas, font, text, isWarning } = sign.userData;
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = isWarning ? "#b3231a" : dark ? "rgb(27 33 39 / 88%)" : "rgb(255 255 255 / 88%)";
  pen.beginPath();
  pen.roundRect(0, 0, canvas.width, canvas.height, 10);
  pen.fill();
  pen.font = font;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = isWarning || dark ? "#ffffff" : "#14181c";
  pen.fillText(text, canvas.width / 2, canvas.height / 2 + 3);
  sign.material.map?.dispose();
  const Texture = three ? three.CanvasTexture : sign.material.map.constructor;
  sign.material.map = new Texture(canvas);
  sign.material.map.colorSpace = "srgb";
}

/** Paint all names of a group for a light or dark page. */
export function tuned(group, dark) {
  for (const sign of group.children) paint(null, sign, dark);
}

/** The page's colours around `place`. */
export function colourOf(place) {
  const style = getComputedStyle(place);
  const ground = style.getPropertyValue("--robot-ground").trim() || "#f2f4f5";
  return { ground, accent: style.getPropertyValue("--accent").trim() || "#c2410c", dark: style.colorScheme.includes("dark") };
}
