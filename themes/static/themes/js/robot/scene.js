// The cell in three dimensions, made of plain solids; drawn only when something changes.

import { Orbit } from "./orbit.js";
import { bar, block, colourOf, label, material, seamsOf, tuned } from "./solids.js";
import { bodyOf, framesOf, tcpOf } from "./geometry.js";

const NAMED = ["bin", "pallet", "feeder", "machine", "fence"];
const JOINT = 2; // Links from here on are drawn slimmer and a little darker, as their covers are.

/** True where this browser can draw in three dimensions. */
export function canDraw() {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return Boolean(context);
  } catch {
    return false;
  }
}

export class Scene {
  /**
   * @param {any} three the module
   * @param {{place: HTMLElement, drawing: any, words: any, view?: any}} parts
   */
  constructor(three, { place, drawing, words, view }) {
    Object.assign(this, { three, place, drawing, words });
    this.renderer = new three.WebGLRenderer({ antialias: true, alpha: true });
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = three.PCFShadowMap;
    this.renderer.toneMapping = three.ACESFilmicToneMapping;
    this.canvas = this.renderer.domElement;
    this.canvas.className = "robot-view__canvas";
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", words.say("view.label"));
    place.replaceChildren(this.canvas);
    this.scene = new three.Scene();
    this.camera = new three.PerspectiveCamera(38, 1, 0.05, 30);
    this.camera.up.set(0, 0, 1);
    // Everything is in mm; the picture is in metres.
    this.world = new three.Group();
    this.world.scale.setScalar(0.001);
    this.scene.add(this.world);
    this.world.updateMatrixWorld();
    this.#light();
    this.#cell();
    this.#robot();
    this.orbit = new Orbit(this.camera, this.canvas, this.middle, this.size, () => this.draw(), view);
    this.sizes = new ResizeObserver(() => this.#resize());
    this.sizes.observe(place);
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.themes = new MutationObserver(() => this.tune());
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.retune = () => this.tune();
    this.dark.addEventListener("change", this.retune);
    this.tune();
  }

  #light() {
    const { three } = this;
    this.sky = new three.HemisphereLight(0xffffff, 0x8a939b, 1.5);
    this.sun = new three.DirectionalLight(0xffffff, 2.6);
    this.sun.position.set(1.2, -1.6, 2.8);
    this.sun.castShadow = true;
    this.sun.shadow.mapSize.set(1024, 1024);
    this.sun.shadow.bias = -0.0006;
    this.sun.shadow.normalBias = 0.02;
    const range = this.sun.shadow.camera;
    [range.left, range.right, range.top, range.bottom, range.near, range.far] = [-1.4, 1.4, 1.4, -1.4, 0.5, 6];
    this.scene.add(this.sky, this.sun);
  }

