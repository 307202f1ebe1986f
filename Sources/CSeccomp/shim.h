#include <seccomp.h>
#include <stddef.h>

// Macros of <seccomp.h> that Swift does not import.
static inline uint32_t cseccomp_allow(void) { return SCMP_ACT_ALLOW; }
static inline uint32_t cseccomp_notify(void) { return SCMP_ACT_NOTIFY; }
static inline uint32_t cseccomp_refuse(uint32_t error) { return SCMP_ACT_ERRNO(error); }

// Adds a rule for calls whose argument, masked, equals (or, with `differs`, does not equal) a value.
static inline int cseccomp_add_masked(scmp_filter_ctx filter, uint32_t action, int call, unsigned argument,
                                      uint64_t mask, uint64_t value) {
  struct scmp_arg_cmp comparison = {.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = value};
  return seccomp_rule_add_array(filter, action, call, 1, &comparison);
}
// Two arguments at once: the first exactly, the second masked.
static inline int cseccomp_add_pair(scmp_filter_ctx filter, uint32_t action, int call, uint64_t first, uint64_t mask,
                                    uint64_t second) {
  struct scmp_arg_cmp both[2] = {{.arg = 0, .op = SCMP_CMP_EQ, .datum_a = first},
                                 {.arg = 1, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = second}};
  return seccomp_rule_add_array(filter, action, call, 2, both);
}
static inline int cseccomp_add_differs(scmp_filter_ctx filter, uint32_t action, int call, unsigned argument,
                                       uint64_t value) {
  struct scmp_arg_cmp comparison = {.arg = argument, .op = SCMP_CMP_NE, .datum_a = value};
  return seccomp_rule_add_array(filter, action, call, 1, &comparison);
}
static inline int cseccomp_add(scmp_filter_ctx filter, uint32_t action, int call) {
  return seccomp_rule_add_array(filter, action, call, 0, NULL);
}
