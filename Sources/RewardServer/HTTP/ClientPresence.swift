import NIOCore
import Synchronization

/// Whether the other end of a connection is still there. One sits in each connection's pipeline, and is found without
/// asking the connection's thread.
final class ClientPresence: ChannelInboundHandler, RemovableChannelHandler, Sendable {
  typealias InboundIn = Never

  private struct State {
    var isGone = false
    var next = 0
    var watchers: [Int: @Sendable () -> Void] = [:]
  }

  private let state = Mutex(State())
  private static let all = Mutex<[ObjectIdentifier: ClientPresence]>([:])

  /// - Returns: `nil` where there is no connection, as in tests of the router alone, or no more.
  static func of(_ channel: any Channel) -> ClientPresence? { all.withLock { $0[ObjectIdentifier(channel)] } }

  func handlerAdded(context: ChannelHandlerContext) {
    let channel = ObjectIdentifier(context.channel)
    ClientPresence.all.withLock { $0[channel] = self }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    let channel = ObjectIdentifier(context.channel)
    ClientPresence.all.withLock { $0[channel] = nil }
  }

  var isGone: Bool { state.withLock { $0.isGone } }

  /// Calls `action` once, when the client leaves, or now if it has.
  func onLeave(_ action: @escaping @Sendable () -> Void) -> Int {
    let (number, now) = state.withLock { state in
      state.next += 1
      if !state.isGone { state.watchers[state.next] = action }
      return (state.next, state.isGone)
    }
    if now { action() }
    return number
  }

  func forget(_ number: Int) { state.withLock { $0.watchers[number] = nil } }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed? = event as? ChannelEvent { leave() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    leave()
    context.fireChannelInactive()
  }

  private func leave() {
    let watchers = state.withLock { state in
      state.isGone = true
      defer { state.watchers = [:] }
      return Array(state.watchers.values)
    }
    for watcher in watchers { watcher() }
  }
}
