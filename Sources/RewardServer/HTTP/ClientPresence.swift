import NIOCore
import Synchronization

/// Whether the other end of a connection is still there. One sits in each connection's pipeline.
final class ClientPresence: ChannelInboundHandler, RemovableChannelHandler, Sendable {
  typealias InboundIn = Never

  private struct State {
    var isGone = false
    var next = 0
    var watchers: [Int: @Sendable () -> Void] = [:]
  }

  private let state = Mutex(State())

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
