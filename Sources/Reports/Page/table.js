// What the page shows; all of it is in the address, so that a view can be passed on.
const start = { q: '', verdict: '', language: '', problem: '', met: '', sort: '', dir: 'asc', page: 1, row: '' };
let state = { ...start };
let shown = [];
let pageSize = 100;
const problemIndex = new Map(meta.problems.map(([id], index) => [id, index]));
const haystacks = [];
const haystack = index => haystacks[index] ??= [
  rows[index][ID], ...meta.problems[rows[index][PROBLEM]].filter(part => part), meta.languages[rows[index][LANGUAGE]],
  words(meta.verdicts[rows[index][VERDICT]]), words(meta.reasons[rows[index][REASON]]), rows[index][MESSAGE] || '',
].join('\n').toLowerCase();

const select = () => {
  const needle = state.q.trim().toLowerCase();
  const verdict = meta.verdicts.indexOf(state.verdict);
  const language = meta.languages.indexOf(state.language);
  const problem = problemIndex.has(state.problem) ? problemIndex.get(state.problem) : -1;
  const fits = (row, index) =>
    (state.verdict === '' || (state.verdict === 'failed' ? row[VERDICT] !== 0 : row[VERDICT] === verdict)) &&
    (state.language === '' || row[LANGUAGE] === language) && (state.problem === '' || row[PROBLEM] === problem) &&
    (state.met === '' || row[MET] === (state.met === 'yes')) && (needle === '' || haystack(index).includes(needle));
  shown = [];
  rows.forEach((row, index) => { if (fits(row, index)) shown.push(index); });
  const column = columns.find(column => column.id === state.sort);
  if (!column) return;
  const keys = new Map(shown.map(index => [index, column.key(rows[index])]));
  const sign = state.dir === 'desc' ? -1 : 1;
  // Rows without a value go last both ways; equal ones keep the order of the run.
  shown.sort((a, b) => {
    const left = keys.get(a), right = keys.get(b);
    if (left === right) return a - b;
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right ? -sign : sign;
  });
};

const pages = () => Math.max(1, Math.ceil(shown.length / pageSize));

// Opening and closing.
const setOpen = (line, index, open) => {
  const button = line.querySelector('.open-button');
  const next = line.nextElementSibling;
  if (next && next.classList.contains('details')) next.remove();
  line.classList.toggle('open', open);
  button.setAttribute('aria-expanded', String(open));
  if (open) {
    const details = make('tr', 'details'), cell = make('td');
    cell.colSpan = columns.length;
    cell.append(sheetFor(index));
    details.append(cell);
    line.after(details);
  }
  state.row = open ? rows[index][ID] : '';
  writeAddress();
};
const draw = () => {
  const body = element('table-rows');
  state.page = Math.min(Math.max(1, state.page), pages());
  const lines = shown.slice((state.page - 1) * pageSize, state.page * pageSize).map(index => {
    const row = rows[index], line = make('tr', 'row'), name = make('th', 'name');
    name.scope = 'row';
    line.dataset.index = index;
    const button = make('button', 'open-button id');
    button.type = 'button';
    button.setAttribute('aria-expanded', 'false');
    button.append(fill(make('bdi'), row[ID]));
    name.title = plain(row[ID]);
    name.append(button);
    line.append(name);
    for (const column of columns.slice(1)) {
      const cell = make('td');
      column.show(cell, row);
      line.append(cell);
    }
    return line;
  });
  if (lines.length === 0) {
    const why = rows.length === 0 ? 'No submission was judged.' : 'No submission fits these filters.';
    const line = make('tr'), cell = make('td', 'empty', why);
    cell.colSpan = columns.length;
    line.append(cell);
    lines.push(line);
  }
  body.replaceChildren(...lines);
  element('shown').textContent = shown.length === rows.length && rows.length > 0
    ? `all ${grouped(rows.length)} shown` : `${grouped(shown.length)} of ${grouped(rows.length)} shown`;
  const first = (state.page - 1) * pageSize + 1;
  element('page-text').textContent = shown.length === 0 ? '0' :
    `${grouped(first)} to ${grouped(Math.min(first + pageSize - 1, shown.length))} of ${grouped(shown.length)}`;
  for (const id of ['page-first', 'page-previous']) element(id).disabled = state.page === 1;
  for (const id of ['page-next', 'page-last']) element(id).disabled = state.page === pages();
  for (const cell of element('table-head').children) {
    if (cell.dataset.id !== state.sort) cell.removeAttribute('aria-sort');
    else cell.setAttribute('aria-sort', state.dir === 'desc' ? 'descending' : 'ascending');
  }
  for (const button of document.querySelectorAll('.legend [data-filter]'))
    button.setAttribute('aria-pressed', String(button.dataset.filter === 'verdict=' + state.verdict));
  for (const [id, key] of [['text', 'q'], ['verdict', 'verdict'], ['language', 'language'], ['met', 'met']])
    if (element('filter-' + id).value !== state[key]) element('filter-' + id).value = state[key];
  showProblem();
};

