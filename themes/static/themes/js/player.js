// Makes the lesson answer in place, go on by keyboard, and survive a lost connection. Every form works without it.

import { PageTooOld, keep, send, sendWaiting, token, waiting } from "./player-queue.js";

const player = document.querySelector("[data-player]");
const owner = player?.dataset.owner;
const offline = document.getElementById("offline");
const tooOld = [...document.querySelectorAll("#signed-out, #too-old")];
const notTaken = document.getElementById("not-taken");

function fieldsOf(form) {
  return [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
}

function showOffline() {
  if (offline) offline.hidden = waiting(owner) === 0 || tooOld.some((notice) => !notice.hidden);
}

function showTooOld(problem) {
  for (const notice of tooOld) notice.hidden = notice.id !== problem.notice;
}

/** Keep what could not be sent now, and say why it waits; throws what is no reason to wait. */
function keepFor(problem, form, fields) {
  const waits = problem instanceof PageTooOld || problem instanceof TypeError;
  if (!waits || !keep(form.action, fields, owner)) throw problem;
  showTooOld(problem);
  showOffline();
}

/** Put the parts of `page` with these ids in place of ours. */
function take(page, ids) {
  for (const id of ids) {
    const ours = document.getElementById(id);
    const theirs = page.getElementById(id);
    if (ours && theirs) ours.replaceWith(document.adoptNode(theirs));
  }
}

/** Show why a step was not taken; true where that is so. */
function showRefusal(response, page) {
  const reason = page.querySelector(".notice--warning [data-reason]");
  if (response.ok && !reason) return false;
  notTaken.querySelector("[data-reason]").textContent = reason?.textContent ?? response.statusText;
  notTaken.hidden = false;
  notTaken.scrollIntoView({ block: "nearest" });
  return true;
}

async function answer(form) {
  const id = form.dataset.step;
  const fields = fieldsOf(form);
  const isMissing = !fields.some(([name]) => name === "choice");
  form.querySelector("[data-missing]").hidden = !isMissing;
  if (isMissing) {
    form.querySelector("[name=choice]").focus();
    return;
  }
  form.setAttribute("aria-busy", "true");
  try {
    const response = await send(form.action, fields, token());
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    notTaken.hidden = true;
    if (!showRefusal(response, page)) {
      take(page, [id, "progress", "outline", "saved", "pager"]);
      document.getElementById(id).focus({ preventScroll: true });
    }
  } catch (problem) {
    keepFor(problem, form, fields);
    for (const part of form.querySelectorAll("input, button")) part.disabled = true;
    form.append(offline, ...tooOld);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

async function finish(form) {
  const fields = fieldsOf(form);
  try {
    const response = await send(form.action, fields, token());
    if (response.ok) location.assign(response.url);
    else showRefusal(response, new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch (problem) {
    keepFor(problem, form, fields);
    form.querySelector("button").disabled = true;
    [...tooOld, offline].find((notice) => !notice.hidden)?.scrollIntoView({ block: "nearest" });
  }
}

async function catchUp() {
  if (!owner || waiting(owner) === 0) return;
  try {
    const answers = await sendWaiting(owner, token());
    const refused = answers.find((response) => !response.ok);
    if (!refused) location.reload();
    else showRefusal(refused, new DOMParser().parseFromString(await refused.text(), "text/html"));
  } catch (problem) {
    if (problem instanceof PageTooOld) showTooOld(problem);
    else if (!(problem instanceof TypeError)) throw problem;
  }
  showOffline();
}

async function sayOpened(form) {
  try {
    await send(form.action, fieldsOf(form), token());
  } catch (problem) {
    if (!(problem instanceof TypeError || problem instanceof PageTooOld)) throw problem;
  }
}

const SHORTCUTS = {
  p: () => document.querySelector("[data-previous]")?.click(),
  n: () => document.querySelector("[data-next]")?.click(),
  o: () => {
    const fold = document.querySelector(".player__fold");
    if (!fold) return;
    fold.open = true;
    fold.querySelector("[aria-current=page], .outline a")?.focus();
  },
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!player || !(form.matches("[data-step]") || form.matches("[data-finish]"))) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  if (form.matches("[data-step]")) answer(form);
  else finish(form);
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, video");
  if (!player || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  SHORTCUTS[event.key]?.();
});

window.addEventListener("online", catchUp);
showOffline();
await catchUp();
const opened = document.querySelector("[data-opened]");
if (opened) await sayOpened(opened);
