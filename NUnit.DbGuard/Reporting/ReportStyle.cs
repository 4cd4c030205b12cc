namespace NUnit.DbGuard.Reporting;

/// <summary>The style of the page: one column, that a telephone and a screen both show without scrolling sideways, in light and dark.</summary>
internal static class ReportStyle
{
    public const string Text = """
        :root { color-scheme: light dark; --ground: #f6f7f9; --card: #fff; --ink: #1c2330; --soft: #5a6475; --edge: #dfe3ea; --track: #eceff4;
          --guard: #c2570c; --database: #2563c9; --rest: #8d97a8; --count: #2563c9; --bad: #b3261e; --good: #1d7a3e; }
        @media (prefers-color-scheme: dark) {
          :root { --ground: #12161d; --card: #1b212b; --ink: #e6eaf1; --soft: #9aa5b8; --edge: #2d3644; --track: #262e3b;
            --guard: #f08a3c; --database: #6ea3ff; --rest: #69748a; --count: #6ea3ff; --bad: #ff8a80; --good: #6fd18f; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
        main { max-width: 1040px; margin: 0 auto; padding: 28px 20px 40px; }
        h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
        h2 { font-size: 1.1rem; margin: 0 0 4px; }
        p { margin: 0; }
        .soft, .detail, .note { color: var(--soft); }
        .warning { margin-top: 12px; padding: 8px 12px; border-left: 4px solid var(--bad); background: var(--card); }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px; margin: 20px 0; padding: 0; list-style: none; }
        .tiles li, section { background: var(--card); border: 1px solid var(--edge); border-radius: 10px; padding: 14px 18px; }
        .tiles b { display: block; font-size: 1.5rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
        .tiles span { color: var(--soft); font-size: .9rem; }
        section { margin: 14px 0; padding: 18px; }
        .note { font-size: .9rem; margin-bottom: 12px; }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 10px 0 4px; padding: 0; list-style: none; font-size: .9rem; }
        .legend i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; vertical-align: -1px; }
        .bars { list-style: none; margin: 0; padding: 0; }
        .bars li { padding: 8px 0; }
        .bars li + li { border-top: 1px solid var(--edge); }
        .name { overflow-wrap: anywhere; }
        .detail { font-size: .87rem; overflow-wrap: anywhere; }
        .line { display: flex; align-items: center; gap: 12px; margin-top: 4px; }
        .bar { flex: 1 1 auto; min-width: 0; height: 14px; border-radius: 3px; display: block; }
        .wide { width: 100%; height: 26px; }
        .value { flex: 0 0 6.5em; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .track { fill: var(--track); } .guard { fill: var(--guard); background: var(--guard); } .database { fill: var(--database); background: var(--database); }
        .rest { fill: var(--rest); background: var(--rest); } .count { fill: var(--count); background: var(--count); }
        .failed { color: var(--bad); font-weight: 600; } .created, .reused, .existing { color: var(--good); font-weight: 600; }
        article { padding: 12px 0; } article + article { border-top: 1px solid var(--edge); }
        h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; } h3 span { white-space: nowrap; font-size: .93rem; }
        dl { display: grid; grid-template-columns: 5.5em 1fr; gap: 2px 12px; margin: 6px 0 0; font-size: .93rem; }
        dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
        footer { color: var(--soft); font-size: .87rem; margin-top: 22px; }
        @media (max-width: 520px) {
          main { padding: 18px 12px 30px; } .tiles { grid-template-columns: 1fr 1fr; gap: 8px; } .tiles li:last-child:nth-child(odd) { grid-column: 1 / -1; } .tiles li { padding: 10px 12px; } .tiles b { font-size: 1.25rem; }
          section { padding: 14px 12px; } .value { flex-basis: 5.5em; } }
        """;
}
