import Text

/// The frame of the main table; its rows are drawn by the script, a page at a time.
struct SubmissionsSection {
  let summary: RunSummary
  let embedded: Int
  let withoutDetails: Int

  var html: String {
    """
    <section id="submissions" aria-labelledby="submissions-heading">
    <div class="heading"><h2 id="submissions-heading">Submissions</h2> <p class="detail" id="shown" role="status"></p></div>
    \(notes)<noscript><p class="alert note"><strong>Note.</strong> The table of submissions needs JavaScript, which is \
    off or blocked. All figures above are complete without it.</p></noscript>
    <div id="table-area" hidden>
    <form class="filters" id="filters" role="search" aria-label="Filter the submissions">
    <label class="wide">Search <input type="search" id="filter-text" autocomplete="off" spellcheck="false" \
    placeholder="id, problem, message …" aria-keyshortcuts="/"></label>
    <label>Verdict <select id="filter-verdict"></select></label>
    <label>Language <select id="filter-language"></select></label>
    <label>Problem <select id="filter-problem"></select></label>
    <label id="met-label">Expectation <select id="filter-met"><option value="">any</option>\
    <option value="no">not met</option><option value="yes">met</option></select></label>
    <button type="button" id="filter-clear">Clear</button>
    </form>
    <div class="scroll wide">
    <table id="table">
    <caption class="hidden">Judged submissions. The buttons in the head sort; the button of a row opens its details.</caption>
    <thead><tr id="table-head"></tr></thead>
    <tbody id="table-rows"></tbody>
    </table>
    </div>
    <nav class="pager" aria-label="Pages">
    <button type="button" id="page-first" aria-label="First page">«</button>
    <button type="button" id="page-previous">‹ Previous</button>
    <span id="page-text"></span>
    <button type="button" id="page-next">Next ›</button>
    <button type="button" id="page-last" aria-label="Last page">»</button>
    <label>Rows <select id="page-size"><option>50</option><option selected>100</option><option>500</option></select></label>
    </nav>
    </div>
    </section>
    """
  }

  /// What the table does not hold.
  private var notes: String {
    var sentences: [String] = []
    if embedded < summary.submissions {
      sentences.append(
        "The table holds the first \(NumberText.count(embedded)) of \(NumberText.count(summary.submissions)) "
          + "submissions; all figures and charts above count all of them.")
    }
    if withoutDetails > 0 {
      let which = NumberText.counted(withoutDetails, "submission", "submissions")
      sentences.append("To keep the file small, the program and the tests of \(which) were left out.")
    }
    return sentences.map { "<p class=\"alert note\"><strong>Note.</strong> \($0)</p>\n" }.joined()
  }
}
