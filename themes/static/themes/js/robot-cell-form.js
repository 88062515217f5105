// The form of a robot cell: adds rows, and draws the cell anew as one types.

const form = document.getElementById("cell-form");
const drawing = document.getElementById("cell-drawing");
const status = document.getElementById("cell-drawing-status");
const WAIT = 600;

/** Put an empty row below the others of its kind, with the next number in all its names. */
function addRow(section) {
  const total = section.querySelector('[name$="-TOTAL_FORMS"]');
  const number = Number(total.value);
  const row = section.querySelector("[data-empty]").content.cloneNode(true);
  for (const element of row.querySelectorAll("[name], [id], [for]")) {
    for (const name of ["name", "id", "for"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.replace("__prefix__", String(number)));
    }
  }
  total.value = String(number + 1);
  const rows = section.querySelector("[data-rows]");
  rows.append(row);
  rows.lastElementChild.querySelector("input, select")?.focus();
}

let asked = 0;

/** Ask the server to draw what is in the form now; an answer that a later question overtook is left out. */
async function draw() {
  asked += 1;
  const mine = asked;
  try {
    const answer = await fetch(form.dataset.drawing, { method: "POST", body: new FormData(form) });
    const html = await answer.text();
    if (mine !== asked) return;
    if (answer.ok) {
      drawing.innerHTML = html;
      status.replaceChildren();
    } else if (answer.status === 422) {
      status.innerHTML = html;
    }
  } catch {
    // Without a connection the last drawing stays.
  }
}

let timer;
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(draw, WAIT);
});

for (const section of form.querySelectorAll("[data-formset]")) {
  const button = section.querySelector("[data-add]");
  button.hidden = false;
  button.addEventListener("click", () => addRow(section));
}
