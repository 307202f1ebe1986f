import Text

/// Answers of the model, in the words they came in. Everything in them may be hostile.
struct SamplesSection {
  let samples: [RunReport.Sample]

  var html: String {
    guard !samples.isEmpty else { return "" }
    let shown = samples.prefix(RunReport.mostSamples)
    let count =
      shown.count == samples.count
      ? NumberText.counted(samples.count, "answer", "answers")
      : "\(NumberText.count(shown.count)) of \(NumberText.count(samples.count)) answers"
    return """
      <section aria-labelledby="samples">
      <h2 id="samples">Samples <span class="detail">\(count)</span></h2>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="samples"><table class="samples">
      <thead><tr><th scope="col" class="number">Step</th><th scope="col" class="number">Reward</th>\
      <th scope="col">Verdict</th><th scope="col">Prompt</th><th scope="col">Answer</th></tr></thead>
      <tbody>
      \(shown.map(row).joined(separator: "\n"))
      </tbody></table></div>
      </section>
      """
  }

  private func row(_ sample: RunReport.Sample) -> String {
    let verdict = sample.verdict.map { HTMLText.escape(PrintableText.make($0)) } ?? "-"
    return "<tr><td class=\"number\" data-name=\"Step\">\(NumberText.count(sample.step))</td>"
      + "<td class=\"number\" data-name=\"Reward\">\(NumberText.reward(sample.reward))</td>"
      + "<td data-name=\"Verdict\">\(verdict)</td>\(cell("Prompt", sample.prompt))\(cell("Answer", sample.response))</tr>"
  }

  private func cell(_ name: String, _ text: String) -> String {
    let (part, isCut) = PrintableText.prefix(text, bytes: RunReport.mostSampleBytes)
    let note = isCut ? " <span class=\"detail\">(\(NumberText.bytes(text.utf8.count)) in all)</span>" : ""
    return
      "<td class=\"text\" data-name=\"\(name)\"><pre><code><bdi>\(HTMLText.escape(part))</bdi></code></pre>\(note)</td>"
  }
}
