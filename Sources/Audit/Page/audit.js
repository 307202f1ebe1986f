// The table of findings. A row is [file, line, id, check, severity, confidence, evidence, related]. All text goes into
// the page through textContent.
const element = id => document.getElementById(id);
const rows = JSON.parse(element('findings').textContent);
const haystacks = rows.map(row => [row[0] + ':' + row[1], row[2], row[3], row[6], ...row[7]].join('\n').toLowerCase());
const size = 100;
let page = 0;
let shown = [];

const cell = (line, text, className) => {
  const node = document.createElement('td');
  if (className) node.className = className;
  node.textContent = text;
  line.append(node);
};
const draw = () => {
  const pages = Math.max(1, Math.ceil(shown.length / size));
  page = Math.min(page, pages - 1);
  const lines = shown.slice(page * size, (page + 1) * size).map(index => {
    const row = rows[index], line = document.createElement('tr');
    cell(line, row[0].split('/').pop() + ':' + row[1], 'id');
    cell(line, row[2], 'id');
    cell(line, row[3]);
    cell(line, row[4]);
    cell(line, Math.round(row[5] * 100) + ' %', 'number');
    cell(line, row[6] + (row[7].length ? ' [' + row[7].join(', ') + ']' : ''));
    return line;
  });
  element('rows').replaceChildren(...lines);
  element('page').textContent = (page + 1) + ' of ' + pages;
  element('previous').disabled = page === 0;
  element('next').disabled = page >= pages - 1;
  element('shown').textContent = shown.length + ' of ' + rows.length + ' shown';
};
const select = () => {
  const needle = element('filter-text').value.trim().toLowerCase();
  const check = element('filter-check').value, severity = element('filter-severity').value;
  shown = [];
  rows.forEach((row, index) => {
    if (check !== '' && row[3] !== check) return;
    if (severity !== '' && row[4] !== severity) return;
    if (needle === '' || haystacks[index].includes(needle)) shown.push(index);
  });
  page = 0;
  draw();
};
for (const id of ['filter-text', 'filter-check', 'filter-severity']) element(id).addEventListener('input', select);
element('filters').addEventListener('submit', event => event.preventDefault());
element('filter-clear').addEventListener('click', () => {
  for (const id of ['filter-text', 'filter-check', 'filter-severity']) element(id).value = '';
  select();
});
element('previous').addEventListener('click', () => { page -= 1; draw(); });
element('next').addEventListener('click', () => { page += 1; draw(); });
for (const button of document.querySelectorAll('[data-check]')) {
  button.addEventListener('click', () => {
    element('filter-check').value = button.dataset.check;
    select();
    element('all').scrollIntoView();
  });
}
select();
