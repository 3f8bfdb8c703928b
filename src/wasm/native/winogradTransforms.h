// The one-dimensional transforms of Winograd's minimal filtering F(4, TAPS), four channels at a time. They follow from the
// interpolation points: 0, ±1, ±2 and ∞ for three taps, 0, ±1, 2 and ∞ for two (Toom and Cook's way to multiply
// polynomials; Lavin & Gray, 2015, write Bᵀ, A and G for the matrices).
#pragma once
#include "winogradSizes.h"

typedef struct {
  vec v[SPAN];
} Span;

typedef struct {
  vec v[4];
} Four;

typedef struct {
  vec v[TAPS];
} Taps;

INLINE Span loadSpan(const float *from, int step) {
  Span span;
  UNROLL for (int i = 0; i < SPAN; i++) span.v[i] = load(from + i * step);
  return span;
}

INLINE void storeSpan(float *to, int step, Span span) {
  UNROLL for (int i = 0; i < SPAN; i++) store(to + i * step, span.v[i]);
}

#if TAPS == 3

// Bᵀ: the inputs.
INLINE Span transformInput(Span d) {
  const vec even = sub(d.v[4], times(4, d.v[2])), odd = sub(d.v[3], times(4, d.v[1]));
  const vec evenStep = sub(d.v[4], d.v[2]), oddStep = sub(d.v[3], d.v[1]);
  Span t;
  t.v[0] = add(times(4, sub(d.v[0], d.v[2])), evenStep);
  t.v[1] = add(even, odd);
  t.v[2] = sub(even, odd);
  t.v[3] = add(evenStep, add(oddStep, oddStep));
  t.v[4] = sub(evenStep, add(oddStep, oddStep));
  t.v[5] = sub(sub(d.v[5], d.v[3]), times(4, oddStep));
  return t;
}

// A: the gradients of the outputs.
INLINE Span transformGradient(Four y) {
  const vec even = add(y.v[0], y.v[2]), odd = add(y.v[1], y.v[3]);
  const vec evenFar = add(y.v[0], times(4, y.v[2])), oddFar = add(add(y.v[1], y.v[1]), times(8, y.v[3]));
  Span t;
  t.v[0] = y.v[0];
  t.v[1] = add(even, odd);
  t.v[2] = sub(even, odd);
  t.v[3] = add(evenFar, oddFar);
  t.v[4] = sub(evenFar, oddFar);
  t.v[5] = y.v[3];
  return t;
}

// G: the taps of the filter.
INLINE Span transformTaps(Taps g) {
  const vec near = times(-1.0f / 6, add(g.v[0], g.v[2])), nearMiddle = times(1.0f / 6, g.v[1]);
  const vec far = add(times(1.0f / 24, g.v[0]), times(1.0f / 6, g.v[2])), farMiddle = times(1.0f / 12, g.v[1]);
  Span t;
  t.v[0] = times(0.25f, g.v[0]);
  t.v[1] = sub(near, nearMiddle);
  t.v[2] = add(near, nearMiddle);
  t.v[3] = add(far, farMiddle);
  t.v[4] = sub(far, farMiddle);
  t.v[5] = g.v[2];
  return t;
}

// Aᵀ: the products, to four outputs.
INLINE Four gatherOutput(Span m) {
  const vec sum = add(m.v[1], m.v[2]), difference = sub(m.v[1], m.v[2]);
  const vec farSum = add(m.v[3], m.v[4]), farDifference = sub(m.v[3], m.v[4]);
  Four y;
  y.v[0] = add(m.v[0], add(sum, farSum));
  y.v[1] = add(difference, add(farDifference, farDifference));
  y.v[2] = add(sum, times(4, farSum));
  y.v[3] = add(add(difference, m.v[5]), times(8, farDifference));
  return y;
}

// Gᵀ: summed products, to the gradients of the taps.
INLINE Taps gatherTaps(Span u) {
  const vec near = times(1.0f / 6, add(u.v[1], u.v[2])), far = add(u.v[3], u.v[4]);
  Taps g;
  g.v[0] = add(sub(times(0.25f, u.v[0]), near), times(1.0f / 24, far));
  g.v[1] = add(times(1.0f / 6, sub(u.v[2], u.v[1])), times(1.0f / 12, sub(u.v[3], u.v[4])));
  g.v[2] = add(sub(times(1.0f / 6, far), near), u.v[5]);
  return g;
}

#else

INLINE Span transformInput(Span d) {
  const vec oddStep = sub(d.v[3], d.v[1]), middle = sub(d.v[1], d.v[2]), left = sub(d.v[0], d.v[2]);
  Span t;
  t.v[0] = add(oddStep, add(left, left));
  t.v[1] = sub(sub(oddStep, d.v[1]), d.v[2]);
  t.v[2] = add(oddStep, times(3, middle));
  t.v[3] = oddStep;
  t.v[4] = sub(sub(d.v[4], d.v[2]), add(oddStep, oddStep));
  return t;
}

INLINE Span transformGradient(Four y) {
  const vec even = add(y.v[0], y.v[2]), odd = add(y.v[1], y.v[3]);
  Span t;
  t.v[0] = y.v[0];
  t.v[1] = add(even, odd);
  t.v[2] = sub(even, odd);
  t.v[3] = add(add(y.v[0], times(4, y.v[2])), add(add(y.v[1], y.v[1]), times(8, y.v[3])));
  t.v[4] = y.v[3];
  return t;
}

INLINE Span transformTaps(Taps g) {
  Span t;
  t.v[0] = times(0.5f, g.v[0]);
  t.v[1] = times(-0.5f, add(g.v[0], g.v[1]));
  t.v[2] = times(1.0f / 6, sub(g.v[1], g.v[0]));
  t.v[3] = times(1.0f / 6, add(g.v[0], add(g.v[1], g.v[1])));
  t.v[4] = g.v[1];
  return t;
}

INLINE Four gatherOutput(Span m) {
  const vec sum = add(m.v[1], m.v[2]), difference = sub(m.v[1], m.v[2]);
  Four y;
  y.v[0] = add(add(m.v[0], sum), m.v[3]);
  y.v[1] = add(difference, add(m.v[3], m.v[3]));
  y.v[2] = add(sum, times(4, m.v[3]));
  y.v[3] = add(add(difference, m.v[4]), times(8, m.v[3]));
  return y;
}

INLINE Taps gatherTaps(Span u) {
  const vec near = times(0.5f, u.v[1]), far = times(1.0f / 6, u.v[3]), back = times(1.0f / 6, u.v[2]);
  Taps g;
  g.v[0] = add(sub(times(0.5f, u.v[0]), near), sub(far, back));
  g.v[1] = add(add(sub(back, near), add(far, far)), u.v[4]);
  return g;
}

#endif
