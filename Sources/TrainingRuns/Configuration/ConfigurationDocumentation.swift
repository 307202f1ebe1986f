extension RunConfiguration {
  /// The reference of all keys in Markdown: one table a section, made from the tables that read them.
  public static var documentation: String {
    let rows = documentation()
    var sections: [(name: String, rows: [SettingDocumentation])] = [("", [])]
    for row in rows {
      let name = row.key.split(separator: ".").first.map(String.init) ?? ""
      let isTop = !row.isSection && !row.key.contains(".")
      let section = isTop ? "" : name
      if let index = sections.firstIndex(where: { $0.name == section }) {
        sections[index].rows.append(row)
      } else {
        sections.append((section, [row]))
      }
    }
    return sections.filter { !$0.rows.isEmpty }.map(table).joined(separator: "\n")
  }

  private static func table(_ section: (name: String, rows: [SettingDocumentation])) -> String {
    var text = section.name.isEmpty ? "### The run\n\n" : "### `\(section.name)`\n\n"
    var rows = section.rows
    if let first = rows.first, first.isSection, first.key == section.name {
      text += first.meaning + "\n\n"
      rows.removeFirst()
    }
    text += "| Key | Type | Default | Meaning |\n|---|---|---|---|\n"
    for row in rows {
      text += "| `\(row.key)` | \(cell(row.type)) | \(cell(row.defaultText)) | \(cell(row.meaning)) |\n"
    }
    return text
  }

  private static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
