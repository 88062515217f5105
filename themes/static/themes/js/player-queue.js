// Steps that could not be sent, kept on this device and sent again with the same ids: the server takes each once.

const NAME = "steps";

function read() {
  try {
    return JSON.parse(localStorage.getItem(NAME)) ?? [];
  } catch {
    return [];
  }
}

function write(steps) {
  try {
    localStorage.setItem(NAME, JSON.stringify(steps));
    return true;
  } catch {
    return false; // Storage is closed or full.
  }
}

/** Keep a step: `address`, `fields` (pairs without the CSRF token) and whose it is. False where the device can't. */
export function keep(address, fields, owner) {
  const step = { address, owner, fields: [...fields, ["made_at", new Date().toISOString()]] };
  return write([...read(), step]);
}

export function waiting(owner) {
  return read().filter((step) => step.owner === owner).length;
}

/** The CSRF token in the cookie: the form's is out of date once somebody has signed in in another tab. */
export function token() {
  const inCookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  return inCookie ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** Nothing can be taken from this page any more; the step waits. `notice` is the id of what to show about it. */
export class PageTooOld extends Error {
  constructor(notice) {
    super(notice);
    this.notice = notice;
  }
}

/** POST a form; throws TypeError without a connection. A site that can't answer now counts as none: nothing is lost. */
export async function send(address, fields, token) {
  const body = new URLSearchParams([...fields, ["csrfmiddlewaretoken", token]]);
  const response = await fetch(address, { method: "POST", body, headers: { Accept: "text/html" } });
  if (response.status >= 500 || response.status === 429) throw new TypeError("not now");
  if (response.status === 401) throw new PageTooOld("signed-out");
  // The CSRF cookie is gone or another one's: the page, loaded again, has a new one.
  if (response.status === 403) throw new PageTooOld("too-old");
  return response;
}

/** Send what waits, in order; a step that the server refuses is dropped and its answer returned. */
export async function sendWaiting(owner, token) {
  const answers = [];
  const run = async () => {
    for (let step; (step = read().find((kept) => kept.owner === owner)); ) {
      answers.push(await send(step.address, step.fields, token));
      const id = new Map(step.fields).get("step");
      write(read().filter((kept) => new Map(kept.fields).get("step") !== id));
    }
  };
  // One tab at a time; the same step from two would do no harm.
  await (navigator.locks ? navigator.locks.request(NAME, run) : run());
  return answers;
}