  #cell() {
    const { three, drawing } = this;
    this.parts = new Map();
    this.labels = new three.Group();
    const box = new three.Box3();
    for (const item of drawing.items) {
      const group = new three.Group();
      for (const primitive of item.primitives) group.add(this.#solid(primitive, material(three, item), item.kind));
      this.world.add(group);
      box.expandByObject(group);
      if (NAMED.includes(item.kind)) this.#name(item, group);
    }
    for (const part of drawing.parts) {
      const group = new three.Group();
      group.add(this.#solid(bodyOf(part), material(three, { kind: "part", colour: part.colour }), "part"));
      this.world.add(group);
      this.parts.set(part.id, group);
    }
    if (drawing.zone) this.#zone(drawing.zone);
    for (const sensor of drawing.sensors ?? []) this.#sensor(sensor);
    // What matters is where the robot goes, not how large the table is.
    const { base } = drawing.robot;
    const seen = new three.Box3().expandByPoint(new three.Vector3(base.x, base.y, base.z + 420).multiplyScalar(0.001));
    for (const pose of Object.values(drawing.points)) seen.expandByPoint(new three.Vector3(...pose.slice(0, 3)).multiplyScalar(0.001));
    for (const { at } of drawing.parts) seen.expandByPoint(new three.Vector3(at.x, at.y, at.z ?? 0).multiplyScalar(0.001));
    this.middle = seen.getCenter(new three.Vector3());
    this.size = Math.min(Math.max(seen.getSize(new three.Vector3()).length(), 0.85), 2.4);
    this.floor = new three.Mesh(new three.CircleGeometry(2600, 64), new three.ShadowMaterial({ opacity: 0.25 }));
    this.floor.receiveShadow = true;
    this.floor.position.z = Math.min(0, box.min.z * 1000) - 2;
    this.grid = new three.GridHelper(3200, 32);
    this.grid.rotation.x = Math.PI / 2;
    this.grid.position.z = this.floor.position.z - 1;
    this.world.add(this.floor, this.grid, this.labels);
  }

  #solid(primitive, look, kind) {
    const made = primitive.kind === "box"
      ? block(this.three, primitive, look, kind)
      : bar(this.three, primitive, look);
    made.castShadow = kind !== "table" && kind !== "fence";
    made.receiveShadow = true;
    return made;
  }

