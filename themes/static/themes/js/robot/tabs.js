// On a narrow screen one part of the exercise is shown at a time, by tabs; on a wide one all stand there.

const NARROW = matchMedia("(max-width: 55.99rem)"); // as in css/robot/frame.css

export class Tabs {
  /** @param {{app: HTMLElement, opened: (name: string) => void}} parts */
  constructor({ app, opened }) {
    Object.assign(this, { app, opened });
    this.tabs = [...app.querySelectorAll("[data-tab]")];
    for (const [index, tab] of this.tabs.entries()) {
      tab.addEventListener("click", () => this.open(tab.dataset.tab));
      tab.addEventListener("keydown", (event) => {
        const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: -1 }[event.key];
        if (next === undefined) return;
        event.preventDefault();
        const found = this.tabs.at(next % this.tabs.length);
        this.open(found.dataset.tab);
        found.focus();
      });
    }
    NARROW.addEventListener("change", () => this.#roles());
    this.#roles();
    this.open("program");
  }

  /** Parts that stand beside each other are no panels of tabs. */
  #roles() {
    for (const panel of this.app.querySelectorAll("[data-panel]")) {
      if (NARROW.matches) panel.setAttribute("role", "tabpanel");
      else panel.removeAttribute("role");
    }
  }

  open(name) {
    for (const tab of this.tabs) {
      tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
      tab.tabIndex = tab.dataset.tab === name ? 0 : -1;
    }
    this.app.dataset.open = name;
    this.opened(name);
  }

  get isNarrow() {
    return NARROW.matches;
  }
}
