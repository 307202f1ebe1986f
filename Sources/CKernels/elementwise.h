// SwiGLU, sums, biases and the optimiser.
static TARGET void NAME(swiglu)(const REAL *gate_up, ptrdiff_t stride, REAL *y, ptrdiff_t y_stride, ptrdiff_t rows,
                                ptrdiff_t columns) {
  for (ptrdiff_t row = 0; row < rows; row++, gate_up += stride, y += y_stride) {
    const REAL *up = gate_up + columns;
    ptrdiff_t j = 0;
    for (; j + LANES <= columns; j += LANES) {
      VECTOR g = NAME(load)(gate_up + j);
      NAME(store)(y + j, g / ((VECTOR)1 + NAME(exp)(-g)) * NAME(load)(up + j));
    }
    for (; j < columns; j++) y[j] = gate_up[j] / (1 + NAME(exp1)(-gate_up[j])) * up[j];
  }
}

static TARGET void NAME(swiglu_gradient)(REAL *gate_up, ptrdiff_t stride, const REAL *dy, ptrdiff_t dy_stride,
                                         ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t row = 0; row < rows; row++, gate_up += stride, dy += dy_stride) {
    REAL *up = gate_up + columns;
    ptrdiff_t j = 0;
    for (; j + LANES <= columns; j += LANES) {
      VECTOR g = NAME(load)(gate_up + j), u = NAME(load)(up + j), d = NAME(load)(dy + j);
      VECTOR s = (VECTOR)1 / ((VECTOR)1 + NAME(exp)(-g));
      NAME(store)(gate_up + j, d * u * s * ((VECTOR)1 + g * ((VECTOR)1 - s)));
      NAME(store)(up + j, d * g * s);
    }
    for (; j < columns; j++) {
      REAL g = gate_up[j], u = up[j], s = 1 / (1 + NAME(exp1)(-g));
      gate_up[j] = dy[j] * u * s * (1 + g * (1 - s));
      up[j] = dy[j] * g * s;
    }
  }
}

static TARGET void NAME(add)(REAL *y, ptrdiff_t y_stride, const REAL *x, ptrdiff_t x_stride, ptrdiff_t rows,
                             ptrdiff_t columns) {
  for (ptrdiff_t row = 0; row < rows; row++, y += y_stride, x += x_stride) {
    ptrdiff_t j = 0;
    for (; j + LANES <= columns; j += LANES) NAME(store)(y + j, NAME(load)(y + j) + NAME(load)(x + j));
    for (; j < columns; j++) y[j] += x[j];
  }
}

static TARGET void NAME(add_bias)(REAL *y, ptrdiff_t stride, const REAL *bias, ptrdiff_t rows, ptrdiff_t columns) {
  NAME(add)(y, stride, bias, 0, rows, columns);
}

static TARGET void NAME(bias_gradient)(const REAL *dy, ptrdiff_t stride, REAL *dbias, ptrdiff_t rows,
                                       ptrdiff_t columns) {
  NAME(add)(dbias, 0, dy, stride, rows, columns);
}

static TARGET void NAME(exponential)(REAL *x, ptrdiff_t count) {
  ptrdiff_t j = 0;
  for (; j + LANES <= count; j += LANES) NAME(store)(x + j, NAME(exp)(NAME(load)(x + j)));
  for (; j < count; j++) x[j] = NAME(exp1)(x[j]);
}

static TARGET double NAME(sum_of_squares)(const REAL *x, ptrdiff_t count) {
  typedef double wide __attribute__((ext_vector_type(LANES)));
  wide squares = 0;
  ptrdiff_t j = 0;
  for (; j + LANES <= count; j += LANES) {
    wide v = __builtin_convertvector(NAME(load)(x + j), wide);
    squares += v * v;
  }
  double total = 0;
  for (int lane = 0; lane < LANES; lane++) total += squares[lane];
  for (; j < count; j++) total += (double)x[j] * (double)x[j];
  return total;
}

static TARGET void NAME(adamw)(REAL *weights, const REAL *gradients, REAL *first_moment, REAL *second_moment,
                               ptrdiff_t count, REAL learning_rate, REAL beta1, REAL beta2, REAL epsilon,
                               REAL weight_decay, REAL correction1, REAL correction2, REAL gradient_scale) {
  const REAL decay = 1 - learning_rate * weight_decay, rate = learning_rate / correction1;
  const REAL root2 = NAME(sqrt1)(correction2);
  ptrdiff_t j = 0;
  for (; j + LANES <= count; j += LANES) {
    VECTOR g = NAME(load)(gradients + j) * (VECTOR)gradient_scale;
    VECTOR m = NAME(load)(first_moment + j) * (VECTOR)beta1 + g * (VECTOR)(1 - beta1);
    VECTOR v = NAME(load)(second_moment + j) * (VECTOR)beta2 + g * g * (VECTOR)(1 - beta2);
    NAME(store)(first_moment + j, m);
    NAME(store)(second_moment + j, v);
    VECTOR w = NAME(load)(weights + j) * (VECTOR)decay;
    NAME(store)(weights + j, w - (VECTOR)rate * m / (NAME(sqrt)(v) / (VECTOR)root2 + (VECTOR)epsilon));
  }
  for (; j < count; j++) {
    REAL g = gradients[j] * gradient_scale;
    REAL m = first_moment[j] * beta1 + g * (1 - beta1);
    REAL v = second_moment[j] * beta2 + g * g * (1 - beta2);
    first_moment[j] = m;
    second_moment[j] = v;
    weights[j] = weights[j] * decay - rate * m / (NAME(sqrt1)(v) / root2 + epsilon);
  }
}
