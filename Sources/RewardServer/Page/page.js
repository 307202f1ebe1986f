// The page asks for numbers every second and shows them. What comes from submissions is hostile text: it is only ever
// set as text, never as markup.
'use strict';
(() => {
  const byID = (id) => document.getElementById(id);
  const key = 'klear-token';
  let token = sessionStorage.getItem(key) || '';
  let timer = 0;

  const ask = async (path) => {
    const headers = token ? { Authorization: 'Bearer ' + token } : {};
    const reply = await fetch(path, { headers, cache: 'no-store' });
    if (reply.status === 401) {
      token = '';
      sessionStorage.removeItem(key);
      byID('access').hidden = false;
      byID('main').hidden = true;
      throw new Error('a token is needed');
    }
    if (!reply.ok) throw new Error('HTTP ' + reply.status);
    return reply.json();
  };

  const element = (name, text, className) => {
    const node = document.createElement(name);
    if (text !== undefined) node.textContent = text;
    if (className) node.className = className;
    return node;
  };

  const shape = (name, attributes) => {
    const node = document.createElementNS('http' + '://www.w3.org/2000/svg', name);
    for (const [attribute, value] of Object.entries(attributes)) node.setAttribute(attribute, value);
    return node;
  };

  const seconds = (value) => {
    if (value === null || value === undefined) return '–';
    if (value < 0.001) return Math.round(value * 1e6) + ' µs';
    if (value < 1) return (value * 1000).toFixed(value < 0.1 ? 1 : 0) + ' ms';
    return value.toFixed(value < 10 ? 2 : 1) + ' s';
  };
  const bytes = (value) => value < 1 << 30 ? (value / (1 << 20)).toFixed(0) + ' MiB' : (value / (1 << 30)).toFixed(2) + ' GiB';
  const words = (verdict) => verdict.replace('_', ' ');
  const number = (value) => value === null ? '–' : String(Math.round(value * 1000) / 1000);

  const showChart = (values) => {
    const peak = Math.max(1, ...values);
    const width = 720 / values.length;
    byID('chart').replaceChildren(...values.map((value, index) => shape('rect', {
      x: index * width, width: Math.max(0.5, width - 0.5), y: 120 - value / peak * 118, height: value / peak * 118,
    })));
    byID('peak').textContent = 'peak ' + peak + ' a second';
  };

  const showMix = (verdicts) => {
    const entries = Object.entries(verdicts).filter(([, count]) => count > 0);
    const total = entries.reduce((sum, [, count]) => sum + count, 0);
    const bar = shape('svg', { viewBox: '0 0 1000 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
    let start = 0;
    for (const [verdict, count] of entries) {
      const width = count / total * 1000;
      bar.append(shape('rect', { x: start, width, y: 0, height: 10, class: verdict }));
      start += width;
    }
    byID('mix').replaceChildren(bar);
    byID('legend').replaceChildren(...entries.map(([verdict, count]) => {
      const item = element('li');
      item.append(element('span', '', 'dot ' + verdict), words(verdict) + ' ' + count + ' (' + (count / total * 100).toFixed(1) + ' %)');
      return item;
    }));
  };

  const verdictCell = (verdict) => {
    const cell = element('td');
    cell.append(element('span', '', 'dot ' + verdict), words(verdict));
    return cell;
  };

  const showLatest = (rows) => {
    byID('empty').hidden = rows.length > 0;
    byID('latest').replaceChildren(...rows.map((row) => {
      const line = element('tr');
      const name = element('td', undefined, 'name');
      const link = element('a', row.submission_id);
      link.href = '#' + row.id;
      name.append(link);
      line.append(
        verdictCell(row.verdict), name, element('td', number(row.reward), 'number'), element('td', row.problem_id, 'name'),
        element('td', seconds(row.cpu_s), 'number'), element('td', new Date(row.time_ms).toLocaleTimeString()));
      return line;
    }));
  };

  // The address names the verdict that is looked at, so that it can be sent to somebody.
  const showDetail = async () => {
    const id = location.hash.slice(1);
    if (!/^[0-9a-f]{32}$/.test(id)) return;
    const row = await ask('v1/verdicts/' + id);
    byID('name').textContent = row.submission_id + ': ' + words(row.verdict);
    const facts = [
      ['problem', row.problem_id], ['language', row.language || '–'], ['reason', row.reason],
      ['reward', number(row.reward)], ['tests', row.passed + ' of ' + row.total], ['what differs', row.message || '–'],
      ['CPU', seconds(row.cpu_time_s)], ['memory', bytes(row.peak_memory_bytes)], ['verdict_id', row.verdict_id],
    ];
    if (row.cached_from) facts.push(['taken from', row.cached_from]);
    byID('facts').replaceChildren(...facts.flatMap(([term, fact]) => [element('dt', term), element('dd', fact)]));
    byID('tests').replaceChildren(...row.tests.map((test) => {
      const line = element('tr');
      line.append(
        element('td', String(test.index), 'number'), verdictCell(test.verdict), element('td', test.message || '', 'why'),
        element('td', seconds(test.cpu_time_s), 'number'), element('td', bytes(test.peak_memory_bytes), 'number'));
      return line;
    }));
    if (!byID('detail').open) byID('detail').showModal();
  };

  const show = (stats) => {
    byID('main').hidden = false;
    byID('access').hidden = true;
    const state = byID('state');
    state.textContent = (stats.ready ? 'ready' : 'takes no work') + ', version ' + stats.version;
    state.className = stats.ready ? 'ready' : 'trouble';
    const last = stats.verdicts_per_second.slice(-11, -1);
    byID('rate').textContent = number(last.reduce((sum, value) => sum + value, 0) / last.length);
    byID('waiting').textContent = stats.waiting;
    byID('capacity').textContent = 'of ' + stats.queue_capacity;
    byID('running').textContent = stats.running;
    byID('workers').textContent = 'of ' + stats.workers;
    byID('median').textContent = seconds(stats.request_seconds.p50);
    byID('tail').textContent = seconds(stats.request_seconds.p99);
    byID('memory').textContent = bytes(stats.memory_bytes);
    showChart(stats.verdicts_per_second);
    showMix(stats.verdicts);
    showLatest(stats.latest);
  };

  const tick = async () => {
    clearTimeout(timer);
    try {
      show(await ask('v1/stats'));
    } catch (error) {
      byID('state').textContent = error.message;
      byID('state').className = 'trouble';
      if (!token && !byID('access').hidden) return;
    }
    timer = setTimeout(tick, document.hidden ? 10000 : 1000);
  };

  byID('access').addEventListener('submit', (event) => {
    event.preventDefault();
    token = byID('token').value.trim();
    sessionStorage.setItem(key, token);
    byID('token').value = '';
    tick();
  });
  byID('detail').addEventListener('close', () => history.replaceState(null, '', location.pathname));
  window.addEventListener('hashchange', showDetail);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) tick(); });
  tick();
  showDetail();
})();
