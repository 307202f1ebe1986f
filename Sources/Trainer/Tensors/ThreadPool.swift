#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import Synchronization

/// Threads that do the parts of one job after the other, the caller among them.
///
/// A job is a number of parts; each thread takes the next one that nobody has. Parts write to places of their own, so the
/// result does not depend on who does which. Threads look for work for a moment before they sleep, since the next job
/// mostly follows within microseconds. One caller at a time.
final class ThreadPool: @unchecked Sendable {
  /// Threads that work, the caller's included.
  let width: Int

  // The job's number, its parts and the next part that is free, in one word: who tries to take a part of a job that has
  // ended in the meantime, fails.
  private let state = Atomic<UInt64>(0)
  private let finished = Atomic<Int>(0)
  private let stopping = Atomic<Bool>(false)
  private let sleepers = Atomic<Int>(0)
  private var body: (@Sendable (Int) -> Void)?
  private var threads: [pthread_t] = []
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// - Parameter width: threads in all; at least one, which is the caller's.
  init(width: Int) {
    self.width = max(1, width)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    for _ in 1..<max(1, width) {
      var thread = pthread_t()
      let context = Unmanaged.passUnretained(self).toOpaque()
      let status = pthread_create(
        &thread, nil,
        { context in
          if let context { Unmanaged<ThreadPool>.fromOpaque(context).takeUnretainedValue().work() }
          return nil
        }, context)
      precondition(status == 0, "no thread could be started")
      threads.append(thread)
    }
  }

  deinit {
    stopping.store(true, ordering: .sequentiallyConsistent)
    wake()
    for thread in threads { pthread_join(thread, nil) }
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(condition)
    mutex.deallocate()
    condition.deallocate()
  }

  /// Calls `body` once for each of `0..<parts`, and returns when all calls have.
  func run(_ parts: Int, _ body: (Int) -> Void) {
    guard parts > 1, width > 1 else {
      for part in 0..<max(0, parts) { body(part) }
      return
    }
    withoutActuallyEscaping(body) { body in
      // The parts end before this returns, and each writes to places of its own.
      nonisolated(unsafe) let unchecked = body
      self.body = { unchecked($0) }
      finished.store(0, ordering: .relaxed)
      let job = JobState(number: JobState(state.load(ordering: .relaxed)).number &+ 1, parts: parts)
      state.store(job.word, ordering: .sequentiallyConsistent)
      if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wake() }
      takeParts(of: job.number)
      var rounds = 0
      while finished.load(ordering: .acquiring) < parts {
        rounds += 1
        if rounds > ThreadPool.patience { sched_yield() }
      }
      self.body = nil
    }
  }

  /// Ranges of `0..<total` of at most `largest`, one for each thread if they can be shorter; all but the last a multiple of
  /// `multiple`.
  func ranges(_ total: Int, largest: Int = .max, multiple: Int = 1) -> [Range<Int>] {
    guard total > 0 else { return [] }
    let share = min(largest, (total + width - 1) / width)
    let size = max(multiple, (share + multiple - 1) / multiple * multiple)
    return stride(from: 0, to: total, by: size).map { $0..<min(total, $0 + size) }
  }

  private static let patience = 20_000

  private struct JobState {
    let word: UInt64

    init(_ word: UInt64) { self.word = word }

    init(number: UInt64, parts: Int) {
      precondition(parts <= JobState.mostParts, "too many parts")
      word = (number & 0xff_ffff) << 40 | UInt64(parts) << 20
    }

    static let mostParts = 0xf_ffff
    var number: UInt64 { word >> 40 }
    var parts: Int { Int(word >> 20 & 0xf_ffff) }
    var next: Int { Int(word & 0xf_ffff) }
  }

  private func takeParts(of number: UInt64) {
    while true {
      let seen = JobState(state.load(ordering: .acquiring))
      guard seen.number == number, seen.next < seen.parts else { return }
      let (taken, _) = state.weakCompareExchange(
        expected: seen.word, desired: seen.word + 1, ordering: .acquiringAndReleasing)
      guard taken else { continue }
      // The job is still this one: it cannot end before the part does.
      body?(seen.next)
      finished.add(1, ordering: .acquiringAndReleasing)
    }
  }

  private var jobNumber: UInt64 { JobState(state.load(ordering: .sequentiallyConsistent)).number }

  private func work() {
    var seen: UInt64 = 0
    while !stopping.load(ordering: .acquiring) {
      var rounds = 0
      while jobNumber == seen, rounds < ThreadPool.patience { rounds += 1 }
      if jobNumber == seen { sleep(unlessAfter: seen) }
      let job = jobNumber
      if job != seen {
        seen = job
        takeParts(of: job)
      }
    }
  }

  private func sleep(unlessAfter seen: UInt64) {
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while jobNumber == seen, !stopping.load(ordering: .sequentiallyConsistent) {
      pthread_cond_wait(condition, mutex)
    }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }

  private func wake() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }
}
