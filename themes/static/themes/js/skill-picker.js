// Makes a field for ESCO's address a combobox: one types words and chooses a skill (ARIA APG, editable combobox with list).
// The address stays in the field itself, so that Wagtail's blocks and plain forms read it from there.

const WAIT = 200;
let counter = 0;

class SkillPicker extends HTMLElement {
  connectedCallback() {
    if (this.search) return;
    this.field = this.querySelector("input");
    // Wagtail fills the field just after it put it in the page.
    setTimeout(() => this.start(), 0);
  }

  start() {
    if (!this.field || !this.isConnected || this.search) return;
    const number = ++counter;
    const { label, note, clear } = this.dataset;
    this.search = Object.assign(document.createElement("input"), { type: "text", autocomplete: "off" });
    this.search.id = this.field.id ? `${this.field.id}-search` : `skill-search-${number}`;
    this.list = Object.assign(document.createElement("ul"), { id: `skill-list-${number}`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", label);
    this.list.className = "skill-picker__list";
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      "aria-autocomplete": "list",
      "aria-label": label,
      placeholder: label,
    }))
      this.search.setAttribute(name, value);
    this.clear = Object.assign(document.createElement("button"), { type: "button", textContent: "×", hidden: true });
    this.clear.className = "skill-picker__clear";
    this.clear.setAttribute("aria-label", clear);
    this.status = document.createElement("span");
    this.status.className = "skill-picker__status";
    this.status.setAttribute("role", "status");
    const credit = Object.assign(document.createElement("small"), { textContent: note, className: "skill-picker__note" });
    const box = document.createElement("div");
    box.className = "skill-picker__box";
    box.append(this.search, this.clear, this.list);
    this.field.hidden = true;
    // A label leads to what one can type in.
    for (const other of this.ownerDocument.querySelectorAll(`label[for="${this.field.id}"]`)) other.htmlFor = this.search.id;
    this.append(box, this.status, credit);
    this.search.addEventListener("input", () => this.ask());
    this.search.addEventListener("keydown", (event) => this.press(event));
    this.search.addEventListener("blur", () => this.leave());
    this.clear.addEventListener("click", () => {
      this.choose({ uri: "", name: "" });
      this.search.focus();
    });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(this.found[Number(option.dataset.number)]);
    });
    this.show();
  }

  async show() {
    const uri = this.field.value;
    this.clear.hidden = !uri;
    this.name = uri;
    this.search.value = uri;
    if (!uri) return;
    const [skill] = await this.fetch({ uri });
    if (skill && this.field.value === uri) this.search.value = this.name = skill.name;
  }

  async fetch(question) {
    try {
      const answer = await fetch(`${this.dataset.address}?${new URLSearchParams(question)}`);
      return answer.ok ? (await answer.json()).skills : [];
    } catch {
      return [];
    }
  }

  ask() {
    clearTimeout(this.waiting);
    const words = this.search.value.trim();
    if (!words) {
      this.choose({ uri: "", name: "" });
      return;
    }
    this.waiting = setTimeout(async () => {
      const found = await this.fetch({ q: words });
      if (this.search.value.trim() === words && document.activeElement === this.search) this.offer(found);
    }, WAIT);
  }

  offer(found) {
    this.found = found;
    this.active = -1;
    this.list.replaceChildren(
      ...found.map((skill, number) => {
        const option = document.createElement("li");
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.id = `${this.list.id}-${number}`;
        option.dataset.number = number;
        option.textContent = skill.name;
        return option;
      }),
    );
    this.status.textContent = found.length ? `${found.length} ${this.dataset.count}` : this.dataset.none;
    this.open(found.length > 0);
  }

  open(open) {
    this.list.hidden = !open;
    this.search.setAttribute("aria-expanded", String(open));
    if (!open) this.search.removeAttribute("aria-activedescendant");
  }

  move(step) {
    const options = [...this.list.children];
    if (!options.length) return;
    this.active = (this.active + step + options.length + (this.active < 0 && step < 0 ? 1 : 0)) % options.length;
    options.forEach((option, number) => option.setAttribute("aria-selected", String(number === this.active)));
    this.search.setAttribute("aria-activedescendant", options[this.active].id);
    options[this.active].scrollIntoView({ block: "nearest" });
  }

  press(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open && this.found?.length) this.open(true);
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      if (this.active >= 0) this.choose(this.found[this.active]);
    } else if (event.key === "Escape") {
      if (open) event.preventDefault();
      this.open(false);
      this.search.value = this.name ?? "";
    }
  }

  leave() {
    clearTimeout(this.waiting);
    this.open(false);
    // Words that nobody chose a skill for are no skill.
    this.search.value = this.name ?? "";
    this.status.textContent = "";
  }

  choose(skill) {
    this.field.value = skill.uri;
    this.name = this.search.value = skill.name;
    this.clear.hidden = !skill.uri;
    this.open(false);
    this.status.textContent = "";
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
    this.dispatchEvent(new CustomEvent("skill-chosen", { bubbles: true, detail: skill }));
    // The block of an outcome keeps the name beside the address.
    const beside = this.field.name && document.getElementsByName(this.field.name.replace(/esco_uri$/, "esco_label"))[0];
    if (beside && beside !== this.field) {
      beside.value = skill.name;
      beside.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

customElements.define("skill-picker", SkillPicker);
