// What was brought as the bytes of a credential: JSON, or a PNG or SVG with one inside. As containers.py does it.

export class Refused extends Error {
  constructor(code, parameters = {}) {
    super(code);
    this.code = code;
    this.parameters = parameters;
  }
}

const MAXIMUM_BYTES = 256 * 1024;
const MAXIMUM_FILE_BYTES = 5 * 1024 * 1024;
const MAXIMUM_DEPTH = 36;
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const BAKED = 'https://purl.imsglobal.org/ob/v3p0';

export function receive(bytes) {
  if(bytes.length > MAXIMUM_FILE_BYTES) {
    throw new Refused('too_large', {limit: String(MAXIMUM_FILE_BYTES / 1024)});
  }
  if(PNG.every((value, place) => bytes[place] === value)) {
    return {kind: 'png', text: textOf(only(inPng(bytes), 'picture'))};
  }
  const text = textOf(bytes).trim();
  return text.startsWith('<') ? {kind: 'svg', text: only(inSvg(text), 'drawing')} : {kind: 'json', text};
}

export function parse(text) {
  if(new TextEncoder().encode(text).length > MAXIMUM_BYTES) {
    throw new Refused('too_large', {limit: String(MAXIMUM_BYTES / 1024)});
  }
  if(/^[\w-]+\.[\w-]*\.[\w-]*$/.test(text)) {
    throw new Refused('token_not_supported', {algorithm: 'JWT'});
  }
  let document;
  try {
    document = JSON.parse(text);
  } catch{
    throw new Refused('not_json');
  }
  if(document === null || typeof document !== 'object' || Array.isArray(document)) {
    throw new Refused('not_an_object');
  }
  if(depthOf(document) > MAXIMUM_DEPTH) {
    throw new Refused('too_deep', {limit: String(MAXIMUM_DEPTH)});
  }
  return document;
}

function depthOf(value) {
  return value !== null && typeof value === 'object' ?
    1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
}

function textOf(bytes) {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch{
    throw new Refused('not_utf8');
  }
}

function only(found, place) {
  if(found.length !== 1) {
    throw new Refused(found.length ? 'several_embedded' : 'nothing_embedded', {place});
  }
  return found[0];
}

function inPng(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = [];
  let position = PNG.length;
  while(position + 8 <= bytes.length) {
    const length = view.getUint32(position);
    const kind = String.fromCharCode(...bytes.subarray(position + 4, position + 8));
    const body = bytes.subarray(position + 8, position + 8 + length);
    if(position + 12 + length > bytes.length) {
      throw new Refused('container_damaged', {place: 'picture'});
    }
    position += 12 + length;
    if(kind === 'iTXt' && startsWith(body, 'openbadgecredential\0')) {
      found.push(international(body.subarray('openbadgecredential\0'.length)));
    }
  }
  return found;
}

function startsWith(bytes, text) {
  return [...text].every((character, place) => bytes[place] === character.charCodeAt(0));
}

function international(rest) {
  // A flag, a method, a language, a translated keyword, the text (PNG, 11.3.3.4). Open Badges does not pack it.
  const language = rest.indexOf(0, 2);
  const keyword = rest.indexOf(0, language + 1);
  if(rest[0] !== 0 || language < 0 || keyword < 0) {
    throw new Refused('container_damaged', {place: 'picture'});
  }
  return rest.subarray(keyword + 1);
}

function inSvg(text) {
  if(/<!DOCTYPE/i.test(text)) {
    throw new Refused('container_damaged', {place: 'drawing'});
  }
  const drawing = new DOMParser().parseFromString(text, 'image/svg+xml');
  if(drawing.querySelector('parsererror')) {
    throw new Refused('container_damaged', {place: 'drawing'});
  }
  const elements = [...drawing.getElementsByTagNameNS(BAKED, 'credential')];
  return elements.map(element => (element.getAttribute('verify') ?? element.textContent).trim());
}
