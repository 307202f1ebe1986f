import CSandbox
import Synchronization

extension Sandbox {
  /// The number of the run, and the message of klear_wire.h that asks for it.
  func requestMessage(
    _ specification: RunSpecification, root: Int, descriptorNumbers: [Int], isInterpreter: Bool = false
  ) -> (id: UInt64, bytes: [UInt8]) {
    let limits = specification.limits
    var head = klear_run_request()
    head.version = KLEAR_WIRE_VERSION
    if specification.keepsWorkDirectory { head.flags |= UInt32(KLEAR_RUN_KEEP_WORK.rawValue) }
    if specification.passesOnClosing { head.flags |= UInt32(KLEAR_RUN_PASS_ON_CLOSING.rawValue) }
    if specification.holdsStreams { head.flags |= UInt32(KLEAR_RUN_HOLD_STREAMS.rawValue) }
    if specification.unaccounted { head.flags |= UInt32(KLEAR_RUN_UNACCOUNTED.rawValue) }
    if isInterpreter { head.flags |= UInt32(KLEAR_RUN_INTERPRETER.rawValue) }
    if let warm = specification.warm {
      if warm.finalizes { head.flags |= UInt32(KLEAR_RUN_FINALIZES.rawValue) }
      head.interpreter = warm.interpreter.id
      head.code_input = UInt32(warm.codeInput ?? 0)
      head.code_output = UInt32(warm.codeOutput ?? 0)
    }
    head.run_id = nextRun.wrappingAdd(1, ordering: .relaxed).oldValue
    head.root_index = UInt32(root)
    head.profile_index = UInt32(SeccompProfile.Name.all.firstIndex(of: specification.profile) ?? 0)
    head.cpu_limit_ns = limits.cpu.nanoseconds
    head.cpu_grace_ns = limits.cpuGrace.nanoseconds
    head.set_aside_ns = specification.setAside?.after.nanoseconds ?? 0
    head.idle_limit_ns = limits.idle.nanoseconds
    head.overload_limit_ns = limits.overload.nanoseconds
    head.memory_bytes = UInt64(max(0, limits.memoryBytes - (specification.warm?.sharedBytes ?? 0)))
    head.work_bytes = UInt64(limits.workBytes)
    head.work_inodes = UInt64(limits.workFiles)
    head.file_bytes = UInt64(limits.fileBytes)
    // Zero stands for no limit; where memory is limited by address space only, stacks must not take it all.
    let memoryIsCounted = launcher.capabilities.layers.contains(.memory)
    head.stack_bytes = UInt64(limits.stackBytes ?? (memoryIsCounted ? 0 : min(limits.memoryBytes, 64 << 20)))
    head.processes = UInt32(limits.processes)
    head.open_files = UInt32(limits.openFiles)
    head.argument_count = UInt32(specification.arguments.count)
    head.environment_count = UInt32(specification.environment.count)
    head.file_count = UInt32(specification.files.count)
    head.descriptor_count = UInt32(descriptorNumbers.count)
    var message = MessageBuilder(head)
    for argument in specification.arguments { message.append(argument) }
    for variable in specification.environment { message.append(variable) }
    for file in specification.files {
      message.append(file.mode)
      message.append(file.path ?? "")
    }
    for number in descriptorNumbers { message.append(UInt32(number)) }
    return (head.run_id, message.bytes)
  }
}
