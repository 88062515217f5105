// @rusticisoftware/cmi5 runs an assignable unit: launch data, preferences, statements.
import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";

globalThis.self = globalThis;
const { default: Cmi5 } = await import("@rusticisoftware/cmi5");

const { endpoint, key, secret, launchKey, launchSecret, actor, activityId, registration } = JSON.parse(
  await text(process.stdin),
);
const basic = (name, password) => Buffer.from(`${name}:${password}`).toString("base64");
// What the unit is given opens its learner's session alone; the course has a key.
const token = basic(launchKey, launchSecret);
const headers = {
  Authorization: `Basic ${basic(key, secret)}`,
  "X-Experience-API-Version": "1.0.3",
  "Content-Type": "application/json",
};

// What the course does at a launch: it keeps the launch data as a state, and hands out the credentials once.
const launchData = {
  contextTemplate: {
    contextActivities: { grouping: [{ id: activityId }] },
    extensions: { "https://w3id.org/xapi/cmi5/context/extensions/sessionid": randomUUID() },
  },
  launchMode: "Normal",
  moveOn: "CompletedAndPassed",
  masteryScore: 0.5,
};
const place = { activityId, agent: JSON.stringify(actor), registration, stateId: "LMS.LaunchData" };
const kept = await fetch(`${endpoint}/activities/state?${new URLSearchParams(place)}`, {
  method: "PUT",
  headers,
  body: JSON.stringify(launchData),
});
const server = createServer((request, response) => {
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify({ "auth-token": token }));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const launch = new URLSearchParams({
  endpoint,
  fetch: `http://127.0.0.1:${server.address().port}/`,
  actor: JSON.stringify(actor),
  activityId,
  registration,
});

const unit = new Cmi5(`http://127.0.0.1/?${launch}`);
await unit.start();
unit.setLanguagePreference("nl-NL");
await unit.saveLearnerPrefs();
unit.setAudioPreference("off");
await unit.saveLearnerPrefs();
await unit.loadLearnerPrefs();
await unit.completed();
await unit.passed({ scaled: 0.75 });
await unit.sendStatements([unit.prepareStatement("http://adlnet.gov/expapi/verbs/experienced")]);
await unit.terminate();
server.close();

console.log(
  JSON.stringify({
    kept: kept.status,
    mastery: unit.getMasteryScore(),
    language: unit.getLanguagePreference(),
    audio: unit.getAudioPreference(),
  }),
);
