// Tells which statements came in since the page was made, and puts them on top when somebody asks for them.

const EVERY = 10_000;
const AT_MOST_EVERY = 300_000;

const news = document.querySelector("[data-news]");
const lines = document.querySelector("[data-lines]");
const list = lines?.querySelector(".statement-list");
let pause = EVERY;

function addressOf(path) {
  const query = new URLSearchParams(news.dataset.query);
  query.set("after", news.dataset.after);
  return `${path}?${query}`;
}

function isShown(id) {
  return list.querySelector(`[data-id="${CSS.escape(id)}"]`) !== null;
}

function say(ids, more) {
  const count = ids.filter((id) => !isShown(id)).length;
  const button = news.querySelector("a");
  const { one, several, many, again } = news.dataset;
  if (!count) button.textContent = again;
  else if (more) button.textContent = many;
  else button.textContent = count === 1 ? one : several.replace("{count}", count);
  button.classList.toggle("button-secondary", !count);
  news.dataset.count = count;
  // Once per new number, or else a screen reader would repeat it every ten seconds.
  const status = news.querySelector("[role=status]");
  const text = count ? button.textContent : "";
  if (status.dataset.said !== text) {
    status.dataset.said = text;
    status.textContent = text;
  }
}

async function ask() {
  try {
    const answer = await fetch(addressOf(news.dataset.address), { headers: { Accept: "application/json" } });
    // Signed out, or no longer allowed: a new page says so.
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return false;
    if (!answer.ok) throw new Error(answer.statusText);
    const { ids, more } = await answer.json();
    say(ids, more);
    pause = EVERY;
  } catch {
    pause = Math.min(pause * 2, AT_MOST_EVERY);
  }
  return true;
}

async function show(event) {
  if (!Number(news.dataset.count)) return;
  event.preventDefault();
  const link = event.currentTarget;
  const answer = await fetch(addressOf(news.dataset.rows)).catch(() => null);
  if (!answer?.ok || answer.redirected) {
    location.assign(link.href);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.querySelector(".statement-list");
  if ("more" in found.dataset) {
    location.assign(link.href);
    return;
  }
  const fresh = [...found.children].filter((item) => !isShown(item.dataset.id));
  for (const item of fresh) item.classList.add("statement--new");
  list.prepend(...fresh.map((item) => document.importNode(item, true)));
  document.querySelector("[data-nothing]")?.remove();
  news.dataset.after = found.dataset.after;
  say([], false);
}

async function watch() {
  if (document.hidden || (await ask())) setTimeout(watch, pause);
}

if (news && list) {
  news.dataset.again = news.querySelector("a").textContent;
  news.querySelector("a").addEventListener("click", show);
  setTimeout(watch, EVERY);
}
