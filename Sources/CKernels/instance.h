// One instance of all kernels, with its table. Included with REAL, LANES, KERNELS, SUFFIX and TARGET defined.
#include "vector.h"

#include "normalisation.h"

#include "attention.h"

#include "softmax.h"

#include "elementwise.h"

#include "products.h"

static const struct KERNELS NAME(table) = {
    .rms_norm = NAME(rms_norm),
    .rms_norm_gradient = NAME(rms_norm_gradient),
    .rope = NAME(rope),
    .swiglu = NAME(swiglu),
    .swiglu_gradient = NAME(swiglu_gradient),
    .attention_weights = NAME(attention_weights),
    .attention_gradient = NAME(attention_gradient),
    .scale_rows = NAME(scale_rows),
    .dot_rows = NAME(dot_rows),
    .softmax_statistics = NAME(softmax_statistics),
    .softmax_gradient = NAME(softmax_gradient),
    .add = NAME(add),
    .add_bias = NAME(add_bias),
    .bias_gradient = NAME(bias_gradient),
    .exponential = NAME(exponential),
    .sum_of_squares = NAME(sum_of_squares),
    .adamw = NAME(adamw),
    .row_products = NAME(row_products),
    .attend = NAME(attend),
};

#undef LANES
#undef SUFFIX
#undef TARGET
#undef VECTOR
#undef INLINE
