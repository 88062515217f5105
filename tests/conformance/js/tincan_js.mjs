// tincanjs stores, batches, reads on with `more`, keeps state under ETags, sends attachments, voids.
import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import TinCan from "tincanjs";

const { endpoint, key, secret } = JSON.parse(await text(process.stdin));
const lrs = new TinCan.LRS({ endpoint, username: key, password: secret, allowFail: false });
const agent = new TinCan.Agent({ mbox: "mailto:sanne@voorbeeld.nl", name: "Sanne" });
const activity = new TinCan.Activity({ id: "https://example.org/activities/robot" });

function statement(changes = {}) {
  return new TinCan.Statement({
    id: randomUUID(),
    actor: agent,
    verb: { id: "http://adlnet.gov/expapi/verbs/experienced" },
    target: activity,
    ...changes,
  });
}

// The last argument of each method holds its options, the callback among them.
function call(method, given = [], options = {}) {
  return new Promise((resolve) => {
    lrs[method](...given, { ...options, callback: (error, result) => resolve({ error, result }) });
  });
}

const found = {};
found.about = (await call("about")).result.version;

const one = statement({ result: { score: { scaled: 0.5 } } });
found.stored = (await call("saveStatement", [one])).error === null;
found.scaled = (await call("retrieveStatement", [one.id])).result.result.score.scaled;

const registration = randomUUID();
const batch = Array.from({ length: 5 }, () => statement({ context: { registration } }));
await call("saveStatements", [batch]);
let page = (await call("queryStatements", [], { params: { registration, limit: 2, ascending: true } })).result;
const read = page.statements.map(({ id }) => id);
while (page.more) {
  page = (await call("moreStatements", [], { url: page.more })).result;
  read.push(...page.statements.map(({ id }) => id));
}
found.pages = JSON.stringify(read) === JSON.stringify(batch.map(({ id }) => id));

const voiding = statement({ verb: { id: "http://adlnet.gov/expapi/verbs/voided" } });
voiding.target = new TinCan.StatementRef({ id: one.id });
await call("saveStatement", [voiding]);
found.voided = (await call("retrieveVoidedStatement", [one.id])).result.id === one.id;
found.hidden = (await call("retrieveStatement", [one.id])).error;

const about = { agent, activity };
const json = { ...about, contentType: "application/json" };
found.saved = (await call("saveState", ["suspend", JSON.stringify({ page: 1 })], json)).error;
const known = (await call("retrieveState", ["suspend"], about)).result;
await call("saveState", ["suspend", JSON.stringify({ page: 2 })], { ...json, lastSHA1: known.etag.replaceAll('"', "") });
found.state = (await call("retrieveState", ["suspend"], about)).result.contents;
const stale = { ...json, lastSHA1: known.etag.replaceAll('"', "") };
found.stale = (await call("saveState", ["suspend", JSON.stringify({ page: 3 })], stale)).error;
found.states = (await call("retrieveStateIds", [], about)).result;
await call("dropState", ["suspend"], about);
found.gone = (await call("retrieveState", ["suspend"], about)).result;

const cell = { activity, contentType: "application/json" };
found.profileSaved = (await call("saveActivityProfile", ["cell", JSON.stringify({ speed: 1 })], { ...cell })).error;
found.profile = (await call("retrieveActivityProfile", ["cell"], { activity })).result?.contents;
const prefs = { agent, contentType: "application/json" };
found.prefsSaved = (await call("saveAgentProfile", ["prefs", JSON.stringify({ audio: "off" })], prefs)).error;
found.prefs = (await call("retrieveAgentProfile", ["prefs"], { agent })).result?.contents;
found.activity = (await call("retrieveActivity", [activity.id])).result.id;

const bytes = new TextEncoder().encode("A photo, or what stands for one: €");
const photo = { usageType: "https://example.org/usage/photo", display: { en: "A photo" }, contentType: "text/plain" };
const withPhoto = statement({ attachments: [{ ...photo, content: bytes.buffer }] });
found.attached = (await call("saveStatement", [withPhoto])).error;
const answer = (await call("retrieveStatement", [withPhoto.id], { params: { attachments: true } })).result;
found.attachment = answer.attachments[0].getContentAsString();

console.log(JSON.stringify(found));
