/// What pages of other targets share with the reports: head, style, and data that cannot end its element.
package enum PageFrame {
  /// Only the script that carries it runs. Drawn anew for each file, so that no text of a dataset can know it.
  package static func nonce() -> String {
    var generator = SystemRandomNumberGenerator()
    return String(generator.next(), radix: 16) + String(generator.next(), radix: 16)
  }

  /// From the doctype to the open body, with the reports' style and a policy that loads nothing.
  package static func head(title: String, nonce: String) -> String { HTMLPage.head(title: title, nonce: nonce) }

  package static func dataBlock(id: String, json: [UInt8]) -> [UInt8] { HTMLPage.dataBlock(id: id, json: json) }

  package static func foot(script: String, nonce: String) -> String {
    """
    <script nonce="\(nonce)">
    'use strict';
    (() => {
    \(script)
    })();
    </script>
    </body>
    </html>

    """
  }
}
