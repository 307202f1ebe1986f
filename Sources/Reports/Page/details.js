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
  { id: 'reward', title: 'Reward', number: true, key: row => row[REWARD],
    show: (cell, row) => number(cell, reward(row[REWARD])) },
  { id: 'passed', title: 'Passed', number: true, key: row => row[TOTAL] ? row[PASSED] / row[TOTAL] : null,
    show: (cell, row) => number(cell, grouped(row[PASSED]) + ' / ' + grouped(row[TOTAL])) },
  { id: 'cpu', title: 'CPU', number: true, key: row => row[CPU],
    show: (cell, row) => number(cell, seconds(row[CPU])) },
  { id: 'wall', title: 'Wall', number: true, key: row => row[WALL],
    show: (cell, row) => number(cell, seconds(row[WALL])) },
  { id: 'memory', title: 'Memory', number: true, key: row => row[MEMORY],
    show: (cell, row) => number(cell, bytes(row[MEMORY])) },
  { id: 'message', title: 'What happened', key: row => meta.reasons[row[REASON]] + ' ' + (row[MESSAGE] || ''),
    show: (cell, row) => {
      const message = (row[MESSAGE] || '').replace(/\s+/g, ' ').trim();
      text(cell, message || (row[REASON] === 0 ? '' : words(meta.reasons[row[REASON]])), 'message');
    } },
];

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
  const titles = [
    ['Test', true], ['Verdict'], ['Reason'], ['CPU', true], ['Wall', true], ['Memory', true], ['Ended by']];
  for (const [title, isNumber] of titles) {
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
    for (const value of [seconds(cpu), seconds(wall), bytes(memory)])
      line.append(make('td', 'number', ran ? value : '-'));
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
    fact(facts, 'Limits of a test', [`CPU ${seconds(cpu)}`, `idle ${seconds(wall)}`, `memory ${bytes(memory)}`,
      `output ${bytes(output)}`, counted(processes, 'process', 'processes')].join(', '));
  }
  if (details && details.layers) fact(facts, 'Isolation, unlike the rest', fill(make('dd'), details.layers.join(', ')));
  sheet.append(facts);
  if (!details) {
    sheet.append(make('p', 'alert note across',
      'Program and tests were left out to keep the file small; the verdict rows of the run have the tests.'));
    if (row[MESSAGE]) block(sheet, 'Message', fill(make('pre', 'words'), row[MESSAGE]));
    return sheet;
  }
  if (details.message)
    block(sheet, 'Message', fill(make('pre', 'words'), details.message)).section.className = 'across';
  if (details.compile) {
    const [succeeded, cpu, , memory, cached, message] = details.compile;
    const how = [succeeded ? 'succeeded' : 'failed', `CPU ${seconds(cpu)}`, `memory ${bytes(memory)}`,
      ...(cached ? ['from the cache'] : [])].join(', ');
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
