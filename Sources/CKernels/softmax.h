// The softmax over the vocabulary: log-probability and entropy, and their gradient.
static TARGET void NAME(softmax_statistics)(const REAL *logits, ptrdiff_t stride, const int32_t *targets,
                                            REAL inverse_temperature, REAL *logsum, REAL *log_probability,
                                            REAL *entropy, ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t row = 0; row < rows; row++, logits += stride) {
    ptrdiff_t j = 0;
    REAL most = logits[0];
    if (columns >= LANES) {
      VECTOR largest = NAME(load)(logits);
      for (j = LANES; j + LANES <= columns; j += LANES) {
        VECTOR v = NAME(load)(logits + j);
        largest = v > largest ? v : largest;
      }
      most = NAME(largest)(largest);
    }
    for (; j < columns; j++) most = logits[j] > most ? logits[j] : most;
    most *= inverse_temperature;
    // Σ e^(z − max) and Σ e^(z − max) (z − max)
    VECTOR sums = 0, weighted = 0;
    for (j = 0; j + LANES <= columns; j += LANES) {
      VECTOR z = NAME(load)(logits + j) * (VECTOR)inverse_temperature - (VECTOR)most;
      VECTOR e = NAME(exp)(z);
      sums += e;
      // e^z z is 0 at z = −∞, which the product would make NaN.
      weighted += e == 0 ? (VECTOR)0 : e * z;
    }
    REAL sum = NAME(sum)(sums), moment = NAME(sum)(weighted);
    for (; j < columns; j++) {
      REAL z = logits[j] * inverse_temperature - most;
      REAL e = NAME(exp1)(z);
      sum += e;
      if (e != 0) moment += e * z;
    }
    const REAL log_sum = NAME(log1)(sum);
    logsum[row] = most + log_sum;
    entropy[row] = log_sum - moment / sum;
    // Through the maximum, so that what is sure has exactly log-probability 0.
    log_probability[row] = targets[row] < 0 ? 0 : logits[targets[row]] * inverse_temperature - most - log_sum;
  }
}

static TARGET void NAME(softmax_gradient)(REAL *logits, ptrdiff_t stride, const int32_t *targets,
                                          REAL inverse_temperature, const REAL *logsum, const REAL *entropy,
                                          const REAL *dlog_probability, const REAL *dentropy, ptrdiff_t rows,
                                          ptrdiff_t columns) {
  for (ptrdiff_t row = 0; row < rows; row++, logits += stride) {
    const int32_t target = targets[row];
    const REAL by_log = target < 0 ? 0 : dlog_probability[row], by_entropy = dentropy ? dentropy[row] : 0;
    if (by_log == 0 && by_entropy == 0) {
      memset(logits, 0, (size_t)columns * sizeof(REAL));
      continue;
    }
    const REAL log_factor = -by_log * inverse_temperature, entropy_factor = -by_entropy * inverse_temperature;
    ptrdiff_t j = 0;
    if (by_entropy == 0) {
      for (; j + LANES <= columns; j += LANES) {
        VECTOR z = NAME(load)(logits + j) * (VECTOR)inverse_temperature - (VECTOR)logsum[row];
        NAME(store)(logits + j, NAME(exp)(z) * (VECTOR)log_factor);
      }
    } else {
      for (; j + LANES <= columns; j += LANES) {
        VECTOR z = NAME(load)(logits + j) * (VECTOR)inverse_temperature - (VECTOR)logsum[row];
        VECTOR p = NAME(exp)(z);
        VECTOR d = p * ((VECTOR)log_factor + (VECTOR)entropy_factor * (z + (VECTOR)entropy[row]));
        NAME(store)(logits + j, p == 0 ? (VECTOR)0 : d);
      }
    }
    for (; j < columns; j++) {
      REAL z = logits[j] * inverse_temperature - logsum[row];
      REAL p = NAME(exp1)(z);
      logits[j] = p == 0 ? 0 : p * (log_factor + entropy_factor * (z + entropy[row]));
    }
    if (target >= 0) logits[target] -= log_factor;
  }
}
