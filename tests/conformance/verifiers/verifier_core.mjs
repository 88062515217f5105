// Verifies one credential with the Digital Credentials Consortium's verifier-core, offline.
// Standard input: {"credential": …, "documents": {url: text}}; standard output: what the verifier answers.
import {readFileSync} from 'node:fs';

const {credential, documents} = JSON.parse(readFileSync(0, 'utf8'));

// The verifier fetches by itself: DID documents, status lists and contexts. It gets what was handed in, and no more.
globalThis.fetch = async request => {
  const url = typeof request === 'string' ? request : request.url;
  if(!(url in documents)) {
    return new Response('', {status: 404});
  }
  return new Response(documents[url], {status: 200, headers: {'Content-Type': 'application/json'}});
};

// It writes what it meets to the console: not where the answer goes.
console.log = console.error;

const {verifyCredential} = await import('@digitalcredentials/verifier-core');
const {log, errors, additionalInformation} = await verifyCredential({credential, knownDIDRegistries: []});
const answers = Object.fromEntries((log ?? []).map(({id, valid, error}) => [id, error ? error.name : valid]));
const schemas = (additionalInformation ?? []).flatMap(({results}) => results).map(({result}) => result?.valid);
process.stdout.write(JSON.stringify({answers, schemas, errors: (errors ?? []).map(({name}) => name)}));
