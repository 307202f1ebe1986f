'use strict';
// Draws the table of submissions from the data blocks of this file. All text goes in through textContent.
(() => {
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
  const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0e\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;
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

  // The table's columns: how each is shown and sorted.
  const natural = text => text.toLowerCase().replace(/\d{1,15}/g, digits => digits.padStart(15, '0'));
  const verdictCell = (cell, verdict) => {
    cell.className = 'verdict';
    const id = meta.verdicts[verdict];
    const swatch = make('span', 'swatch v-' + id);
    swatch.setAttribute('aria-hidden', 'true');
    cell.append(swatch, words(id));
  };
  const text = (cell, value, className) => {
    cell.className = className;
    const isolated = make('bdi');
    fill(isolated, value);
    cell.title = plain(value);
    cell.append(isolated);
  };
  const number = (cell, value) => { cell.className = 'number'; cell.textContent = value; };
  const expectedNames = row => row[EXPECTED].map(verdict => words(meta.verdicts[verdict])).join(', ');
  const columns = [
    { id: 'submission', title: 'Submission', key: row => natural(row[ID]) },
    { id: 'problem', title: 'Problem', key: row => natural(meta.problems[row[PROBLEM]][0]),
      show: (cell, row) => {
        const [id, title] = meta.problems[row[PROBLEM]];
        text(cell, id, 'name');
        if (title !== null) cell.title = plain(id + ': ' + title);
      } },
    { id: 'language', title: 'Language', key: row => natural(meta.languages[row[LANGUAGE]]),
      show: (cell, row) => text(cell, meta.languages[row[LANGUAGE]], '') },
    { id: 'verdict', title: 'Verdict', key: row => row[VERDICT], show: (cell, row) => verdictCell(cell, row[VERDICT]) },
    ...(!meta.hasExpectations ? [] : [{
      id: 'expected', title: 'Expected', key: row => row[MET] === null ? 2 : row[MET] ? 1 : 0,
      show: (cell, row) => {
        if (row[MET] === null) { cell.textContent = '-'; return; }
        cell.textContent = row[MET] ? '✓ met' : '✗ ' + (expectedNames(row) || 'not met');
        cell.className = row[MET] ? '' : 'unmet';
        cell.title = 'expected: ' + expectedNames(row);
      } }]),
    { id: 'reward', title: 'Reward', number: true, key: row => row[REWARD], show: (cell, row) => number(cell, reward(row[REWARD])) },
    { id: 'passed', title: 'Passed', number: true, key: row => row[TOTAL] ? row[PASSED] / row[TOTAL] : null,
      show: (cell, row) => number(cell, grouped(row[PASSED]) + ' / ' + grouped(row[TOTAL])) },
    { id: 'cpu', title: 'CPU', number: true, key: row => row[CPU], show: (cell, row) => number(cell, seconds(row[CPU])) },
    { id: 'wall', title: 'Wall', number: true, key: row => row[WALL], show: (cell, row) => number(cell, seconds(row[WALL])) },
    { id: 'memory', title: 'Memory', number: true, key: row => row[MEMORY], show: (cell, row) => number(cell, bytes(row[MEMORY])) },
    { id: 'message', title: 'What happened', key: row => meta.reasons[row[REASON]] + ' ' + (row[MESSAGE] || ''),
      show: (cell, row) => {
        const message = (row[MESSAGE] || '').replace(/\s+/g, ' ').trim();
        text(cell, message || (row[REASON] === 0 ? '' : words(meta.reasons[row[REASON]])), 'message');
      } },
  ];

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

  // Details of a row.
  const fact = (list, name, value) => {
    const entry = make('div');
    entry.append(make('dt', '', name), typeof value === 'string' ? make('dd', '', value) : value);
    list.append(entry);
  };
  const block = (sheet, title, ...nodes) => {
    const section = make('div');
    const heading = make('h3', '', title);
    section.append(heading, ...nodes);
    sheet.append(section);
    return { section, heading };
  };
  const ending = test => {
    const exit = test[6], signal = test[7], call = test[8];
    return [signal !== null ? signal : exit !== null ? 'exit ' + exit : '', call !== null ? call + '()' : '']
      .filter(part => part).join(', ');
  };
  const testsTable = tests => {
    const box = make('div', 'tests');
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', 'Tests');
    const table = make('table'), head = make('thead'), headRow = make('tr'), body = make('tbody');
    for (const [title, isNumber] of [['Test', true], ['Verdict'], ['Reason'], ['CPU', true], ['Wall', true], ['Memory', true], ['Ended by']]) {
      const cell = make('th', isNumber ? 'number' : '', title);
      cell.scope = 'col';
      headRow.append(cell);
    }
    for (const test of tests) {
      const [index, verdict, reason, cpu, wall, memory] = test;
      const message = test[9];
      const line = make('tr', message ? 'with-message' : '');
      const name = make('th', 'number', String(index));
      name.scope = 'row';
      const verdictNode = make('td');
      verdictCell(verdictNode, verdict);
      line.append(name, verdictNode, make('td', '', reason === 0 ? '' : words(meta.reasons[reason])));
      const ran = meta.verdicts[verdict] !== 'skipped';
      for (const value of [seconds(cpu), seconds(wall), bytes(memory)]) line.append(make('td', 'number', ran ? value : '-'));
      line.append(fill(make('td'), ending(test)));
      body.append(line);
      if (message) {
        const words = make('tr'), cell = make('td', 'words');
        cell.colSpan = 6;
        cell.append(fill(make('code'), message));
        words.append(make('td'), cell);
        body.append(words);
      }
    }
    head.append(headRow);
    table.append(head, body);
    box.append(table);
    return box;
  };
  const programBlock = (sheet, program, wholeBytes) => {
    const lines = program.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n').length;
    const box = make('div', 'program');
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', 'Program');
    const gutter = make('pre', 'lines', Array.from({ length: lines }, (_, index) => index + 1).join('\n'));
    gutter.setAttribute('aria-hidden', 'true');
    const code = fill(make('code'), program);
    code.dir = 'ltr';
    const pre = make('pre');
    pre.append(code);
    box.append(gutter, pre);
    const { heading } = block(sheet, 'Program', box);
    heading.append(make('span', 'detail', counted(lines, 'line', 'lines')
      + (wholeBytes ? `, shortened: the whole program has ${grouped(wholeBytes)} bytes` : '')));
    const tools = make('span', 'tools'), copy = make('button', '', 'Copy');
    copy.type = 'button';
    copy.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(program);
        copy.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(code);
        copy.textContent = 'Selected';
      }
    });
    tools.append(copy);
    heading.append(tools);
  };
  const sheetFor = index => {
    const row = rows[index], details = detailsOf(index), sheet = make('div', 'sheet');
    const facts = make('dl', 'facts across');
    const [problem, title] = meta.problems[row[PROBLEM]];
    fact(facts, 'Problem', fill(make('dd'), title === null ? problem : problem + ': ' + title));
    fact(facts, 'Reason', words(meta.reasons[row[REASON]]));
    if (row[EXPECTED].length > 0) fact(facts, 'Expected', expectedNames(row));
    if (details && details.limits) {
      const [cpu, wall, memory, output, processes] = details.limits;
      fact(facts, 'Limits of a test', `CPU ${seconds(cpu)}, idle ${seconds(wall)}, memory ${bytes(memory)}, output ${bytes(output)}, ${counted(processes, 'process', 'processes')}`);
    }
    if (details && details.layers) fact(facts, 'Isolation, unlike the rest', fill(make('dd'), details.layers.join(', ')));
    sheet.append(facts);
    if (!details) {
      sheet.append(make('p', 'alert note across', 'Program and tests were left out to keep the file small; the verdict rows of the run have the tests.'));
      if (row[MESSAGE]) block(sheet, 'Message', fill(make('pre', 'words'), row[MESSAGE]));
      return sheet;
    }
    if (details.message) block(sheet, 'Message', fill(make('pre', 'words'), details.message)).section.className = 'across';
    if (details.compile) {
      const [succeeded, cpu, , memory, cached, message] = details.compile;
      const how = `${succeeded ? 'succeeded' : 'failed'}, CPU ${seconds(cpu)}, memory ${bytes(memory)}${cached ? ', from the cache' : ''}`;
      const { section, heading } = block(sheet, 'Compilation', ...(message ? [fill(make('pre', 'words'), message)] : []));
      heading.append(make('span', 'detail', how));
      section.className = 'across';
    }
    const left = make('div');
    if (details.tests.length > 0) {
      const { heading } = block(left, 'Tests', testsTable(details.tests));
      heading.append(make('span', 'detail', `${grouped(row[PASSED])} of ${grouped(row[TOTAL])} passed`
        + (details.testsLeftOut ? `; ${grouped(details.testsLeftOut)} not shown` : '')));
    } else {
      block(left, 'Tests', make('p', 'empty', 'No test was run.'));
    }
    sheet.append(left);
    if (details.program !== undefined) programBlock(sheet, details.program, details.programBytes);
    return sheet;
  };

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
      const line = make('tr'), cell = make('td', 'empty', rows.length === 0 ? 'No submission was judged.' : 'No submission fits these filters.');
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
      if (cell.dataset.id === state.sort) cell.setAttribute('aria-sort', state.dir === 'desc' ? 'descending' : 'ascending');
      else cell.removeAttribute('aria-sort');
    }
    for (const button of document.querySelectorAll('.legend [data-filter]'))
      button.setAttribute('aria-pressed', String(button.dataset.filter === 'verdict=' + state.verdict));
    for (const [id, value] of [['text', state.q], ['verdict', state.verdict], ['language', state.language], ['met', state.met]])
      if (element('filter-' + id).value !== value) element('filter-' + id).value = value;
    showProblem();
  };

  // The address.
  const writeAddress = () => {
    const parts = Object.keys(start).filter(key => String(state[key]) !== String(start[key]))
      .map(key => key + '=' + encodeURIComponent(state[key]));
    const hash = '#' + parts.join('&');
    try {
      if (location.hash !== hash && (parts.length > 0 || location.hash !== '')) history.replaceState(null, '', parts.length > 0 ? hash : location.pathname + location.search);
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
  const countBy = (field, size) => rows.reduce((counts, row) => { counts[row[field]]++; return counts; }, new Array(size).fill(0));
  const mostOptions = 1000;
  const showProblem = () => {
    const select = element('filter-problem');
    if (state.problem !== '' && problemIndex.has(state.problem) && ![...select.options].some(node => node.value === state.problem))
      option(select, state.problem, state.problem);
    if (select.value !== state.problem) select.value = state.problem;
  };
  const buildFilters = () => {
    const verdicts = countBy(VERDICT, meta.verdicts.length);
    option(element('filter-verdict'), '', 'any');
    option(element('filter-verdict'), 'failed', `not accepted (${grouped(rows.length - verdicts[0])})`);
    meta.verdicts.forEach((id, index) => {
      if (verdicts[index] > 0 || index === 0) option(element('filter-verdict'), id, `${words(id)} (${grouped(verdicts[index])})`);
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
    element('filter-clear').addEventListener('click', () => change({ q: '', verdict: '', language: '', problem: '', met: '' }));
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
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select, textarea')) return;
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
})();
