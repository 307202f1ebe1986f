// One table of kernels for one element type. Included twice by klear_kernels.h, with REAL and KERNELS defined.
struct KERNELS {
  /// y = x / sqrt(mean(x²) + epsilon) · weight, by rows; inverse[row] = 1 / sqrt(…). (RMSNorm, arXiv 1910.07467)
  void (*rms_norm)(const REAL *x, ptrdiff_t x_stride, const REAL *weight, REAL *y, ptrdiff_t y_stride, REAL *inverse,
                   ptrdiff_t rows, ptrdiff_t columns, REAL epsilon);
  /// Adds to dx (or sets it, unless `accumulate`), and adds to dweight.
  void (*rms_norm_gradient)(const REAL *dy, ptrdiff_t dy_stride, const REAL *x, ptrdiff_t x_stride, const REAL *weight,
                            const REAL *inverse, REAL *dx, ptrdiff_t dx_stride, bool accumulate, REAL *dweight,
                            ptrdiff_t rows, ptrdiff_t columns);

  /// Turns each head of each row by its position's angles: halves (a, b) become (a·cos − b·sin, b·cos + a·sin).
  /// cosines and sines: [position][dimension / 2]. `inverse` turns back (the gradient).
  void (*rope)(REAL *x, ptrdiff_t stride, const int32_t *positions, const REAL *cosines, const REAL *sines,
               ptrdiff_t rows, ptrdiff_t heads, ptrdiff_t dimension, bool inverse);

  /// y = silu(gate) · up, where a row of gate_up is [gate | up]. (SwiGLU, arXiv 2002.05202)
  void (*swiglu)(const REAL *gate_up, ptrdiff_t stride, REAL *y, ptrdiff_t y_stride, ptrdiff_t rows, ptrdiff_t columns);
  /// Writes the gradient over gate_up.
  void (*swiglu_gradient)(REAL *gate_up, ptrdiff_t stride, const REAL *dy, ptrdiff_t dy_stride, ptrdiff_t rows,
                          ptrdiff_t columns);

  /// One block of scores (queries × keys) becomes exp(scale · score − maximum), 0 where the key comes after the query.
  ///
  /// Row i may see the keys 0 … diagonal + i of this block. maximum and sum run over all blocks of the row so far;
  /// correction[i] is what earlier sums and outputs have to be multiplied by. (FlashAttention, arXiv 2205.14135)
  void (*attention_weights)(REAL *scores, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t keys, ptrdiff_t diagonal,
                            REAL scale, REAL *maximum, REAL *sum, REAL *correction);
  /// From scores and dweights of a block: scores become weights exp(scale · score − logsum[i]), and dweights become
  /// weights · (dweights − dot[i]) · scale.
  void (*attention_gradient)(REAL *scores, REAL *dweights, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t keys,
                             ptrdiff_t diagonal, REAL scale, const REAL *logsum, const REAL *dot);
  /// x[row] *= factor[row]
  void (*scale_rows)(REAL *x, ptrdiff_t stride, const REAL *factor, ptrdiff_t rows, ptrdiff_t columns);
  /// result[row] = Σ a[row]·b[row]
  void (*dot_rows)(const REAL *a, ptrdiff_t a_stride, const REAL *b, ptrdiff_t b_stride, REAL *result, ptrdiff_t rows,
                   ptrdiff_t columns);

  /// Of z = logits · inverse_temperature: log Σ exp z, log p(target) and the entropy of softmax z. A target below 0 has
  /// log-probability 0.
  void (*softmax_statistics)(const REAL *logits, ptrdiff_t stride, const int32_t *targets, REAL inverse_temperature,
                             REAL *logsum, REAL *log_probability, REAL *entropy, ptrdiff_t rows, ptrdiff_t columns);
  /// Writes d/dlogits over the logits, given the derivatives by each row's log-probability and entropy.
  void (*softmax_gradient)(REAL *logits, ptrdiff_t stride, const int32_t *targets, REAL inverse_temperature,
                           const REAL *logsum, const REAL *entropy, const REAL *dlog_probability, const REAL *dentropy,
                           ptrdiff_t rows, ptrdiff_t columns);

  /// y += x
  void (*add)(REAL *y, ptrdiff_t y_stride, const REAL *x, ptrdiff_t x_stride, ptrdiff_t rows, ptrdiff_t columns);
  /// Adds bias to each row.
  void (*add_bias)(REAL *y, ptrdiff_t stride, const REAL *bias, ptrdiff_t rows, ptrdiff_t columns);
  /// dbias += Σ over rows of dy
  void (*bias_gradient)(const REAL *dy, ptrdiff_t stride, REAL *dbias, ptrdiff_t rows, ptrdiff_t columns);
  /// exp of each element, in place.
  void (*exponential)(REAL *x, ptrdiff_t count);

  /// Σ x², summed in double; NaN or infinite if any element is.
  double (*sum_of_squares)(const REAL *x, ptrdiff_t count);
  /// One AdamW update (arXiv 1711.05101) with gradients multiplied by gradient_scale first; correction1 = 1 − β1^t,
  /// correction2 = 1 − β2^t.
  void (*adamw)(REAL *weights, const REAL *gradients, REAL *first_moment, REAL *second_moment, ptrdiff_t count,
                REAL learning_rate, REAL beta1, REAL beta2, REAL epsilon, REAL weight_decay, REAL correction1,
                REAL correction2, REAL gradient_scale);

  /// y = x · weightᵀ, or y += x · weightᵀ: [rows × inputs] and [outputs × inputs]. A row's result has the same bits for any
  /// number of rows, at any place among them.
  void (*row_products)(const REAL *x, ptrdiff_t x_stride, const REAL *weight, ptrdiff_t weight_stride, REAL *y,
                       ptrdiff_t y_stride, ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs, bool accumulate);
  /// One query's attention over `count` keys and values of `dimension` elements, behind what it saw before: sums[0] is
  /// the maximum of scale · score so far (at first −∞), sums[1] the sum of exp(scale · score − maximum), and output the
  /// weighted sum of values, which sums[1] has yet to divide. scores: room for `count` elements.
  void (*attend)(const REAL *query, const REAL *keys, ptrdiff_t keys_stride, const REAL *values,
                 ptrdiff_t values_stride, ptrdiff_t count, ptrdiff_t dimension, REAL scale, REAL *scores, REAL *sums,
                 REAL *output);
};
