/// The style sheet: colours and shapes of the judge's own reports, and the lines of plots.
enum ReportStyle {
  static let css = """
    :root {
      color-scheme: light dark;
      --page: #f6f7f8; --card: #ffffff; --text: #1c2127; --quiet: #5b6470; --line: #dde1e6; --grid: #eceff2;
      --hover: #f1f4f7; --link: #1f5fa8; --focus: #2f7de1; --bad: #b3261e; --bad-back: #fdf0ef;
      --warn-back: #fdf6e7; --warn: #8a5a00; --note-back: #eef4fb;
      --s0: #2b6cb8; --s1: #d07a1f; --s2: #3f9468; --s3: #d1584d; --s4: #8d6cc9; --s5: #3c9fb3;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #14171b; --card: #1c2026; --text: #e4e8ec; --quiet: #9aa4af; --line: #333a43; --grid: #282e36;
        --hover: #232932; --link: #7fb4f2; --focus: #6aa9f7; --bad: #ff9a90; --bad-back: #35201f;
        --warn-back: #322a18; --warn: #f0c36a; --note-back: #1b2734;
        --s0: #6aa5ee; --s1: #e5a04e; --s2: #55a97c; --s3: #e07066; --s4: #a58be0; --s5: #4fb0c4;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0; background: var(--page); color: var(--text);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans",
        sans-serif;
    }
    .page { max-width: 1360px; margin: 0 auto; padding: 1.75rem 1.5rem 3rem; }
    code, pre {
      font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.87em;
    }
    pre code { font-size: 1em; }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 0.9rem; font-weight: 650; overflow-wrap: anywhere; }
    h2 { font-size: 1.1rem; margin: 0 0 0.75rem; font-weight: 650; }
    h3 { font-size: 0.95rem; margin: 0; font-weight: 600; display: inline; }
    section, footer { margin-top: 1.75rem; }
    .detail { color: var(--quiet); font-size: 0.87rem; font-weight: 400; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .skip { position: absolute; left: -999rem; }
    .skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: 0.5rem 1rem; z-index: 9; }
    :focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
    a { color: var(--link); }
    .facts { display: flex; flex-wrap: wrap; gap: 0.6rem 2rem; margin: 0; }
    .facts dt { color: var(--quiet); font-size: 0.8rem; }
    .facts dd { margin: 0; overflow-wrap: anywhere; }
    .facts code {
      display: block; white-space: pre-wrap; background: var(--card); border: 1px solid var(--line);
      border-radius: 6px; padding: 0.3rem 0.6rem;
    }
    .alert {
      margin: 0.9rem 0 0; padding: 0.55rem 0.9rem; border-radius: 6px; border-left: 4px solid var(--quiet);
      background: var(--note-back); overflow-wrap: anywhere;
    }
    .alert.error { border-color: var(--bad); background: var(--bad-back); }
    .alert.error strong { color: var(--bad); }
    .alert.warning { border-color: var(--warn); background: var(--warn-back); }
    .empty { color: var(--quiet); margin: 0; }
    .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 0.75rem; }
    .tile {
      background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0.7rem 0.85rem;
      display: flex; flex-direction: column;
    }
    .tile .name { color: var(--quiet); font-size: 0.87rem; }
    .tile .value {
      font-size: 1.2rem; line-height: 1.45; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap;
    }
    .tile.bad .value { color: var(--bad); }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); gap: 0.75rem; }
    .chart {
      margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
      padding: 0.8rem 1rem 0.6rem; min-width: 0; display: flex; flex-direction: column;
    }
    .chart figcaption { margin-bottom: 0.9rem; }
    .chart figcaption .detail { margin-left: 0.3rem; }
    .swatch {
      display: inline-block; width: 0.75em; height: 0.75em; border-radius: 3px; margin-right: 0.4em;
    }
    .legend {
      list-style: none; margin: 0.25rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.1rem 1rem;
      font-size: 0.87rem; color: var(--quiet);
    }
    .legend .last { color: var(--text); font-variant-numeric: tabular-nums; font-weight: 600; }
    .plot { padding: 0 1.2rem 0 3.6rem; margin-top: auto; }
    .plot svg { display: block; overflow: visible; }
    .plot svg.inner { overflow: hidden; }
    .plot text { font-size: 12px; fill: var(--quiet); font-variant-numeric: tabular-nums; }
    .plot .grid { stroke: var(--grid); }
    .plot .axis { stroke: var(--line); }
    .plot polyline {
      fill: none; stroke: currentColor; stroke-width: 2px; stroke-linejoin: round; stroke-linecap: round;
      vector-effect: non-scaling-stroke;
    }
    .plot polyline.raw { stroke-width: 1px; opacity: 0.28; }
    .plot circle { fill: currentColor; }
    .plot circle.raw { opacity: 0.3; }
    .plot .area { fill: currentColor; opacity: 0.85; }
    .plot .hit { fill: var(--text); fill-opacity: 0; }
    .plot .hit:hover { fill-opacity: 0.08; }
    .s0 { color: var(--s0); } .s1 { color: var(--s1); } .s2 { color: var(--s2); } .s3 { color: var(--s3); }
    .s4 { color: var(--s4); } .s5 { color: var(--s5); }
    .swatch { background: currentColor; }
    .scroll { overflow: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
    table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 0.93rem; }
    th, td {
      padding: 0.4rem 0.7rem; text-align: left; font-weight: 400; border-bottom: 1px solid var(--grid);
      vertical-align: top;
    }
    tbody tr:last-child > * { border-bottom: 0; }
    thead th {
      border-bottom: 1px solid var(--line); white-space: nowrap; font-size: 0.87rem; color: var(--quiet);
    }
    td pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 16rem; overflow: auto; }
    .samples td.text { width: 45%; min-width: 16rem; }
    details > summary { cursor: pointer; font-weight: 600; }
    .config pre {
      margin: 0.6rem 0 0; padding: 0.8rem 1rem; background: var(--card); border: 1px solid var(--line);
      border-radius: 10px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere;
    }
    footer { color: var(--quiet); font-size: 0.87rem; }
    @media (max-width: 620px) {
      .page { padding: 1.1rem 0.8rem 2rem; }
      .tiles { grid-template-columns: 1fr 1fr; gap: 0.5rem; }
      .tile { padding: 0.55rem 0.75rem; }
      .tile .value { font-size: 1.15rem; }
      .chart { padding: 0.7rem 0.75rem 0.5rem; }
      .plot { padding: 0 0.9rem 0 3.1rem; }
      .samples, .samples tbody, .samples tr, .samples td { display: block; width: auto; }
      .samples thead { display: none; }
      .samples td { border: 0; padding: 0.2rem 0.75rem; text-align: left; }
      .samples td.text { width: auto; min-width: 0; }
      .samples td::before { content: attr(data-name) ": "; color: var(--quiet); font-size: 0.87rem; }
      .samples tr { border-bottom: 1px solid var(--grid); padding: 0.5rem 0; }
    }
    @media print {
      .chart { break-inside: avoid; }
      details.config { display: none; }
    }
    """
}