  #name(item, group) {
    const box = new this.three.Box3().setFromObject(group);
    const text = label(this.three, this.words.label(item.id));
    const centre = box.getCenter(new this.three.Vector3());
    text.position.set(centre.x * 1000, centre.y * 1000, box.max.z * 1000 + 55);
    this.labels.add(text);
  }

  #zone({ at, size }) {
    const { three } = this;
    const shape = new three.BoxGeometry(...size);
    const body = new three.Mesh(shape, new three.MeshBasicMaterial({ color: 0xf2b705, transparent: true, opacity: 0.1, depthWrite: false }));
    const edges = new three.LineSegments(new three.EdgesGeometry(shape), new three.LineBasicMaterial({ color: 0xd69a00 }));
    const group = new three.Group();
    group.add(body, edges);
    group.position.set(at.x, at.y, at.z + size[2] / 2);
    group.rotation.z = ((at.rz ?? 0) * Math.PI) / 180;
    this.world.add(group);
  }

  #sensor({ at, size }) {
    const { three } = this;
    const shape = new three.BoxGeometry(...size);
    const edges = new three.LineSegments(new three.EdgesGeometry(shape), new three.LineBasicMaterial({ color: 0x2f8fd8 }));
    edges.position.set(at.x, at.y, at.z + size[2] / 2);
    edges.rotation.z = ((at.rz ?? 0) * Math.PI) / 180;
    this.world.add(edges);
  }

  #robot() {
    const { three, drawing } = this;
    const looks = (kind) => material(three, { kind });
    this.links = drawing.robot.links.map((primitives, index) => {
      const group = new three.Group();
      group.matrixAutoUpdate = false;
      for (const [at, primitive] of primitives.entries()) {
        const role = index === 0 ? "foot" : at % 2 || index > JOINT ? "cover" : "arm";
        group.add(this.#solid(primitive, looks(role), role));
        for (const seam of seamsOf(primitive)) group.add(this.#solid(seam, looks("seam"), "seam"));
      }
      this.world.add(group);
      return group;
    });
    const wide = Math.max(...drawing.robot.links[0].map(({ radius }) => radius), 60) * 1.25;
    this.links[0].add(
      this.#solid({ kind: "cylinder", from: [0, 0, 0], to: [0, 0, 14], radius: wide }, looks("foot"), "foot"),
      this.#solid({ kind: "cylinder", from: [0, 0, 14], to: [0, 0, 60], radius: wide * 0.8 }, looks("foot"), "foot"),
    );
    this.#gripper(looks);
  }

  #gripper(looks) {
    const { three, drawing: { tool } } = this;
    this.tool = new three.Group();
    this.tool.matrixAutoUpdate = false;
    const top = Math.min(...tool.jaws.map(({ size, at }) => at[2] - size[2] / 2));
    const palm = { kind: "box", size: [34, tool.opening + 2 * tool.jaws[0].size[1] + 8, 22], at: [0, 0, top - 9] };
    const stem = { kind: "cylinder", from: [0, 0, 0], to: [0, 0, top - 12], radius: 26 };
    this.tool.add(this.#solid(palm, looks("tool"), "tool"), this.#solid(stem, looks("tool"), "tool"));
    this.jaws = tool.jaws.map(({ size, at }) => {
      const jaw = this.#solid({ kind: "box", size, at }, looks("jaw"), "tool");
      this.tool.add(jaw);
      return jaw;
    });
    this.world.add(this.tool);
  }

  /** Show a moment of a trace. */
  show(trace, time) {
    const frames = framesOf(this.drawing.robot, trace.jointsAt(time));
    for (const [index, group] of this.links.entries()) this.#place(group, frames[index]);
    this.#place(this.tool, frames.at(-1));
    const half = trace.jawsAt(time) / 2;
    for (const [index, jaw] of this.jaws.entries()) {
      const side = index ? 1 : -1;
      jaw.position.y = side * (half + this.drawing.tool.jaws[index].size[1] / 2);
    }
    const tcp = tcpOf(frames, this.drawing.tool);
    for (const [id, group] of this.parts) {
      const frame = trace.partAt(id, time, tcp);
      group.visible = frame !== null;
      if (frame) this.#place(group, frame);
    }
    this.draw();
  }

  #place(group, m) {
    group.matrixAutoUpdate = false;
    group.matrix.set(m[0], m[1], m[2], m[9], m[3], m[4], m[5], m[10], m[6], m[7], m[8], m[11], 0, 0, 0, 1);
    group.matrixWorldNeedsUpdate = true;
  }

  /** The way of the gripper, and where it went wrong (a point, or null). */
  trail(points, failedAt) {
    const { three } = this;
    this.way?.removeFromParent();
    this.way = new three.Group();
    if (points.length > 1) {
      const line = new three.BufferGeometry().setFromPoints(points.map((point) => new three.Vector3(...point)));
      this.way.add(new three.Line(line, new three.LineBasicMaterial({ color: this.accent })));
    }
    if (failedAt) {
      const ring = new three.Mesh(new three.TorusGeometry(45, 6, 10, 40), new three.MeshBasicMaterial({ color: 0xd92d20, depthTest: false }));
      ring.position.set(...failedAt);
      ring.renderOrder = 3;
      const sign = label(three, "!", true);
      sign.position.set(...failedAt);
      this.way.add(ring, sign);
      this.ring = ring;
    }
    this.world.add(this.way);
    this.draw();
  }

  /** Take the page's colours. */
  tune() {
    const { ground, accent, dark } = colourOf(this.place);
    this.accent = accent;
    this.grid.material.color.set(dark ? 0x2a333b : 0xd3d9de);
    this.grid.material.vertexColors = false;
    this.grid.material.needsUpdate = true;
    this.floor.material.opacity = dark ? 0.5 : 0.22;
    this.sky.intensity = dark ? 1.1 : 1.7;
    this.sun.intensity = dark ? 2.0 : 2.6;
    this.scene.background = new this.three.Color(ground);
    tuned(this.labels, dark);
    this.draw();
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.place;
    if (!width || !height) return;
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  draw() {
    if (this.isWaiting || this.isGone) return;
    this.isWaiting = true;
    requestAnimationFrame(() => {
      this.isWaiting = false;
      if (this.isGone) return;
      this.ring?.lookAt(this.camera.position);
      this.renderer.render(this.scene, this.camera);
    });
  }

  close() {
    this.isGone = true;
    this.sizes.disconnect();
    this.themes.disconnect();
    this.dark.removeEventListener("change", this.retune);
    this.renderer.dispose();
    this.place.replaceChildren();
  }
}
