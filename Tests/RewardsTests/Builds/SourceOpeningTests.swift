import Testing

@testable import Rewards

@Suite struct SourceOpeningTests {
  private static let include = "#include <bits/stdc++.h>\n"

  static let plain: [String] = [
    "", "int main() {}", "#include <iostream>\n", "#include \"bits/stdc++.h\"\n", "#include_next <bits/stdc++.h>\n",
    "#define int long long\n" + include, "#undef ONLINE_JUDGE\n" + include, "#pragma GCC optimize(\"O3\")\n" + include,
    "#pragma GCC poison foo\n" + include, "#pragma once\n" + include, "#if 0\n" + include + "#endif\n",
    "#line 7 \"other.cpp\"\n" + include, "_Pragma(\"GCC poison foo\")\n" + include, "namespace n {\n" + include,
    "// a \\\n#define int long\n" + include, "/* a *\\\n/ #define int long */\n" + include,
    "/* never closed " + include, "??=include <bits/stdc++.h>\n", "%:include <bits/stdc++.h>\n",
    "#inc\\\nlude <bits/stdc++.h>\n", "#include <bits/stdc++.h> junk\n", "#include <bits/stdc++.h> // a \\\nb\n",
    "\u{FEFF}" + include,
  ]

  static let prepared: [String] = [
    include, "#include <bits/stdc++.h>", "#include<bits/stdc++.h>\r\nint main() {}",
    "  #  include\t<bits/stdc++.h>  \n",
    "// by a model\n\n/* with\n * words */ " + include, "#include <bits/stdc++.h> // everything\nint main() {}",
    include + "#define int long long\n#pragma GCC optimize(\"O3\")\n",
  ]

  @Test(arguments: plain) func onlyTheIncludeMayComeFirst(_ text: String) {
    #expect(!SourceOpening.isInclude(of: "bits/stdc++.h", Array(text.utf8)))
  }

  @Test(arguments: prepared) func blanksAndCommentsMayComeBefore(_ text: String) {
    #expect(SourceOpening.isInclude(of: "bits/stdc++.h", Array(text.utf8)))
  }
}
