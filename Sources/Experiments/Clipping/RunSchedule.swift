/// The runs of a plan in their order: part by part, and within a part seed by seed, so that every comparison always has
/// as many pairs as any other.
public struct RunSchedule: Sendable {
  public struct Run: Sendable, Hashable {
    public var cell: String
    public var seed: UInt64

    public init(cell: String, seed: UInt64) {
      self.cell = cell
      self.seed = seed
    }

    /// Below the experiment's folder.
    public var folder: String { "runs/\(cell)/\(seed)" }
  }

  public let all: [Run]

  public init(_ plan: ClippingPlan) {
    all = plan.parts.flatMap { part in
      let cells = plan.cells.filter { $0.part == part.name }
      let most = cells.map(\.seeds.count).max() ?? 0
      return (0..<most).flatMap { place in
        cells.compactMap { cell in
          cell.seeds.indices.contains(place) ? Run(cell: cell.name, seed: cell.seeds[place]) : nil
        }
      }
    }
  }
}
