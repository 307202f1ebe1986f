import Testing

@testable import Tokenizers

/// Templates are told by their structure. The long ones here are skeletons: the parts that chats without tools pass
/// through, in the models' words, with the parts for tools left out.
@Suite struct TemplateRecognitionTests {
  private func family(_ text: String) -> ChatTemplate.Family? { try? ChatTemplate(recognizing: text).family }

  static let turn = "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
  static let prompt = "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"

  @Test func looksDoNotMatter() {
    let plain = "{% for message in messages %}" + Self.turn + "{% endfor %}" + Self.prompt
    #expect(family(plain) == .chatml)
    #expect(family(ChatTemplate.chatMLText) == .chatml)
    #expect(family(plain.replacing("'", with: "\"")) == .chatml)
    #expect(family(plain.replacing("\\n", with: "\n")) == .chatml)
    #expect(family(plain.replacing("'<|im_end|>' + '\\n'", with: "'<|im_end|>\\n'")) == .chatml)
    #expect(family(plain.replacing("message['role']", with: "message.role")) == .chatml)
    #expect(
      family("{# plain #}\n" + plain.replacing("{% endfor %}", with: "\n    {%- endfor -%}\n\n") + "\n") == .chatml)
  }

  @Test func whatIsWrittenMatters() {
    let plain = "{% for message in messages %}" + Self.turn + "{% endfor %}" + Self.prompt
    #expect(family(plain.replacing("im_end", with: "im_stop")) == nil)
    #expect(family(plain.replacing("assistant", with: "model")) == nil)
    #expect(family(plain.replacing("message['content'] +", with: "message['content'] | trim +")) == nil)
    #expect(family(plain.replacing("{% endfor %}", with: " {% endfor %}")) == nil, "the space is written")
    #expect(family(plain.replacing("{% endfor %}", with: "x{% endfor %}")) == nil)
    #expect(family(plain + "\n\n") == .chatml, "one goes with the tag, one at the end")
    #expect(family(plain + "\n\n\n") == nil, "a third is written")
    #expect(family("") == nil)
    #expect(family("{{") == nil)
    #expect(family("{% '") == nil)
    #expect(family(String(repeating: "{{ x }}", count: 200_000)) == nil)
  }

  @Test func theDefaultSystemMessageIsRead() throws {
    let text =
      "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
      + "{{ '<|im_start|>system\\nYou\\'re \"it\"\\nnow<|im_end|>\\n' }}{% endif %}" + Self.turn + "{% endfor %}"
      + Self.prompt
    let template = try ChatTemplate(recognizing: text)
    #expect(template.family == .smollm2)
    #expect(template.defaultSystem == "You're \"it\"\nnow")
  }

  static let qwen2_5 = """
    {%- if tools %}
        {{- 'left out' }}
    {%- else %}
        {%- if messages[0]['role'] == 'system' %}
            {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
        {%- else %}
            {{- '<|im_start|>system\\nReason in \\\\boxed{}.<|im_end|>\\n' }}
        {%- endif %}
    {%- endif %}
    {%- for message in messages %}
        {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
            {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
        {%- elif message.role == "tool" %}
            {{- 'left out' }}
        {%- endif %}
    {%- endfor %}
    {%- if add_generation_prompt %}
        {{- '<|im_start|>assistant\\n' }}
    {%- endif %}

    """

  static let qwen3 = """
    {%- if tools %}
        {{- 'left out' }}
    {%- else %}
        {%- if messages[0].role == 'system' %}
            {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
        {%- endif %}
    {%- endif %}
    {%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
    {%- for message in messages %}
        {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
            {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
        {%- elif message.role == "assistant" %}
            {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
            {%- if loop.index0 > ns.last_query_index %}
                {%- if loop.last or (not loop.last and reasoning_content) %}
                    {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
                {%- else %}
                    {{- '<|im_start|>' + message.role + '\\n' + content }}
                {%- endif %}
            {%- else %}
                {{- '<|im_start|>' + message.role + '\\n' + content }}
            {%- endif %}
        {%- endif %}
    {%- endfor %}
    {%- if add_generation_prompt %}
        {{- '<|im_start|>assistant\\n' }}
        {%- if enable_thinking is defined and enable_thinking is false %}
            {{- '<think>\\n\\n</think>\\n\\n' }}
        {%- endif %}
    {%- endif %}
    """

  @Test func knowsQwen() throws {
    let template = try ChatTemplate(recognizing: Self.qwen2_5)
    #expect(template.family == .qwen2_5)
    #expect(template.defaultSystem == "Reason in \\boxed{}.")
    #expect(family(Self.qwen3) == .qwen3)
    // The thinking model begins a thought itself; another, without the switch, keeps thoughts.
    #expect(family(Self.qwen3.replacing("assistant\\n' }}", with: "assistant\\n<think>\\n' }}")) == nil)
    #expect(family(Self.qwen3.replacing("loop.index0 > ns.last_query_index", with: "true")) == nil)
    #expect(family(Self.qwen2_5.replacing("and not loop.first", with: "")) == nil)
  }

  static let llama =
    "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' "
    + "+ message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' %}"
    + "{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}"

  @Test func knowsLlama() {
    let prompt = "{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}"
    #expect(family(Self.llama + "{% if add_generation_prompt %}" + prompt + "{% endif %}") == .llama3)
    #expect(family(Self.llama + prompt) == nil, "a prompt that always comes is another template")
  }

  @Test func theErrorNamesTheOption() {
    let error = tokenizerError { _ = try ChatTemplate(recognizing: "{{ messages }}") }
    #expect(error?.code == .unknownChatTemplate)
    #expect(error?.advice?.contains("--chat-template") == true)
  }
}