// The address.
const writeAddress = () => {
  const parts = Object.keys(start).filter(key => String(state[key]) !== String(start[key]))
    .map(key => key + '=' + encodeURIComponent(state[key]));
  const hash = '#' + parts.join('&');
  try {
    const bare = location.pathname + location.search;
    if (parts.length > 0 ? location.hash !== hash : location.hash !== '')
      history.replaceState(null, '', parts.length > 0 ? hash : bare);
  } catch { /* some browsers refuse this for files; the page works without */ }
};
const readAddress = () => {
  state = { ...start };
  for (const part of location.hash.slice(1).split('&')) {
    const place = part.indexOf('=');
    const key = part.slice(0, place);
    if (place < 1 || !Object.hasOwn(start, key)) continue;
    let value = part.slice(place + 1);
    try { value = decodeURIComponent(value); } catch { /* taken as it is */ }
    state[key] = key === 'page' ? Math.max(1, parseInt(value, 10) || 1) : value;
  }
  if (state.dir !== 'desc') state.dir = 'asc';
  const opened = state.row;
  select();
  const index = opened === '' ? -1 : rows.findIndex(row => row[ID] === opened);
  if (index >= 0 && !shown.includes(index)) { state = { ...start }; select(); }
  if (index >= 0) state.page = Math.floor(shown.indexOf(index) / pageSize) + 1;
  draw();
  const line = index < 0 ? null : element('table-rows').querySelector(`[data-index="${index}"]`);
  if (line) {
    setOpen(line, index, true);
    line.scrollIntoView({ behavior: 'instant', block: 'start' });
  }
};
const change = values => {
  Object.assign(state, { page: 1, row: '' }, values);
  select();
  draw();
  writeAddress();
};
const goTo = page => {
  Object.assign(state, { page, row: '' });
  draw();
  writeAddress();
  element('table').scrollIntoView({ block: 'start' });
};
const showTable = () => element('submissions').scrollIntoView({ block: 'start' });

// Filters.
const option = (select, value, label) => {
  const node = make('option', '', plain(label));
  node.value = value;
  select.append(node);
};
const countBy = (field, size) => {
  const counts = new Array(size).fill(0);
  for (const row of rows) counts[row[field]]++;
  return counts;
};
const mostOptions = 1000;
const showProblem = () => {
  const select = element('filter-problem');
  const isListed = [...select.options].some(node => node.value === state.problem);
  if (problemIndex.has(state.problem) && !isListed)
    option(select, state.problem, state.problem);
  if (select.value !== state.problem) select.value = state.problem;
};
const buildFilters = () => {
  const verdicts = countBy(VERDICT, meta.verdicts.length);
  option(element('filter-verdict'), '', 'any');
  option(element('filter-verdict'), 'failed', `not accepted (${grouped(rows.length - verdicts[0])})`);
  meta.verdicts.forEach((id, index) => {
    if (verdicts[index] > 0 || index === 0)
      option(element('filter-verdict'), id, `${words(id)} (${grouped(verdicts[index])})`);
  });
  const languages = countBy(LANGUAGE, meta.languages.length);
  option(element('filter-language'), '', 'any');
  meta.languages.map((name, index) => [name, index]).sort(([a], [b]) => a < b ? -1 : 1)
    .forEach(([name, index]) => option(element('filter-language'), name, `${name} (${grouped(languages[index])})`));
  option(element('filter-problem'), '', meta.problems.length > mostOptions ? 'any (search by id)' : 'any');
  if (meta.problems.length <= mostOptions) {
    meta.problems.map(([id]) => [natural(id), id]).sort(([a], [b]) => a < b ? -1 : 1)
      .forEach(([, id]) => option(element('filter-problem'), id, id));
  }
  element('met-label').hidden = !meta.hasExpectations;
  for (const id of ['verdict', 'language', 'problem', 'met'])
    element('filter-' + id).addEventListener('change', event => change({ [id]: event.target.value }));
  let waiting = 0;
  element('filter-text').addEventListener('input', event => {
    clearTimeout(waiting);
    waiting = setTimeout(() => change({ q: event.target.value }), 120);
  });
  element('filters').addEventListener('submit', event => event.preventDefault());
  element('filter-clear').addEventListener('click',
    () => change({ q: '', verdict: '', language: '', problem: '', met: '' }));
};
const buildHead = () => {
  for (const column of columns) {
    const cell = make('th', column.number ? 'number' : column.id === 'message' ? 'message' : '');
    cell.scope = 'col';
    cell.dataset.id = column.id;
    const button = make('button', '', column.title);
    button.type = 'button';
    // The first press sorts, the second turns the order round, the third gives the order of the run back.
    button.addEventListener('click', () => {
      const first = column.number ? 'desc' : 'asc';
      if (state.sort !== column.id) change({ sort: column.id, dir: first });
      else if (state.dir === first) change({ dir: first === 'asc' ? 'desc' : 'asc' });
      else change({ sort: '', dir: 'asc' });
    });
    cell.append(button);
    element('table-head').append(cell);
  }
};

