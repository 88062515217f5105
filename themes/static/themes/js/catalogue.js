// Shows the results of a filter at once; without this, the button does.

const form = document.querySelector("[data-catalogue]");
let latest;

function address() {
  const asked = [...new FormData(form)].filter(([, value]) => value);
  return `${location.pathname}?${new URLSearchParams(asked)}`;
}

// The list and the counts are replaced, the fields stay: so does the focus.
function show(found) {
  for (const part of ["[data-results]", "[data-count]"]) {
    document.querySelector(part).replaceChildren(...found.querySelector(part).childNodes);
  }
  const summaries = found.querySelectorAll("[data-catalogue] summary");
  form.querySelectorAll("summary").forEach((summary, place) => {
    summary.replaceChildren(...summaries[place].childNodes);
  });
  const counts = new Map();
  for (const input of found.querySelectorAll("[data-catalogue] input[type=checkbox]")) {
    counts.set(`${input.name}=${input.value}`, input.closest("label").querySelector("[data-choice-count]").textContent);
  }
  for (const input of form.querySelectorAll("input[type=checkbox]")) {
    const count = counts.get(`${input.name}=${input.value}`);
    const label = input.closest("label");
    label.querySelector("[data-choice-count]").textContent = count ?? "0";
    input.disabled = count === undefined && !input.checked;
  }
}

async function refresh() {
  latest?.abort();
  latest = new AbortController();
  const wanted = address();
  try {
    const response = await fetch(wanted, { signal: latest.signal });
    if (!response.ok) throw new Error(response.statusText);
    show(new DOMParser().parseFromString(await response.text(), "text/html"));
    history.replaceState(null, "", wanted);
  } catch (problem) {
    if (problem.name !== "AbortError") form.submit();
  }
}

form.addEventListener("change", (event) => {
  if (event.target.type === "checkbox") refresh();
});
