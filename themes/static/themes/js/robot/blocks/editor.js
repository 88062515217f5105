// The program as blocks: Blockly with our blocks, our colours and our content security policy.

import { Reader, idOf, stateOf } from "./convert.js";
import { STYLES, defineBlocks } from "./definitions.js";
import { shadowCondition, toolboxOf } from "./toolbox.js";

/** In pixels: where there is less, the list of blocks is above the program. */
const ROOM_BESIDE = 620;
/** Around and between stacks of blocks, in their own unit. */
const EDGE = 24;
let number = 0;

/** A script that did not come through. */
export class NotLoaded extends Error {}

/** Load Blockly and its words, once for the page: they are plain scripts. */
export async function loadBlockly(addresses) {
  for (const address of addresses) {
    await new Promise((done, failed) => {
      if (document.querySelector(`script[src="${address}"]`)) {
        done();
        return;
      }
      const script = document.createElement("script");
      Object.assign(script, { src: address, onload: done, onerror: () => failed(new NotLoaded(address)) });
      document.head.append(script);
    });
  }
  return globalThis.Blockly;
}

/**
 * Blockly puts its styles into the page as <style> elements, which the policy of this site refuses. As sheets they are
 * allowed; in a layer of their own, so that ours (css/robot/) can go above them.
 */
function withSheets(run) {
  const { head } = document;
  head.prepend = (style) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@layer blockly { ${style.textContent} }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  };
  try {
    return run();
  } finally {
    delete head.prepend;
  }
}

function themeOf(Blockly) {
  const blockStyles = Object.fromEntries(
    Object.entries(STYLES).map(([name, colour]) => [name, { colourPrimary: colour }]),
  );
  return Blockly.Theme.defineTheme("skillslab", {
    name: "skillslab",
    base: Blockly.Themes.Zelos,
    blockStyles,
    fontStyle: { family: getComputedStyle(document.body).fontFamily, weight: "600", size: 12 },
    componentStyles: {
      workspaceBackgroundColour: "var(--surface)",
      toolboxBackgroundColour: "var(--sunken)",
      toolboxForegroundColour: "var(--ink)",
      flyoutBackgroundColour: "var(--sunken)",
      flyoutForegroundColour: "var(--ink)",
      flyoutOpacity: 1,
      scrollbarColour: "var(--line-strong)",
      scrollbarOpacity: 0.7,
      insertionMarkerColour: "var(--line-strong)",
      insertionMarkerOpacity: 0.6,
    },
  });
}

export class BlocksEditor {
  /** @param {any} Blockly @param {{place: HTMLElement, store: any, words: any, cell: any, ops: string[], media: string, note: HTMLElement}} parts */
  constructor(Blockly, { place, store, words, cell, ops, media, note }) {
    Object.assign(this, { Blockly, place, store, words, cell, note });
    number += 1;
    this.suffix = `x${number}`;
    this.loose = [];
    const procedures = () => Object.keys(this.store.program.procedures);
    defineBlocks(Blockly, { cell, words, procedures, suffix: this.suffix });
    this.shadow = shadowCondition(cell, this.suffix);
    const toolbox = toolboxOf({ cell, ops, words, suffix: this.suffix, shadow: this.shadow, styles: STYLES });
    this.isNarrow = matchMedia("(max-width: 40rem)").matches;
    // Beside the list of blocks, a step with its speed would not be seen as a whole.
    const isAbove = place.clientWidth < ROOM_BESIDE;
    const options = {
      toolbox, media, sounds: false, renderer: "zelos", theme: themeOf(Blockly), trashcan: !this.isNarrow, modalInputs: false,
      comments: false, collapse: false, disable: false, maxInstances: {},
      horizontalLayout: isAbove,
      move: { scrollbars: true, drag: true, wheel: false },
      zoom: { controls: !this.isNarrow, wheel: false, pinch: true, startScale: this.isNarrow ? 0.72 : 0.74, minScale: 0.4, maxScale: 1.4 },
    };
    this.workspace = withSheets(() => Blockly.inject(place, options));
    this.workspace.addChangeListener((event) => this.#changed(event));
    store.addEventListener("change", ({ detail }) => detail.source !== "blocks" && this.load());
    this.sizes = new ResizeObserver(() => Blockly.svgResize(this.workspace));
    this.sizes.observe(place);
    this.load();
  }

  /** Show the store's program. */
  load() {
    const { Blockly, workspace } = this;
    const state = stateOf(this.store.program, this.loose, { suffix: this.suffix, shadow: this.shadow });
    this.isLoading = true;
    Blockly.Events.disable();
    try {
      Blockly.serialization.workspaces.load(state, workspace, { recordUndo: false });
      this.#arrange();
    } finally {
      Blockly.Events.enable();
    }
    workspace.clearUndo();
    // It measures text there, and shows nothing.
    for (const canvas of document.querySelectorAll(".blocklyComputeCanvas")) canvas.hidden = true;
    this.isLoading = false;
    this.#index();
    this.light(this.lit);
  }

  /** One stack below the other: how high they are is known once they are drawn. */
  #arrange() {
    this.Blockly.renderManagement.triggerQueuedRenders(this.workspace);
    let below = EDGE;
    for (const block of this.workspace.getTopBlocks(false)) {
      block.moveBy(EDGE, below);
      below += block.getHeightWidth().height + EDGE;
    }
  }

  /** The program that the blocks make, and what hangs on nothing. */
  read() {
    return new Reader(this.suffix).workspace(this.workspace);
  }

  #changed(event) {
    if (this.isLoading || event.isUiEvent || this.workspace.isDragging()) return;
    const { program, loose } = this.read();
    this.loose = loose;
    this.note.textContent = loose.length ? this.words.count("loose", loose.length) : "";
    this.note.hidden = !loose.length;
    this.#rename(event);
    this.store.change(program, "blocks");
    this.#index();
  }

  /** A procedure that gets another name keeps its calls. */
  #rename({ type, name, blockId, oldValue, newValue }) {
    const { Blockly, workspace } = this;
    if (type !== Blockly.Events.BLOCK_CHANGE || name !== "NAME") return;
    if (workspace.getBlockById(blockId)?.type !== `procedure_${this.suffix}`) return;
    for (const call of workspace.getBlocksByType(`call_${this.suffix}`)) {
      if (call.getFieldValue("NAME") === oldValue) call.setFieldValue(newValue, "NAME");
    }
  }

  #index() {
    this.byId = new Map(this.workspace.getAllBlocks(false).map((block) => [idOf(block.id), block]));
  }

  /** Mark the block that runs; null for none. */
  light(id) {
    this.lit = id;
    const block = this.byId?.get(id);
    if (this.litBlock === block) return;
    this.litBlock?.getSvgRoot()?.classList.remove("robot-lit");
    this.litBlock = block;
    block?.getSvgRoot().classList.add("robot-lit");
  }

  /** Show a block and go there. */
  select(id) {
    const block = this.byId.get(id);
    if (!block) return;
    const { scrollX } = this.workspace;
    this.workspace.centerOnBlock(block.id, true);
    this.workspace.scroll(scrollX, this.workspace.scrollY);
    this.Blockly.getFocusManager().focusNode(block);
  }

  focus() {
    this.Blockly.getFocusManager().focusTree(this.workspace);
  }

  resize() {
    this.Blockly.svgResize(this.workspace);
  }
}
