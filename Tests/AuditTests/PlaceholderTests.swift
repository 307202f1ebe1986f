import Testing

@testable import Audit

@Suite struct CheckListTests {
  @Test func idsAreUnique() {
    let ids = Checks.all.map(\.id)
    #expect(Set(ids).count >= 30)
  }
}
