// Checks a credential with what the page carries: contexts, DID documents and status lists. As checks.py does it.
import {Refused, parse, receive} from './receive.js';
import {canonicalise, checkSignature, selectProof} from './proof.js';

export const NAMES = ['parse', 'contexts', 'proof', 'issuer', 'dates', 'revocation', 'suspension'];
const COULD_NOT_CHECK = ['context_unknown', 'proof_kind_not_supported', 'proof_several', 'token_not_supported',
  'key_kind_not_supported', 'verifier_failed'];
const CLOCK_DIFFERENCE = 5 * 60 * 1000;
const MINIMUM_ENTRIES = 131072;
const MAXIMUM_LIST_BYTES = 1024 * 1024;

const answer = (name, result, code, parameters = {}) => ({name, result, code, parameters});

function refused(name, error) {
  const known = error instanceof Refused;
  const code = known ? error.code : 'verifier_failed';
  return answer(name, COULD_NOT_CHECK.includes(code) ? 'unknown' : 'no', code, known ? error.parameters : {});
}

export async function check(bytes, world) {
  let received = {kind: 'json'}, document;
  try {
    received = receive(bytes);
    document = parse(received.text);
  } catch(error) {
    const others = NAMES.slice(1).map(name => answer(name, 'unknown', 'not_reached'));
    return {kind: received.kind, document: null, checks: [refused('parse', error), ...others]};
  }
  const secured = await checkSecured(document, world);
  const confirmed = Object.values(secured).every(({result}) => result === 'yes');
  const dates = checkDates(document, world.now);
  const unsigned = name => answer(name, 'unknown', 'not_checked_without_signature');
  const status = async name => confirmed ? await checkStatus(document, name, world) : unsigned(name);
  return {
    kind: received.kind,
    document,
    checks: [
      answer('parse', 'yes', 'readable'),
      secured.contexts,
      secured.proof,
      secured.issuer,
      dates.result === 'yes' && !confirmed ? unsigned('dates') : dates,
      await status('revocation'),
      await status('suspension'),
    ],
  };
}

async function checkSecured(document, world) {
  const {proof: _, ...unsecured} = document;
  let nquads, contexts, proof;
  try {
    nquads = await canonicalise(unsecured, world.contexts);
    contexts = answer('contexts', 'yes', 'contexts_pinned');
  } catch(error) {
    contexts = refused('contexts', error);
  }
  try {
    proof = selectProof(document);
  } catch(error) {
    return {contexts, proof: refused('proof', error), issuer: answer('issuer', 'unknown', 'not_reached')};
  }
  const {check: issuer, multikey} = bindIssuer(document, proof, world);
  if(contexts.result !== 'yes') {
    return {contexts, proof: answer('proof', 'unknown', 'not_reached'), issuer};
  }
  if(!multikey) {
    return {contexts, proof: answer('proof', 'unknown', 'key_not_available'), issuer};
  }
  try {
    await checkSignature(document, proof, nquads, multikey, world.contexts);
    return {contexts, proof: answer('proof', 'yes', 'signature_right'), issuer};
  } catch(error) {
    return {contexts, proof: refused('proof', error), issuer};
  }
}

const issuerOf = document => {
  const identifier = typeof document.issuer === 'object' ? document.issuer?.id : document.issuer;
  return typeof identifier === 'string' ? identifier : '';
};

function bindIssuer(document, proof, world) {
  const issuer = issuerOf(document), key = proof.verificationMethod;
  const [owner] = key.split('#');
  const say = (result, code, multikey) => ({
    check: answer('issuer', result, code, {issuer: issuer.slice(0, 200), owner: owner.slice(0, 200), key}), multikey
  });
  if(!issuer.startsWith('did:')) {
    return say('unknown', 'issuer_not_a_did');
  }
  if(owner !== issuer) {
    return say('no', 'key_of_another');
  }
  if(!Object.hasOwn(world.dids, issuer)) {
    return say('unknown', 'issuer_unresolvable');
  }
  const found = world.dids[issuer];
  const methods = found.verificationMethod.filter(({id}) => id === key);
  if(methods.length !== 1) {
    return say('no', 'key_not_listed');
  }
  const [method] = methods, multikey = method.publicKeyMultibase;
  if(method.type !== 'Multikey') {
    return say('unknown', 'key_kind_not_supported');
  }
  if(method.controller !== issuer) {
    return say('no', 'key_controlled_by_another', multikey);
  }
  if('revoked' in method) {
    return say('no', 'key_revoked', multikey);
  }
  if(!found.assertionMethod.includes(key)) {
    return say('no', 'key_not_for_assertions', multikey);
  }
  if('expires' in method && !(moment(proof.created) < moment(method.expires))) {
    return say(proof.created ? 'no' : 'unknown', proof.created ? 'key_expired' : 'key_date_needed', multikey);
  }
  return say('yes', 'issuer_owns_key', multikey);
}

