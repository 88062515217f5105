// @xapi/xapi stores, batches, reads on with `more`, keeps state under ETags, sends attachments, voids.
import { createHash, randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import XAPI from "@xapi/xapi";

const { endpoint, key, secret, version } = JSON.parse(await text(process.stdin));
// As in a browser; its other adapter for Node takes the type of attachments away.
const xapi = new XAPI({ endpoint, auth: XAPI.toBasicAuth(key, secret), version, adapter: "fetch" });
const agent = { objectType: "Agent", mbox: "mailto:sanne@voorbeeld.nl", name: "Sanne" };
const activityId = "https://example.org/activities/robot";

function statement(changes = {}) {
  return {
    id: randomUUID(),
    actor: agent,
    verb: { id: "http://adlnet.gov/expapi/verbs/experienced" },
    object: { objectType: "Activity", id: activityId, definition: { name: { nl: "Robot" } } },
    ...changes,
  };
}

async function statusOf(promise) {
  try {
    return (await promise).status;
  } catch (error) {
    // This adapter makes the answer the error's text.
    return JSON.parse(error.message).status;
  }
}

const found = {};
found.about = (await xapi.getAbout()).data.version;

const one = statement({ result: { score: { scaled: 0.5 } } });
found.stored = (await xapi.sendStatement({ statement: one })).data[0] === one.id;
found.scaled = (await xapi.getStatement({ statementId: one.id })).data.result.score.scaled;

const registration = randomUUID();
const batch = Array.from({ length: 5 }, () => statement({ context: { registration } }));
await xapi.sendStatements({ statements: batch });
let page = (await xapi.getStatements({ registration, limit: 2, ascending: true })).data;
const read = page.statements.map(({ id }) => id);
while (page.more) {
  page = (await xapi.getMoreStatements({ more: page.more })).data;
  read.push(...page.statements.map(({ id }) => id));
}
found.pages = JSON.stringify(read) === JSON.stringify(batch.map(({ id }) => id));

await xapi.voidStatement({ actor: agent, statementId: one.id });
found.voided = (await xapi.getVoidedStatement({ voidedStatementId: one.id })).data.id === one.id;
found.hidden = await statusOf(xapi.getStatement({ statementId: one.id }));

const state = { agent, activityId, stateId: "suspend" };
await xapi.createState({ ...state, state: { page: 1 } });
const { etag } = (await xapi.getState(state)).headers;
await xapi.setState({ ...state, state: { page: 2 }, etag, matchHeader: "If-Match" });
found.state = (await xapi.getState(state)).data;
found.stale = await statusOf(xapi.setState({ ...state, state: { page: 3 }, etag, matchHeader: "If-Match" }));
found.states = (await xapi.getStates({ agent, activityId })).data;
await xapi.deleteStates({ agent, activityId });
found.gone = await statusOf(xapi.getState(state));

const profile = { activityId, profileId: "cell" };
await xapi.createActivityProfile({ ...profile, profile: { speed: 1 } });
const known = (await xapi.getActivityProfile(profile)).headers.etag;
await xapi.setActivityProfile({ ...profile, profile: { speed: 2 }, etag: known, matchHeader: "If-Match" });
found.profile = (await xapi.getActivityProfile(profile)).data;
await xapi.createAgentProfile({ agent, profileId: "prefs", profile: { audio: "off" } });
found.prefs = (await xapi.getAgentProfile({ agent, profileId: "prefs" })).data;

found.activity = (await xapi.getActivity({ activityId })).data.definition.name;
found.person = (await xapi.getAgent({ agent })).data.name;

const bytes = Buffer.from("A photo, or what stands for one: €");
const sha2 = createHash("sha256").update(bytes).digest("hex");
const photo = {
  usageType: "https://example.org/usage/photo",
  display: { en: "A photo" },
  contentType: "text/plain",
  length: bytes.length,
  sha2,
};
const content = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
const withPhoto = statement({ attachments: [photo] });
found.attached = (await xapi.sendStatement({ statement: withPhoto, attachments: [content] })).status;
const answer = (await xapi.getStatement({ statementId: withPhoto.id, attachments: true })).data;
found.attachment = answer[0].id === withPhoto.id && String(answer[1]) === bytes.toString();

console.log(JSON.stringify(found));
