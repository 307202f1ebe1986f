import Hummingbird
import Ledger
import Logging
import NIOCore

/// What is known of a request beside itself.
struct ServerContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel
  var requester = Requester(client: "", keyOwner: "")
  /// The client's own name for the request, or one of ours.
  var requestID = ""

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }

  /// The address of the other end, without its port.
  var address: String { channel.remoteAddress?.ipAddress ?? "local" }

  var presence: ClientPresence? { ClientPresence.of(channel) }
}
