// Products of few rows with a weight, as decoding has them.
//
// Each element of the result is a sum of its own with one order: lane l of a vector sums the inputs l, l + LANES, … and
// NAME(sum) adds the lanes. So it has the same bits whatever else is in the call, and wherever rows or outputs are split.

/// `count` elements, and zeros behind them.
INLINE VECTOR NAME(load_part)(const REAL *p, ptrdiff_t count) {
  VECTOR v = 0;
  for (ptrdiff_t lane = 0; lane < count; lane++) v[lane] = p[lane];
  return v;
}

/// rows × outputs of the result; both are constants where this is inlined, so that the sums stay in registers.
INLINE void NAME(row_product_tile)(const int rows, const int outputs, const REAL *x, ptrdiff_t x_stride,
                                   const REAL *weight, ptrdiff_t weight_stride, REAL *y, ptrdiff_t y_stride,
                                   ptrdiff_t inputs, bool accumulate) {
  VECTOR sums[ROW_PRODUCT_ROWS * ROW_PRODUCT_OUTPUTS], w[ROW_PRODUCT_OUTPUTS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows * outputs; i++) sums[i] = 0;
  ptrdiff_t j = 0;
  for (; j + LANES <= inputs; j += LANES) {
#pragma clang loop unroll(full)
    for (int output = 0; output < outputs; output++) w[output] = NAME(load)(weight + output * weight_stride + j);
#pragma clang loop unroll(full)
    for (int row = 0; row < rows; row++) {
      const VECTOR v = NAME(load)(x + row * x_stride + j);
#pragma clang loop unroll(full)
      for (int output = 0; output < outputs; output++) sums[row * outputs + output] += v * w[output];
    }
  }
  if (j < inputs) {
    for (int output = 0; output < outputs; output++)
      w[output] = NAME(load_part)(weight + output * weight_stride + j, inputs - j);
    for (int row = 0; row < rows; row++) {
      const VECTOR v = NAME(load_part)(x + row * x_stride + j, inputs - j);
      for (int output = 0; output < outputs; output++) sums[row * outputs + output] += v * w[output];
    }
  }
#pragma clang loop unroll(full)
  for (int row = 0; row < rows; row++) {
#pragma clang loop unroll(full)
    for (int output = 0; output < outputs; output++) {
      REAL *result = y + row * y_stride + output;
      const REAL sum = NAME(sum)(sums[row * outputs + output]);
      *result = accumulate ? *result + sum : sum;
    }
  }
}

/// One output after the other: the weight's rows come from memory as one stream, several times as fast as several at once.
INLINE void NAME(row_product_stream)(const int rows, const REAL *x, ptrdiff_t x_stride, const REAL *weight,
                                     ptrdiff_t weight_stride, REAL *y, ptrdiff_t y_stride, ptrdiff_t outputs,
                                     ptrdiff_t inputs, bool accumulate) {
  for (ptrdiff_t output = 0; output < outputs; output++)
    NAME(row_product_tile)(rows, 1, x, x_stride, weight + output * weight_stride, weight_stride, y + output, y_stride,
                           inputs, accumulate);
}

static TARGET void NAME(row_products)(const REAL *x, ptrdiff_t x_stride, const REAL *weight, ptrdiff_t weight_stride,
                                      REAL *y, ptrdiff_t y_stride, ptrdiff_t rows, ptrdiff_t outputs, ptrdiff_t inputs,
                                      bool accumulate) {
  // Of the weight, what stays in the cache while all rows pass.
  const ptrdiff_t bytes = inputs * (ptrdiff_t)sizeof(REAL);
  ptrdiff_t panel = ROW_PRODUCT_PANEL_BYTES / (bytes > 0 ? bytes : 1) / ROW_PRODUCT_OUTPUTS * ROW_PRODUCT_OUTPUTS;
  if (panel < ROW_PRODUCT_OUTPUTS) panel = ROW_PRODUCT_OUTPUTS;
  for (ptrdiff_t first = 0; first < outputs; first += panel, weight += panel * weight_stride, y += panel) {
    const ptrdiff_t count = outputs - first < panel ? outputs - first : panel;
    for (ptrdiff_t row = 0; row < rows; row += ROW_PRODUCT_ROWS) {
      const REAL *xs = x + row * x_stride;
      REAL *ys = y + row * y_stride;
      const ptrdiff_t left = rows - row;
      if (left == 1) {
        NAME(row_product_stream)(1, xs, x_stride, weight, weight_stride, ys, y_stride, count, inputs, accumulate);
      } else if (left == 2) {
        NAME(row_product_stream)(2, xs, x_stride, weight, weight_stride, ys, y_stride, count, inputs, accumulate);
      } else if (left == 3) {
        NAME(row_product_stream)(3, xs, x_stride, weight, weight_stride, ys, y_stride, count, inputs, accumulate);
      } else if (row == 0) {
        NAME(row_product_stream)(4, xs, x_stride, weight, weight_stride, ys, y_stride, count, inputs, accumulate);
      } else {
        ptrdiff_t output = 0;
        for (; output + ROW_PRODUCT_OUTPUTS <= count; output += ROW_PRODUCT_OUTPUTS)
          NAME(row_product_tile)(ROW_PRODUCT_ROWS, ROW_PRODUCT_OUTPUTS, xs, x_stride, weight + output * weight_stride,
                                 weight_stride, ys + output, y_stride, inputs, accumulate);
        NAME(row_product_stream)(4, xs, x_stride, weight + output * weight_stride, weight_stride, ys + output, y_stride,
                                 count - output, inputs, accumulate);
      }
    }
  }
}

/// output = output · factor + Σ weights[k] · values[k], of some vectors.
INLINE void NAME(weighted_values)(const int vectors, const REAL *weights, const REAL *values, ptrdiff_t stride,
                                  ptrdiff_t count, REAL factor, REAL *output) {
  VECTOR sums[4];
#pragma clang loop unroll(full)
  for (int i = 0; i < vectors; i++) sums[i] = NAME(load)(output + i * LANES) * (VECTOR)factor;
  for (ptrdiff_t k = 0; k < count; k++, values += stride) {
    const VECTOR weight = (VECTOR)weights[k];
#pragma clang loop unroll(full)
    for (int i = 0; i < vectors; i++) sums[i] += weight * NAME(load)(values + i * LANES);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < vectors; i++) NAME(store)(output + i * LANES, sums[i]);
}

static TARGET void NAME(attend)(const REAL *query, const REAL *keys, ptrdiff_t keys_stride, const REAL *values,
                                ptrdiff_t values_stride, ptrdiff_t count, ptrdiff_t dimension, REAL scale, REAL *scores,
                                REAL *sums, REAL *output) {
  NAME(row_product_stream)(1, query, 0, keys, keys_stride, scores, 0, count, dimension, false);
  REAL factor;
  NAME(attention_weights)(scores, 0, 1, count, count - 1, scale, sums, sums + 1, &factor);
  ptrdiff_t j = 0;
  for (; j + 4 * LANES <= dimension; j += 4 * LANES)
    NAME(weighted_values)(4, scores, values + j, values_stride, count, factor, output + j);
  for (; j + LANES <= dimension; j += LANES)
    NAME(weighted_values)(1, scores, values + j, values_stride, count, factor, output + j);
  for (; j < dimension; j++) {
    REAL sum = output[j] * factor;
    for (ptrdiff_t k = 0; k < count; k++) sum += scores[k] * values[k * values_stride + j];
    output[j] = sum;
  }
}
