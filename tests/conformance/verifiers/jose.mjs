// Signs or verifies one token with jose.
// Standard input: {"token", "key"} or {"payload", "header", "key"} with a JSON Web Key. Standard output: the payload, or {"token"}.
import {readFileSync} from 'node:fs';
import {CompactSign, compactVerify, importJWK} from 'jose';

const {token, payload, header, key} = JSON.parse(readFileSync(0, 'utf8'));
if(token) {
  const algorithm = key.kty === 'RSA' ? 'RS256' : 'ES256';
  const verified = await compactVerify(token, await importJWK(key, algorithm), {algorithms: [algorithm]});
  process.stdout.write(new TextDecoder().decode(verified.payload));
} else {
  const signer = new CompactSign(new TextEncoder().encode(JSON.stringify(payload))).setProtectedHeader(header);
  process.stdout.write(JSON.stringify({token: await signer.sign(await importJWK(key, header.alg))}));
}
