// Proofs of eddsa-rdfc-2022 (W3C Data Integrity EdDSA Cryptosuites 1.0, 3.2) and the keys they are checked with.
import jsonld from 'jsonld';
import {Refused} from './receive.js';
import {checkForm} from './form.js';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

export async function canonicalise(document, contexts) {
  checkForm(document, contexts);
  const documentLoader = url => ({contextUrl: null, documentUrl: url, document: contexts[url]});
  try {
    return await jsonld.canonize(document, {
      algorithm: 'RDFC-1.0',
      format: 'application/n-quads',
      safe: true,
      base: null,
      documentLoader,
      canonizeOptions: {maxWorkFactor: 1},
    });
  } catch(error) {
    throw new Refused('undefined_term', {term: termOf(error)});
  }
}

function termOf(error) {
  const details = error.details?.event?.details ?? error.details ?? {};
  return String(details.property ?? details.id ?? details.type ?? error.message).slice(0, 80);
}

export function selectProof(document) {
  const proofs = [document.proof ?? []].flat();
  if(proofs.length !== 1) {
    throw new Refused(proofs.length ? 'proof_several' : 'proof_missing');
  }
  const [proof] = proofs;
  if(proof === null || typeof proof !== 'object') {
    throw new Refused('proof_malformed', {field: 'proof'});
  }
  if(proof.type !== 'DataIntegrityProof' || proof.cryptosuite !== 'eddsa-rdfc-2022' || 'previousProof' in proof) {
    throw new Refused('proof_kind_not_supported', {kind: String(proof.cryptosuite ?? proof.type).slice(0, 80)});
  }
  for(const field of ['verificationMethod', 'proofValue']) {
    if(typeof proof[field] !== 'string') {
      throw new Refused('proof_malformed', {field});
    }
  }
  if(proof.proofPurpose !== 'assertionMethod') {
    throw new Refused('proof_malformed', {field: 'proofPurpose'});
  }
  return proof;
}

export async function checkSignature(document, proof, nquads, multikey, contexts) {
  const {proofValue, ...options} = proof;
  const configuration = await canonicalise({...options, '@context': document['@context']}, contexts);
  const data = new Uint8Array([...await sha256(configuration), ...await sha256(nquads)]);
  const signature = decodeBase58(proofValue);
  const key = decodeBase58(multikey);
  if(!signature || signature.length !== 64) {
    throw new Refused('proof_malformed', {field: 'proofValue'});
  }
  if(!key || key.length !== 34 || key[0] !== 0xed || key[1] !== 0x01) {
    throw new Refused('key_kind_not_supported', {key: multikey.slice(0, 80)});
  }
  const algorithm = {name: 'Ed25519'};
  const imported = await crypto.subtle.importKey('raw', key.subarray(2), algorithm, false, ['verify']);
  if(!await crypto.subtle.verify(algorithm, imported, signature, data)) {
    throw new Refused('signature_wrong');
  }
}

async function sha256(text) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

function decodeBase58(text) {
  if(typeof text !== 'string' || !/^z[1-9A-HJ-NP-Za-km-z]{1,128}$/.test(text)) {
    return null;
  }
  let number = 0n;
  for(const character of text.slice(1)) {
    number = number * 58n + BigInt(ALPHABET.indexOf(character));
  }
  const bytes = [];
  for(; number; number >>= 8n) {
    bytes.unshift(Number(number & 255n));
  }
  const zeros = text.slice(1).match(/^1*/)[0].length;
  return new Uint8Array([...new Array(zeros).fill(0), ...bytes]);
}
