// Looks at the cell from all sides: by mouse, finger, arrow keys and buttons.

const STEP = Math.PI / 18;

export class Orbit {
  /** @param {any} camera @param {HTMLElement} canvas @param {any} middle looked at @param {number} size of the cell in m */
  constructor(camera, canvas, middle, size, draw, view) {
    Object.assign(this, { camera, canvas, middle, size, drawNow: draw });
    this.pointers = new Map();
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
      canvas.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
    }
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    canvas.addEventListener("keydown", (event) => this.#key(event));
    if (view) this.view = view;
    else this.reset();
  }

  /** From where one looks. */
  get view() {
    return { turn: this.turn, tilt: this.tilt, far: this.far };
  }

  set view(view) {
    Object.assign(this, view);
    this.#apply();
  }

  reset() {
    Object.assign(this, { turn: -Math.PI / 3.4, tilt: 0.5, far: this.size * 1.62 });
    this.#apply();
  }

  /** Turn, tilt and come nearer by steps. */
  step(turn, tilt, nearer = 0) {
    this.turn += turn * STEP;
    this.tilt += tilt * STEP;
    this.far *= 0.85 ** nearer;
    this.#apply();
  }

  #apply() {
    this.tilt = Math.min(Math.max(this.tilt, 0.03), Math.PI / 2 - 0.02);
    this.far = Math.min(Math.max(this.far, 0.4), 6);
    const flat = this.far * Math.cos(this.tilt);
    this.camera.position.set(
      this.middle.x + flat * Math.cos(this.turn),
      this.middle.y + flat * Math.sin(this.turn),
      this.middle.z + this.far * Math.sin(this.tilt),
    );
    this.camera.lookAt(this.middle);
    this.drawNow();
  }

  #down(event) {
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    this.canvas.setPointerCapture(event.pointerId);
  }

  #move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const spread = () => {
      const [[ax, ay], [bx, by]] = [...this.pointers.values()];
      return Math.hypot(ax - bx, ay - by);
    };
    const was = this.pointers.size === 2 ? spread() : 0;
    this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (was) {
      this.far *= was / Math.max(spread(), 1);
    } else {
      this.turn -= (event.clientX - before[0]) * 0.008;
      this.tilt += (event.clientY - before[1]) * 0.006;
    }
    this.#apply();
  }

  /** The wheel scrolls the page, unless the picture was chosen before. */
  #wheel(event) {
    if (document.activeElement !== this.canvas && !event.ctrlKey) return;
    event.preventDefault();
    this.far *= Math.exp(event.deltaY * 0.001);
    this.#apply();
  }

  #key(event) {
    const steps = {
      ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], "+": [0, 0, 1], "-": [0, 0, -1],
    };
    const found = steps[event.key];
    if (!found || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.step(...found);
  }
}
