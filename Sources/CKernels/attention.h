// Blocks of attention scores to weights, and back.
static TARGET void NAME(attention_weights)(REAL *scores, ptrdiff_t stride, ptrdiff_t rows, ptrdiff_t keys,
                                           ptrdiff_t diagonal, REAL scale, REAL *maximum, REAL *sum,
                                           REAL *correction) {
  for (ptrdiff_t row = 0; row < rows; row++, scores += stride) {
    ptrdiff_t visible = diagonal + row + 1;
    visible = visible < 0 ? 0 : visible > keys ? keys : visible;
    ptrdiff_t j = 0;
    REAL most = maximum[row];
    if (visible > 0) {
      REAL local = scores[0];
      if (visible >= LANES) {
        VECTOR largest = NAME(load)(scores);
        for (j = LANES; j + LANES <= visible; j += LANES) {
          VECTOR v = NAME(load)(scores + j);
          largest = v > largest ? v : largest;
        }
        local = NAME(largest)(largest);
      }
      for (; j < visible; j++) local = scores[j] > local ? scores[j] : local;
      local *= scale;
      most = local > most ? local : most;
    }
    const REAL factor = most == maximum[row] ? 1 : NAME(exp1)(maximum[row] - most);
    VECTOR sums = 0;
    for (j = 0; j + LANES <= visible; j += LANES) {
      VECTOR weight = NAME(exp)(NAME(load)(scores + j) * (VECTOR)scale - (VECTOR)most);
      NAME(store)(scores + j, weight);
      sums += weight;
    }
    REAL total = NAME(sum)(sums);
    if (j < visible) {
      VECTOR rest = 0;
      for (ptrdiff_t k = j; k < visible; k++) rest[k - j] = scores[k] * scale - most;
      rest = NAME(exp)(rest);
      for (ptrdiff_t k = j; k < visible; k++) {
        scores[k] = rest[k - j];
        total += rest[k - j];
      }
    }
    memset(scores + visible, 0, (size_t)(keys - visible) * sizeof(REAL));
    maximum[row] = most;
    sum[row] = sum[row] * factor + total;
    correction[row] = factor;
  }
}

static TARGET void NAME(attention_gradient)(REAL *scores, REAL *dweights, ptrdiff_t stride, ptrdiff_t rows,
                                            ptrdiff_t keys, ptrdiff_t diagonal, REAL scale, const REAL *logsum,
                                            const REAL *dot) {
  for (ptrdiff_t row = 0; row < rows; row++, scores += stride, dweights += stride) {
    ptrdiff_t visible = diagonal + row + 1;
    visible = visible < 0 ? 0 : visible > keys ? keys : visible;
    const VECTOR shift = (VECTOR)logsum[row], along = (VECTOR)dot[row];
    ptrdiff_t j = 0;
    for (; j + LANES <= visible; j += LANES) {
      VECTOR weight = NAME(exp)(NAME(load)(scores + j) * (VECTOR)scale - shift);
      NAME(store)(scores + j, weight);
      NAME(store)(dweights + j, weight * (NAME(load)(dweights + j) - along) * (VECTOR)scale);
    }
    if (j < visible) {
      VECTOR rest = 0;
      for (ptrdiff_t k = j; k < visible; k++) rest[k - j] = scores[k] * scale - logsum[row];
      rest = NAME(exp)(rest);
      for (ptrdiff_t k = j; k < visible; k++) {
        scores[k] = rest[k - j];
        dweights[k] = rest[k - j] * (dweights[k] - dot[row]) * scale;
      }
    }
    memset(scores + visible, 0, (size_t)(keys - visible) * sizeof(REAL));
    memset(dweights + visible, 0, (size_t)(keys - visible) * sizeof(REAL));
  }
}

static TARGET void NAME(scale_rows)(REAL *x, ptrdiff_t stride, const REAL *factor, ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t row = 0; row < rows; row++, x += stride) {
    ptrdiff_t j = 0;
    for (; j + LANES <= columns; j += LANES) NAME(store)(x + j, NAME(load)(x + j) * (VECTOR)factor[row]);
    for (; j < columns; j++) x[j] *= factor[row];
  }
}

static TARGET void NAME(dot_rows)(const REAL *a, ptrdiff_t a_stride, const REAL *b, ptrdiff_t b_stride, REAL *result,
                                  ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t row = 0; row < rows; row++, a += a_stride, b += b_stride) {
    VECTOR products = 0;
    ptrdiff_t j = 0;
    for (; j + LANES <= columns; j += LANES) products += NAME(load)(a + j) * NAME(load)(b + j);
    REAL total = NAME(sum)(products);
    for (; j < columns; j++) total += a[j] * b[j];
    result[row] = total;
  }
}
