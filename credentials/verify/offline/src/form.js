// The form that a document must have, so that what is read is what is signed. As structure.py does it.
import {Refused} from './receive.js';

const CREDENTIALS_V2 = 'https://www.w3.org/ns/credentials/v2';
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

export function checkForm(document, contexts) {
  walk(document, true);

  function walk(node, top) {
    if('@context' in node) {
      checkContexts(node, top);
    } else if(top) {
      throw new Refused('context_missing');
    }
    for(const [name, value] of Object.entries(node)) {
      if(name !== '@context' && (!/^\p{Ll}/u.test(name) || name.includes(':') || CONTROL.test(name))) {
        throw new Refused('field_name_refused', {field: name.slice(0, 80)});
      }
      checkValue(value, false);
    }
    if('id' in node && (typeof node.id !== 'string' || node.id.startsWith('_:'))) {
      throw new Refused('identifier_not_a_url');
    }
    if(!top && node.id !== undefined && node.id === document.id) {
      throw new Refused('credential_described_twice');
    }
    if(Array.isArray(node.type) && node.type.length > 8) {
      throw new Refused('too_many_types', {limit: '8'});
    }
  }

  function checkValue(value, inArray) {
    if(value === null) {
      throw new Refused('null_refused');
    }
    if(Array.isArray(value)) {
      if(inArray) {
        throw new Refused('array_inside_array');
      }
      value.forEach(item => checkValue(item, true));
    } else if(typeof value === 'object') {
      walk(value, false);
    } else if(typeof value === 'string' && (CONTROL.test(value) || !value.isWellFormed())) {
      throw new Refused('control_characters');
    }
  }

  function checkContexts(node, top) {
    const listed = [node['@context']].flat();
    if(listed.length > 8) {
      throw new Refused('too_many_contexts', {limit: '8'});
    }
    for(const context of listed) {
      if(typeof context !== 'string') {
        throw new Refused('context_inline');
      }
      if(!Object.hasOwn(contexts, context)) {
        throw new Refused('context_unknown', {url: context.slice(0, 200)});
      }
    }
    if(listed[0] !== CREDENTIALS_V2) {
      throw new Refused('context_order', {url: CREDENTIALS_V2});
    }
    if(!top && ![node.type].flat().includes('VerifiableCredential')) {
      throw new Refused('context_nested');
    }
  }
}
