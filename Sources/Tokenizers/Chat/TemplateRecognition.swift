extension ChatTemplate {
  /// The family of a Jinja chat template.
  ///
  /// The short templates must be known in full, the system message aside. Of the long ones the parts must be known that
  /// chats without tools pass through.
  ///
  /// - Throws: ``TokenizerError`` `.unknownChatTemplate`, which names `--chat-template`.
  public init(recognizing text: String, beginOfText: String = "<|begin_of_text|>") throws(TokenizerError) {
    // The longest templates in use have 20 kB.
    let canonical = text.utf8.count <= 1 << 20 ? TemplateText.canonical(text) : ""
    guard let found = Self.recognize(canonical) else {
      throw TokenizerError(
        .unknownChatTemplate, "the model's chat template is not one of the known ones",
        advice: "choose one with --chat-template if it fits the model: \(Self.names)")
    }
    self.init(found.family, defaultSystem: found.system, beginOfText: beginOfText)
  }

  private static func recognize(_ text: String) -> (family: Family, system: String?)? {
    let prompt = "{%ifadd_generation_prompt%}{{'<|im_start|>assistant\\n'}}{%endif%}"
    let turn = "{{'<|im_start|>'+message.role+'\\n'+message.content+'<|im_end|>\\n'}}"
    let loop = "{%formessageinmessages%}"
    let undefined = "{%ifnotadd_generation_promptisdefined%}{%setadd_generation_prompt=false%}{%endif%}"
    let plain = loop + turn + "{%endfor%}" + prompt
    if text == plain || text == undefined + plain { return (.chatml, nil) }
    let first = loop + "{%ifloop.firstandmessages[0].role!='system'%}{{'<|im_start|>system\\n"
    let second = "<|im_end|>\\n'}}{%endif%}" + turn + "{%endfor%}" + prompt
    if let system = text.between(first, second) { return (.smollm2, unescape(system)) }
    if let system = qwen2_5(text, loop: loop, turn: turn, prompt: prompt) { return (.qwen2_5, unescape(system)) }
    if isQwen3(text) { return (.qwen3, nil) }
    if isLlama3(text) { return (.llama3, nil) }
    if isDatedLlama(text) { return (.llama3_1, nil) }
    return nil
  }

  /// The default system message, if the template is Qwen2.5's.
  private static func qwen2_5(_ text: String, loop: String, turn: String, prompt: String) -> String? {
    let before =
      "{%else%}{%ifmessages[0].role=='system'%}{{'<|im_start|>system\\n'+messages[0].content+'<|im_end|>\\n'}}{%else%}"
      + "{{'<|im_start|>system\\n"
    let after =
      "<|im_end|>\\n'}}{%endif%}{%endif%}" + loop
      + "{%if(message.role=='user')or(message.role=='system'andnotloop.first)"
      + "or(message.role=='assistant'andnotmessage.tool_calls)%}" + turn + "{%elif"
    guard text.starts(with: "{%iftools%}"), text.ends(with: "{%endif%}{%endfor%}" + prompt),
      let start = text.occurrence(of: before), let end = text.occurrence(of: after), start.end <= end.start
    else { return nil }
    return String(decoding: Array(text.utf8)[start.end..<end.start], as: UTF8.self)
  }

  private static func isQwen3(_ text: String) -> Bool {
    let assistant = "'<|im_start|>'+message.role+'\\n"
    let parts = [
      "{%else%}{%ifmessages[0].role=='system'%}{{'<|im_start|>system\\n'+messages[0].content+'<|im_end|>\\n'}}{%endif%}"
        + "{%endif%}{%setns=namespace(multi_step_tool=true,last_query_index=messages|length-1)%}",
      "{%if(message.role=='user')or(message.role=='system'andnotloop.first)%}",
      ".split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n')",
      ".split('</think>')[-1].lstrip('\\n')",
      "{%ifloop.index0>ns.last_query_index%}{%ifloop.lastor(notloop.lastandreasoning_content)%}{{" + assistant
        + "<think>\\n'+reasoning_content.strip('\\n')+'\\n</think>\\n\\n'+content.lstrip('\\n')}}{%else%}{{" + assistant
        + "'+content}}{%endif%}{%else%}{{" + assistant + "'+content}}{%endif%}",
    ]
    let prompt =
      "{%ifadd_generation_prompt%}{{'<|im_start|>assistant\\n'}}{%ifenable_thinkingisdefinedandenable_thinkingisfalse%}"
      + "{{'<think>\\n\\n</think>\\n\\n'}}{%endif%}{%endif%}"
    return text.starts(with: "{%iftools%}") && text.ends(with: prompt)
      && parts.allSatisfy { text.occurrence(of: $0) != nil }
  }

  private static func isLlama3(_ text: String) -> Bool {
    text == "{%setloop_messages=messages%}{%formessageinloop_messages%}{%setcontent='<|start_header_id|>'+message.role"
      + "+'<|end_header_id|>\\n\\n'+message.content|trim+'<|eot_id|>'%}{%ifloop.index0==0%}{%setcontent=bos_token+content%}"
      + "{%endif%}{{content}}{%endfor%}" + llamaPrompt
  }

  private static func isDatedLlama(_ text: String) -> Bool {
    let parts = [
      "{%setdate_string='26 Jul 2024'%}",
      "{%ifmessages[0].role=='system'%}{%setsystem_message=messages[0].content|trim%}{%setmessages=messages[1:]%}{%else%}"
        + "{%setsystem_message=''%}{%endif%}",
      "{{'<|start_header_id|>system<|end_header_id|>\\n\\n'}}",
      "{{'Cutting Knowledge Date: December 2023\\n'}}{{'Today Date: '+date_string+'\\n\\n'}}",
      "{{system_message}}{{'<|eot_id|>'}}",
      "{{'<|start_header_id|>'+message.role+'<|end_header_id|>\\n\\n'+message.content|trim+'<|eot_id|>'}}",
    ]
    return text.starts(with: "{{bos_token}}") && text.ends(with: llamaPrompt)
      && parts.allSatisfy { text.occurrence(of: $0) != nil }
  }

  private static let llamaPrompt =
    "{%ifadd_generation_prompt%}{{'<|start_header_id|>assistant<|end_header_id|>\\n\\n'}}{%endif%}"

  /// The text of a literal: line feeds, quotes and backslashes are all that these templates escape.
  private static func unescape(_ literal: String) -> String {
    var result = ""
    var escaped = false
    for scalar in literal.unicodeScalars {
      if escaped {
        result.unicodeScalars.append(scalar == "n" ? "\n" : scalar)
        escaped = false
      } else if scalar == "\\" {
        escaped = true
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension String {
  /// Where a part stands first, in bytes.
  fileprivate func occurrence(of part: String) -> (start: Int, end: Int)? {
    let wanted = Array(part.utf8)
    guard let start = Array(utf8).firstOccurrence(of: wanted) else { return nil }
    return (start, start + wanted.count)
  }

  fileprivate func ends(with part: String) -> Bool { utf8.reversed().starts(with: part.utf8.reversed()) }

  /// The middle of a text with this begin and this end.
  fileprivate func between(_ begin: String, _ end: String) -> String? {
    guard utf8.count >= begin.utf8.count + end.utf8.count, utf8.starts(with: begin.utf8), ends(with: end) else {
      return nil
    }
    return String(decoding: utf8.dropFirst(begin.utf8.count).dropLast(end.utf8.count), as: UTF8.self)
  }
}
