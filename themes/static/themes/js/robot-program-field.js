// <robot-program-field>: a robot program in the lesson's editor. Its text can be typed, or made with blocks and steps.

/** The exercise that a program's field stands in: the beginning of the names of all its fields. */
const EXERCISE = /^(.*-value)-(?:solution|start|wrong-\d+-value-program)$/;

function made(tag, attributes, text = "") {
  const element = Object.assign(document.createElement(tag), attributes);
  element.textContent = text;
  return element;
}

class RobotProgramField extends HTMLElement {
  connectedCallback() {
    if (this.button) return;
    this.area = this.querySelector("textarea");
    this.button = made("button", { type: "button", className: "button button-secondary button-small" }, this.dataset.open);
    this.note = made("p", { className: "help", role: "status" });
    this.button.addEventListener("click", () => this.#open());
    this.append(this.button, this.note);
  }

  /** The address of the editor, with the exercise's cell and blocks as they are in the form now; empty without a cell. */
  get #address() {
    const [, exercise] = this.area.name.match(EXERCISE) ?? [];
    const { form } = this.area;
    const cell = form.elements[`${exercise}-cell`]?.value;
    if (!cell) return "";
    const names = `input[name="${exercise}-operations"]:checked`;
    const ops = [...form.querySelectorAll(names)].map(({ value }) => value);
    return `${this.dataset.editor.replace(/\/0\/$/, `/${cell}/`)}?ops=${ops.join()}`;
  }

  #open() {
    const address = this.#address;
    this.note.textContent = address ? "" : this.dataset.noCell;
    if (!address) return;
    const dialog = made("dialog", { className: "robot-program-dialog", ariaLabel: this.dataset.open });
    const frame = made("iframe", { src: address, title: this.dataset.open });
    const buttons = made("div", { className: "robot-program-dialog__buttons" });
    const done = made("button", { type: "button", className: "button", disabled: true }, this.dataset.done);
    const cancel = made("button", { type: "button", className: "button button-secondary" }, this.dataset.cancel);
    const program = () => frame.contentDocument.querySelector("robot-program");
    frame.addEventListener("load", async () => {
      await frame.contentWindow.customElements.whenDefined("robot-program");
      await program().open(this.area.value);
      done.disabled = false;
    });
    done.addEventListener("click", () => {
      this.#take(program().text);
      dialog.close();
    });
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      this.button.focus();
    });
    buttons.append(done, cancel);
    dialog.append(frame, buttons);
    document.body.append(dialog);
    dialog.showModal();
  }

  #take(text) {
    this.area.value = text;
    for (const name of ["input", "change"]) this.area.dispatchEvent(new Event(name, { bubbles: true }));
  }
}

customElements.define("robot-program-field", RobotProgramField);
