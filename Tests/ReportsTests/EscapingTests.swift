import Foundation
import Testing
import Text

@testable import Reports

/// Programs, ids and messages are hostile: nothing of them may become markup, script or a terminal command.
@Suite struct EscapingTests {
  static let hostile: [String] = [
    "</script><script>alert(1)</script>", "<!--<script>", "-->", "]]>", "&lt;&amp;&#60;", "\" onload=\"x", "' x='",
    "\0\u{1}\u{1B}[31m\u{7F}\u{85}", "\u{202E}abc\u{202C}", "\u{2028}\u{2029}", "\u{FEFF}\u{200B}",
    "\r\n\t\\\"\\u003c", "\u{FFFD}\u{FFFE}\u{10FFFF}", "héllo 世界 👩‍👩‍👧", "\u{E0041}\u{E007F}", "\u{1F1E9}\u{301}",
    String(repeating: "<", count: 3_000), "a\u{2028}", "\u{A8}\u{A9}\u{20A8}",
  ]

  @Test(arguments: hostile)
  func jsonStringsComeBackAndHoldNoMarkup(_ text: String) throws {
    var json = ScriptJSON()
    json.array { json in
      json.string(text)
      json.string(nil)
    }
    let written = String(decoding: json.bytes, as: UTF8.self)
    for character: Unicode.Scalar in ["<", ">", "&", "\u{2028}", "\u{2029}", "\0", "\u{1B}", "\u{7F}"] {
      #expect(!written.unicodeScalars.contains(character))
    }
    let read = try #require(JSONSerialization.jsonObject(with: Data(json.bytes)) as? [Any])
    let back = try #require(read[0] as? String)
    #expect(Array(back.utf8) == Array(text.utf8))
    #expect(read[1] is NSNull)
  }

  @Test func invalidUTF8IsRepairedBeforeItIsWritten() throws {
    let text = String(decoding: [0x61, 0xFF, 0xC3, 0x28, 0xED, 0xA0, 0x80, 0x62] as [UInt8], as: UTF8.self)
    var json = ScriptJSON()
    json.string(text)
    let read = try JSONSerialization.jsonObject(with: Data(json.bytes), options: .fragmentsAllowed)
    #expect(read as? String == text)
  }

  @Test func numbersThatJSONLacksAreNull() {
    var json = ScriptJSON()
    json.array { json in
      for value in [Double.nan, .infinity, -.infinity] { json.double(value) }
      json.double(0.25)
      json.double(1e-7)
      json.int(nil)
      json.object { json in
        json.key("a")
        json.bool(true)
        json.key("b")
        json.array { _ in }
      }
    }
    #expect(String(decoding: json.bytes, as: UTF8.self) == #"[null,null,null,0.25,1e-07,null,{"a":true,"b":[]}]"#)
  }

  @Test(arguments: hostile)
  func htmlHoldsNoMarkupAndNothingHidden(_ text: String) {
    let html = HTMLText.escape(text)
    for character: Unicode.Scalar in ["<", ">", "\"", "'"] { #expect(!html.unicodeScalars.contains(character)) }
    #expect(!html.unicodeScalars.contains(where: PrintableText.isHidden))
    let withoutReferences = html.replacingOccurrences(
      of: "&(amp|lt|gt|quot|#39);", with: "", options: .regularExpression)
    #expect(!withoutReferences.contains("&"))
  }
}
