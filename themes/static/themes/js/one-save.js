// Wagtail saves by itself while a trainer writes. Who presses "save" meanwhile sends the same form once more, and of a
// new page there would be two. So a press waits for the answer to what is being saved, and nothing is saved after it.

// Where no answer comes: a press is sent all the same, and one that led nowhere lets the editor save again.
const PATIENCE = 10_000;
const LEFT_BY_NOW = 30_000;

const saving = new WeakSet();
const pressed = new WeakSet();
const waiting = new WeakMap();

document.addEventListener("w-autosave:save", (event) => {
  if (pressed.has(event.target)) event.preventDefault();
  else saving.add(event.target);
});

for (const answer of ["success", "error"]) {
  document.addEventListener(`w-autosave:${answer}`, ({ target: form }) => {
    saving.delete(form);
    send(form);
  });
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!saving.has(form)) {
      pressed.add(form);
      setTimeout(() => pressed.delete(form), LEFT_BY_NOW);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.set(form, event.submitter);
    setTimeout(() => {
      saving.delete(form);
      send(form);
    }, PATIENCE);
  },
  true,
);

// Back from another page: what is written now is to be saved again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) pressed.delete(form);
});

// By its name and value: the button itself may show by now that it was pressed, and is not sent then.
function send(form) {
  if (!waiting.has(form)) return;
  const button = waiting.get(form);
  waiting.delete(form);
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: button?.name ?? "", value: button?.value ?? "" });
  form.append(field);
  form.requestSubmit();
  field.remove();
}
