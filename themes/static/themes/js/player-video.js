// Tells what was played of the videos of a lesson, in batches. The server counts; without this, a video just plays.

import { keep, send, token } from "./player-queue.js";

// Longer than this between two signs of playing was no playing.
const GAP_SECONDS = 1;
const BATCH = 50;

// crypto.randomUUID is not there on a site without https.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Follow one video: its stretches that were played in this visit, and the moments that were not told yet. */
function follow(video) {
  const session = newId();
  const owner = document.querySelector("[data-player]")?.dataset.owner;
  const segments = [];
  let moments = [];
  let start = null;
  let last = 0;
  let seekedFrom = null;
  let sending = false;

  const round = (seconds) => Math.round(seconds * 1000) / 1000;

  function close() {
    if (start !== null && last > start) segments.push([round(start), round(last)]);
    start = null;
  }

  function note(kind, time, from = time) {
    if (!Number.isFinite(video.duration) || video.duration <= 0) return;
    moments.push({
      id: newId(),
      kind,
      at: new Date().toISOString(),
      time: round(time),
      from: round(from),
      length: round(video.duration),
      session,
      segments: [...segments],
    });
    moments = moments.slice(-BATCH);
  }

  function fields(batch) {
    return [["step", newId()], ["moments", JSON.stringify(batch)]];
  }

  async function tell() {
    if (sending || moments.length === 0) return;
    sending = true;
    const batch = moments;
    moments = [];
    try {
      const response = await send(video.dataset.watched, fields(batch), token());
      const place = video.parentElement.querySelector("[data-watched-note]");
      if (response.ok && place) {
        const answer = new DOMParser().parseFromString(await response.text(), "text/html");
        place.replaceChildren(...answer.body.childNodes);
      }
    } catch {
      moments = [...batch, ...moments].slice(-BATCH); // With the next pause, or when the page is left.
    } finally {
      sending = false;
    }
  }

  video.addEventListener("playing", () => {
    if (start !== null) return;
    start = last = video.currentTime;
    note("played", start);
  });
  video.addEventListener("timeupdate", () => {
    if (video.seeking || start === null) return;
    if (video.currentTime >= last && video.currentTime - last <= GAP_SECONDS * Math.max(video.playbackRate, 1)) {
      last = video.currentTime;
    }
  });
  video.addEventListener("seeking", () => {
    if (seekedFrom === null) seekedFrom = last;
    close();
  });
  video.addEventListener("seeked", () => {
    note("seeked", video.currentTime, seekedFrom ?? last);
    seekedFrom = null;
    last = video.currentTime;
    if (!video.paused) start = last;
  });
  video.addEventListener("pause", () => {
    if (!video.seeking) last = Math.max(last, video.currentTime);
    close();
    note("paused", video.currentTime);
    tell();
  });

  // A phone that goes to another page may never come back to this one.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    if (start !== null) {
      close();
      start = last;
      note("paused", last);
    }
    if (moments.length === 0) return;
    const batch = fields(moments);
    moments = [];
    const body = new URLSearchParams([...batch, ["csrfmiddlewaretoken", token()]]);
    if (!navigator.onLine || !navigator.sendBeacon(video.dataset.watched, body)) {
      keep(video.dataset.watched, batch, owner);
    }
  });
}

for (const video of document.querySelectorAll("video[data-watched]")) follow(video);
