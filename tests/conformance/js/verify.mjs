// Verifies one credential with Digital Bazaar's implementation, offline.
// Standard input: {"credential": …, "documents": {url: document}, "now": ISO date}. Standard output: {"verified": …, "errors": […]}.
import {readFileSync} from 'node:fs';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';

const {credential, documents, now} = JSON.parse(readFileSync(0, 'utf8'));

async function documentLoader(url) {
  if(!(url in documents)) {
    throw new Error(`Not given: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document: documents[url]};
}

const result = await vc.verifyCredential({
  credential,
  suite: new DataIntegrityProof({cryptosuite}),
  documentLoader,
  // Status lists are handed in as credentials of their own; their bits are compared in Python.
  checkStatus: async () => ({verified: true}),
  now: new Date(now)
});
const errors = [result.error, ...(result.error?.errors ?? [])].filter(Boolean).map(error => error.message);
process.stdout.write(JSON.stringify({verified: result.verified, errors}));
