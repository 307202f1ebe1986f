// The embedded data, and how text and numbers are written. All text goes into the page through textContent.
const element = id => document.getElementById(id);
const data = id => JSON.parse(element(id).textContent);
const make = (name, className, text) => {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

// The data. A row is [id, problem, language, verdict, reward, passed, total, cpu, wall, memory, reason, expected,
// met, message]; times are microseconds.
const ID = 0, PROBLEM = 1, LANGUAGE = 2, VERDICT = 3, REWARD = 4, PASSED = 5, TOTAL = 6, CPU = 7, WALL = 8;
const MEMORY = 9, REASON = 10, EXPECTED = 11, MET = 12, MESSAGE = 13;
const meta = data('meta');
const rows = [];
for (let start = 0; start < meta.rows; start += meta.chunk) rows.push(...data('rows-' + start / meta.chunk));
const chunks = new Map();
const detailsOf = index => {
  const chunk = Math.floor(index / meta.chunk);
  if (!chunks.has(chunk)) {
    if (chunks.size > 50) chunks.clear();
    chunks.set(chunk, data('details-' + chunk));
  }
  return chunks.get(chunk)[index % meta.chunk];
};

// Numbers, as NumberText.swift writes them.
const grouped = value => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
const trimmed = (value, digits) => String(Number(value.toFixed(digits)));
const seconds = micros => {
  const value = micros / 1e6;
  if (!(value > 0)) return '0 ms';
  if (value < 0.00995) return trimmed(value * 1000, 1) + ' ms';
  if (value < 0.9995) return (value * 1000).toFixed(0) + ' ms';
  if (value < 9.995) return value.toFixed(2) + ' s';
  if (value < 59.95) return value.toFixed(1) + ' s';
  const whole = Math.round(value);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${grouped(Math.floor(whole / 3600))} h ${String(Math.floor(whole % 3600 / 60)).padStart(2, '0')} min`;
};
const bytes = value => {
  if (value < 1024) return Math.max(0, value) + ' B';
  let amount = value / 1024;
  for (const unit of ['KiB', 'MiB', 'GiB']) {
    if (amount < 999.95) return amount.toFixed(unit === 'GiB' ? 2 : 1) + ' ' + unit;
    amount /= 1024;
  }
  return amount.toFixed(2) + ' TiB';
};
const reward = value => value === null ? '-' : value.toFixed(3);
const counted = (value, one, many) => grouped(value) + ' ' + (value === 1 ? one : many);
const words = id => id.replace(/_/g, ' ');

// Characters that hide, reorder or steer are written out. PrintableText.swift has the same list.
const hidden = new RegExp(
  '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f' +
  '\\ufe00-\\ufe0e\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e0fff}]', 'gu');
const codeOf = character => 'U+' + character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
const names = { '\u0000': 'NUL', '\u0007': 'BEL', '\u0008': 'BS', '\u000d': 'CR', '\u001b': 'ESC', '\u007f': 'DEL' };
const fill = (node, text) => {
  text = text.replace(/\r\n/g, '\n');
  let end = 0;
  for (const match of text.matchAll(hidden)) {
    if (match.index > end) node.append(text.slice(end, match.index));
    const control = make('span', 'control', names[match[0]] || codeOf(match[0]));
    control.title = codeOf(match[0]);
    node.append(control);
    end = match.index + match[0].length;
  }
  node.append(text.slice(end));
  return node;
};
const plain = text => text.replace(/\r\n/g, '\n').replace(hidden, character => '[' + codeOf(character) + ']');
