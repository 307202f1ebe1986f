// RMSNorm and rotary positions.
static TARGET void NAME(rms_norm)(const REAL *x, ptrdiff_t x_stride, const REAL *weight, REAL *y, ptrdiff_t y_stride,
                                  REAL *inverse, ptrdiff_t rows, ptrdiff_t columns, REAL epsilon) {
  for (ptrdiff_t row = 0; row < rows; row++, x += x_stride, y += y_stride) {
    VECTOR squares = 0, more = 0;
    ptrdiff_t j = 0;
    for (; j + 2 * LANES <= columns; j += 2 * LANES) {
      VECTOR a = NAME(load)(x + j), b = NAME(load)(x + j + LANES);
      squares += a * a;
      more += b * b;
    }
    REAL sum = NAME(sum)(squares + more);
    for (; j < columns; j++) sum += x[j] * x[j];
    const REAL scale = 1 / NAME(sqrt1)(sum / (REAL)columns + epsilon);
    inverse[row] = scale;
    for (j = 0; j + LANES <= columns; j += LANES)
      NAME(store)(y + j, NAME(load)(x + j) * (VECTOR)scale * NAME(load)(weight + j));
    for (; j < columns; j++) y[j] = x[j] * scale * weight[j];
  }
}

static TARGET void NAME(rms_norm_gradient)(const REAL *dy, ptrdiff_t dy_stride, const REAL *x, ptrdiff_t x_stride,
                                           const REAL *weight, const REAL *inverse, REAL *dx, ptrdiff_t dx_stride,
                                           bool accumulate, REAL *dweight, ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t row = 0; row < rows; row++, dy += dy_stride, x += x_stride, dx += dx_stride) {
    const REAL scale = inverse[row];
    VECTOR dots = 0;
    ptrdiff_t j = 0;
    for (; j + LANES <= columns; j += LANES) {
      VECTOR g = NAME(load)(dy + j), value = NAME(load)(x + j);
      dots += g * NAME(load)(weight + j) * value;
      NAME(store)(dweight + j, NAME(load)(dweight + j) + g * value * (VECTOR)scale);
    }
    REAL dot = NAME(sum)(dots);
    for (; j < columns; j++) {
      dot += dy[j] * weight[j] * x[j];
      dweight[j] += dy[j] * x[j] * scale;
    }
    const REAL along = dot * scale * scale * scale / (REAL)columns;
    for (j = 0; j + LANES <= columns; j += LANES) {
      VECTOR d = NAME(load)(dy + j) * NAME(load)(weight + j) * (VECTOR)scale - NAME(load)(x + j) * (VECTOR)along;
      NAME(store)(dx + j, accumulate ? NAME(load)(dx + j) + d : d);
    }
    for (; j < columns; j++) {
      REAL d = dy[j] * weight[j] * scale - x[j] * along;
      dx[j] = accumulate ? dx[j] + d : d;
    }
  }
}

static TARGET void NAME(rope)(REAL *x, ptrdiff_t stride, const int32_t *positions, const REAL *cosines,
                              const REAL *sines, ptrdiff_t rows, ptrdiff_t heads, ptrdiff_t dimension, bool inverse) {
  const ptrdiff_t half = dimension / 2;
  const REAL sign = inverse ? -1 : 1;
  for (ptrdiff_t row = 0; row < rows; row++, x += stride) {
    const REAL *c = cosines + positions[row] * half, *s = sines + positions[row] * half;
    for (ptrdiff_t head = 0; head < heads; head++) {
      REAL *a = x + head * dimension, *b = a + half;
      ptrdiff_t j = 0;
      for (; j + LANES <= half; j += LANES) {
        VECTOR u = NAME(load)(a + j), v = NAME(load)(b + j);
        VECTOR cosine = NAME(load)(c + j), sine = NAME(load)(s + j) * (VECTOR)sign;
        NAME(store)(a + j, u * cosine - v * sine);
        NAME(store)(b + j, v * cosine + u * sine);
      }
      for (; j < half; j++) {
        REAL u = a[j], v = b[j], sine = s[j] * sign;
        a[j] = u * c[j] - v * sine;
        b[j] = v * c[j] + u * sine;
      }
    }
  }
}