// The small tables: sorted in place.
const buildSmallTable = table => {
  const cells = [...table.tHead.rows[0].cells];
  cells.forEach((cell, place) => {
    const button = make('button', '', cell.textContent);
    button.type = 'button';
    cell.replaceChildren(button);
    button.addEventListener('click', () => {
      const numeric = place > 0;
      const before = cell.getAttribute('aria-sort');
      const down = before ? before === 'ascending' : numeric;
      cells.forEach(other => other.removeAttribute('aria-sort'));
      cell.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const key = line => {
        const value = line.cells[place];
        return numeric ? (value.dataset.sort === '' ? null : Number(value.dataset.sort)) : natural(value.textContent);
      };
      const body = table.tBodies[0];
      const keyed = [...body.rows].map(line => [key(line), line]);
      keyed.sort(([a], [b]) => a === b ? 0 : a === null ? 1 : b === null ? -1 : (a < b) === down ? 1 : -1);
      body.append(...keyed.map(([, line]) => line));
    });
  });
};

const listen = () => {
  element('table-rows').addEventListener('click', event => {
    const line = event.target.closest('tr.row');
    if (!line || (getSelection().type === 'Range' && !event.target.closest('button'))) return;
    setOpen(line, Number(line.dataset.index), !line.classList.contains('open'));
  });
  element('table-rows').addEventListener('keydown', event => {
    const buttons = [...document.querySelectorAll('.open-button')];
    const place = buttons.indexOf(event.target);
    if (place >= 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const next = buttons[place + (event.key === 'ArrowDown' ? 1 : -1)];
      if (next) next.focus();
    }
    if (event.key === 'Escape') {
      const inner = event.target.closest('tr.details');
      const line = inner ? inner.previousElementSibling : event.target.closest('tr.open');
      if (!line) return;
      setOpen(line, Number(line.dataset.index), false);
      line.querySelector('.open-button').focus();
    }
  });
  document.addEventListener('keydown', event => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input, select')) return;
    event.preventDefault();
    element('filter-text').focus();
  });
  for (const button of document.querySelectorAll('[data-filter]')) {
    button.addEventListener('click', () => {
      const [key, value] = button.dataset.filter.split('=');
      change({ [key]: state[key] === value ? '' : value });
      if (!button.closest('.legend')) showTable();
    });
  }
  for (const [key, list] of [['language', meta.languages], ['problem', meta.problems.map(([id]) => id)]]) {
    for (const button of document.querySelectorAll(`[data-${key}]`))
      button.addEventListener('click', () => { change({ [key]: list[Number(button.dataset[key])] }); showTable(); });
  }
  element('page-first').addEventListener('click', () => goTo(1));
  element('page-previous').addEventListener('click', () => goTo(state.page - 1));
  element('page-next').addEventListener('click', () => goTo(state.page + 1));
  element('page-last').addEventListener('click', () => goTo(pages()));
  element('page-size').addEventListener('change', event => { pageSize = Number(event.target.value); change({}); });
  addEventListener('hashchange', readAddress);
};

buildHead();
buildFilters();
document.querySelectorAll('table.sortable').forEach(buildSmallTable);
listen();
element('table-area').hidden = false;
readAddress();
document.body.dataset.ready = 'yes';