function moment(value) {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
  const milliseconds = typeof value === 'string' && form.test(value) ? Date.parse(value) : NaN;
  if(Number.isNaN(milliseconds)) {
    throw new Refused('date_malformed', {value: String(value).slice(0, 40)});
  }
  return milliseconds;
}

function checkDates(document, now) {
  const [proof] = [document.proof ?? {}].flat();
  try {
    const from = 'validFrom' in document ? moment(document.validFrom) : -Infinity;
    const until = 'validUntil' in document ? moment(document.validUntil) : Infinity;
    const created = proof.created === undefined ? -Infinity : moment(proof.created);
    const expires = proof.expires === undefined ? Infinity : moment(proof.expires);
    if(from > now + CLOCK_DIFFERENCE) {
      return answer('dates', 'no', 'not_yet_valid', {from: document.validFrom});
    }
    if(until < now) {
      return answer('dates', 'no', 'expired', {until: document.validUntil});
    }
    if(created > now + CLOCK_DIFFERENCE) {
      return answer('dates', 'no', 'signed_in_the_future', {created: proof.created});
    }
    if(expires < now) {
      return answer('dates', 'no', 'signature_expired', {until: proof.expires});
    }
  } catch(error) {
    return refused('dates', error);
  }
  return answer('dates', 'yes', 'dates_valid');
}

async function checkStatus(document, purpose, world) {
  const entries = [document.credentialStatus ?? []].flat();
  const other = entries.find(entry => entry?.type !== 'BitstringStatusListEntry');
  if(other !== undefined) {
    return answer(purpose, 'unknown', 'status_kind_not_supported', {kind: String(other?.type).slice(0, 80)});
  }
  const own = entries.filter(({statusPurpose}) => statusPurpose === purpose);
  if(!own.length) {
    return answer(purpose, 'yes', 'no_such_status');
  }
  const codes = {revocation: ['not_revoked', 'revoked'], suspension: ['not_suspended', 'suspended']}[purpose];
  for(const entry of own) {
    const url = String(entry.statusListCredential);
    try {
      if(await isSet(entry, url, purpose, issuerOf(document), world)) {
        return answer(purpose, 'no', codes[1]);
      }
    } catch(error) {
      const code = error instanceof Refused ? error.code : 'verifier_failed';
      const known = ['status_unresolvable', 'status_list_outdated', 'status_malformed'].includes(code);
      const parameters = {url: url.slice(0, 200), why: code, ...error.parameters};
      return answer(purpose, 'unknown', known ? code : 'status_list_refused', parameters);
    }
  }
  return answer(purpose, 'yes', codes[0]);
}

async function isSet(entry, url, purpose, issuer, world) {
  const index = /^(0|[1-9]\d{0,9})$/.test(entry.statusListIndex) ? Number(entry.statusListIndex) : NaN;
  if(Number.isNaN(index) || (entry.statusSize ?? 1) !== 1) {
    throw new Refused('status_malformed', {field: 'statusListIndex'});
  }
  if(!Object.hasOwn(world.lists, url)) {
    throw new Refused('status_unresolvable');
  }
  const list = world.lists[url];
  // A list may say nothing of its own end, but nobody renews it on this page.
  if(moment(world.listsUntil) < world.now) {
    throw new Refused('status_list_outdated', {until: world.listsUntil});
  }
  const secured = Object.values(await checkSecured(list, world)).find(({result}) => result !== 'yes');
  if(secured || list.id !== url || issuerOf(list) !== issuer) {
    throw new Refused(secured?.code ?? 'another_status_list');
  }
  if('validUntil' in list && moment(list.validUntil) < world.now) {
    throw new Refused('status_list_outdated', {until: list.validUntil});
  }
  const subject = list.credentialSubject;
  if(![subject.statusPurpose].flat().includes(purpose)) {
    throw new Refused('another_purpose');
  }
  const bits = await unpack(subject.encodedList);
  if(bits.length * 8 < MINIMUM_ENTRIES || index >= bits.length * 8) {
    throw new Refused('status_index_out_of_range');
  }
  return (bits[index >> 3] & (0x80 >> (index & 7))) !== 0;
}

async function unpack(encoded) {
  const packed = Uint8Array.from(atob(encoded.slice(1).replaceAll('-', '+').replaceAll('_', '/')), character =>
    character.charCodeAt(0));
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const parts = [];
  for(let length = 0, part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if(length > MAXIMUM_LIST_BYTES) {
      throw new Refused('status_list_too_large');
    }
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
