// The page: takes a file, shows the answers and every signed field. It sends nothing, and cannot (its own policy).
import {check} from './check.js';

const config = JSON.parse(document.getElementById('config').textContent);
const result = document.getElementById('result');

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if(className) {
    made.className = className;
  }
  return made;
}

const sentence = ({code, parameters}) =>
  (config.sentences[code] ?? code).replace(/\{(\w+)\}/g, (_, name) => parameters[name] ?? '…');

function* fieldsOf(value, path = []) {
  if(Array.isArray(value) && value.length === 1) {
    yield* fieldsOf(value[0], path);
  } else if(value !== null && typeof value === 'object' && Object.keys(value).length) {
    for(const [name, child] of Object.entries(value)) {
      yield* fieldsOf(child, [...path, Array.isArray(value) ? Number(name) + 1 : config.words[name] ?? name]);
    }
  } else {
    yield [path.join(' › '), typeof value === 'object' ? '–' : String(value)];
  }
}

function verdictOf(checks) {
  const results = checks.map(({result}) => result);
  return results.includes('no') ? 'no' : results.includes('unknown') ? 'unknown' : 'yes';
}

function show({kind, document: credential, checks}) {
  const verdict = verdictOf(checks);
  const list = document.createElement('dl');
  for(const found of checks) {
    list.append(element('dt', config.checks[found.name]));
    const answer = element('dd', `${config.results[found.result]}. ${sentence(found)}`, found.result);
    answer.dataset.check = found.name;
    list.append(answer);
  }
  const title = element('h2', config.verdicts[verdict], verdict);
  title.dataset.verdict = verdict;
  result.replaceChildren(title);
  if(kind !== 'json') {
    result.append(element('p', config.sentences.only_signed_counts));
  }
  result.append(list);
  if(credential) {
    const table = document.createElement('table');
    for(const [path, value] of fieldsOf(credential)) {
      const row = table.insertRow();
      const head = element('th', path);
      head.scope = 'row';
      row.append(head, element('td', value));
    }
    result.append(element('h2', config.texts.fields), table);
  }
}

document.getElementById('file').addEventListener('change', async ({target}) => {
  const [file] = target.files;
  if(file) {
    show(await check(new Uint8Array(await file.arrayBuffer()), {...config, now: Date.now()}));
  }
});
