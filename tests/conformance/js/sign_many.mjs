// Signs credentials with Digital Bazaar's implementation, for as long as asked, and says how many a second.
// Standard input: {"credentials": […], "documents": {url: document}, "key": …, "seconds": …}. Standard output: {"perSecond": …, "signed": …}.
import {readFileSync} from 'node:fs';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';

const {credentials, documents, key, seconds} = JSON.parse(readFileSync(0, 'utf8'));

async function documentLoader(url) {
  if(!(url in documents)) {
    throw new Error(`Not given: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: documents[url], tag: 'static'};
}

const signer = (await Ed25519Multikey.from(key)).signer();
const date = '2026-11-20T10:00:00Z';

async function sign(credential) {
  // A suite keeps its proof: each credential gets one of its own.
  const suite = new DataIntegrityProof({signer, date, cryptosuite});
  return JSON.stringify(await vc.issue({credential: {...credential}, suite, documentLoader}));
}

// The first ones are slow, before the machine has compiled what it runs.
for(let number = 0; number < 10; number++) {
  await sign(credentials[number % credentials.length]);
}
const signed = await sign(credentials[0]);
let count = 0;
const started = performance.now();
while(performance.now() - started < seconds * 1000) {
  await sign(credentials[count++ % credentials.length]);
}
const perSecond = count / (performance.now() - started) * 1000;
process.stdout.write(JSON.stringify({perSecond, signed: JSON.parse(signed)}));
