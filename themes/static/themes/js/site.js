// Small comforts of every page; each page works without them.

const root = document.documentElement;

function storeTheme(theme) {
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch {
    // Storage is closed: the choice holds for this page.
  }
}

function showTheme() {
  for (const button of document.querySelectorAll("[data-theme-value]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeValue === (root.dataset.theme ?? "")));
  }
}

function chooseTheme(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  storeTheme(theme);
  showTheme();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  const label = button.querySelector("[data-copy-label]") ?? button;
  const before = label.textContent;
  label.textContent = button.dataset.copied;
  setTimeout(() => (label.textContent = before), 4000);
}

for (const group of document.querySelectorAll("[data-theme-choice]")) group.hidden = false;
for (const button of document.querySelectorAll("[data-copy], [data-print], [data-needs-script]")) button.hidden = false;
showTheme();

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details[data-menu]"));
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.themeValue !== undefined) chooseTheme(button.dataset.themeValue);
  else if (button.dataset.copy !== undefined) copy(button);
  else if (button.dataset.print !== undefined) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A list that stands open beside the text on a wide screen folds away on a phone.
const wide = matchMedia("(min-width: 64rem)");
function foldToFit() {
  for (const fold of document.querySelectorAll("details[data-open-wide]")) {
    fold.open = wide.matches;
    fold.dataset.fitted = "";
  }
}
foldToFit();
wide.addEventListener("change", foldToFit);
