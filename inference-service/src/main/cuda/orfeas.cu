// The heavy pure stages, for CUDA.
//
// Every kernel computes what the Java class named at it computes, in the same order of the same
// single operations, so that results agree bit by bit. For that it is compiled without fused
// multiply-add, angles are the Java class's own polynomial, and sums go over lists in a fixed order
// instead of through atomic additions of floating-point numbers. Atomic operations are left to what
// has one result in any order: counts, and least and greatest values.
//
// One thread per item (blockIdx.x * blockDim.x + threadIdx.x), none waits for another, no shared
// memory: the same source also compiles for the processor, which is how it is tested without a GPU.

typedef unsigned char u8;
typedef unsigned long long u64;

#ifndef INFINITY
#define INFINITY __int_as_float(0x7f800000)
#endif

#define ITEM(n) \
  const int item = (int)(blockIdx.x * blockDim.x + threadIdx.x); \
  if (item >= (n)) return

static __device__ __forceinline__ int least(int a, int b) { return a < b ? a : b; }
static __device__ __forceinline__ int greatest(int a, int b) { return a > b ? a : b; }

// ---- Distance transform: io.orfeas.inference.field.DistanceTransform ----

// The lower envelope of unit parabolas over one line (LowerEnvelope), read off at every place.
// `apex` (n) and `start` (n + 1) are scratch, both with `stride` between entries.
static __device__ void envelope(const float* f, int n, int stride, int* apex, double* start,
                                int* nearest) {
  int count = 0;
  for (int q = 0; q < n; q++) {
    const float fq = f[(size_t)q * stride];
    if (isinf(fq)) continue;
    double from = -INFINITY;
    while (count > 0) {
      const int p = apex[(size_t)(count - 1) * stride];
      const float fp = f[(size_t)p * stride];
      from = ((fq + (double)q * q) - (fp + (double)p * p)) / (2.0 * (q - p));
      if (from > start[(size_t)(count - 1) * stride]) break;
      count--;
    }
    start[(size_t)count * stride] = count == 0 ? -INFINITY : from;
    apex[(size_t)count * stride] = q;
    count++;
  }
  start[(size_t)count * stride] = INFINITY;
  int k = 0;
  for (int q = 0; q < n; q++) {
    while (k + 1 < count && start[(size_t)(k + 1) * stride] < q) k++;
    nearest[(size_t)q * stride] = count == 0 ? -1 : apex[(size_t)k * stride];
  }
}

// Per column: for every pixel the row of the best site in its column. One thread per column, lines
// and scratch interleaved so that neighbouring threads touch neighbouring memory.
extern "C" __global__ void nearest_in_columns(const float* cost, int side, int* apex,
                                              double* start, int* columnRow) {
  ITEM(side);
  envelope(cost + item, side, side, apex + item, start + item, columnRow + item);
}

// The cost of the best site of each pixel's column, transposed: line y of the next pass is column y.
extern "C" __global__ void column_cost(const float* cost, const int* columnRow, int side,
                                       float* line) {
  ITEM(side * side);
  const int y = item / side;
  const int x = item % side;
  const int p = columnRow[item];
  const float d = (float)(y - p);
  line[(size_t)x * side + y] = p < 0 ? INFINITY : d * d + cost[(size_t)p * side + x];
}

// Per row: the column of the best site, transposed as `line` is.
extern "C" __global__ void nearest_in_rows(const float* line, int side, int* apex, double* start,
                                           int* best) {
  ITEM(side);
  envelope(line + item, side, side, apex + item, start + item, best + item);
}

// Both put together: the index of the best site of each pixel, -1 where there is none.
extern "C" __global__ void nearest_site(const int* columnRow, const int* best, int side,
                                        int* site) {
  ITEM(side * side);
  const int y = item / side;
  const int b = best[(size_t)(item % side) * side + y];
  site[item] = b < 0 ? -1 : columnRow[y * side + b] * side + b;
}

// ---- Outline: io.orfeas.inference.field.Edges, DistanceTransform.signed and MedialBalls ----

static const float COVERED = 0.5f;
static const float LEAST_DISTANCE = 1e-3f;
static const float REACH = 0.5f;

// Coverage in 0..1, continued over the border; NaN is 0.
static __device__ float covered(const float* coverage, int side, int x, int y) {
  const int cx = greatest(0, least(side - 1, x));
  const int cy = greatest(0, least(side - 1, y));
  const float value = coverage[cy * side + cx];
  return value > 0 ? fminf(value, 1.0f) : 0.0f;
}

static __device__ float crossing_toward(const float* coverage, int side, int x, int y, int dx,
                                        int dy) {
  const float here = covered(coverage, side, x, y);
  const float there = covered(coverage, side, x + dx, y + dy);
  if ((here > COVERED) == (there > COVERED)) return 0;
  return fmaxf(LEAST_DISTANCE, (COVERED - here) / (there - here));
}

static __device__ float crossing_along(const float* coverage, int side, int x, int y, int dx,
                                       int dy) {
  const float ahead = crossing_toward(coverage, side, x, y, dx, dy);
  const float behind = crossing_toward(coverage, side, x, y, -dx, -dy);
  return behind == 0 || (ahead != 0 && ahead <= behind) ? ahead : -behind;
}

static __device__ float difference_along(const float* coverage, int side, int x, int y, int dx,
                                         int dy) {
  return (covered(coverage, side, x + dx, y + dy) - covered(coverage, side, x - dx, y - dy))
         * 0.5f;
}

static __device__ float slope_along(const float* coverage, int side, int x, int y, int dx,
                                    int dy) {
  return difference_along(coverage, side, x, y, dx, dy) * 0.5f
         + difference_along(coverage, side, x + dy, y + dx, dx, dy) * 0.25f
         + difference_along(coverage, side, x - dy, y - dx, dx, dy) * 0.25f;
}

// The piece of outline that each pixel beside it holds: x and y of its foot, x and y of its normal.
extern "C" __global__ void outline_edges(const float* coverage, int side, float* pieces,
                                         float* cost) {
  ITEM(side * side);
  const int x = item % side;
  const int y = item / side;
  const float alongX = crossing_along(coverage, side, x, y, 1, 0);
  const float alongY = crossing_along(coverage, side, x, y, 0, 1);
  if (alongX == 0 && alongY == 0) {
    cost[item] = INFINITY;
    return;
  }
  const float gx = slope_along(coverage, side, x, y, 1, 0);
  const float gy = slope_along(coverage, side, x, y, 0, 1);
  const float length = sqrtf(gx * gx + gy * gy);
  const bool useX = alongY == 0 || (alongX != 0 && fabsf(gx) >= fabsf(gy));
  const float nx = length > 0 ? gx / length : useX ? 1.0f : 0.0f;
  const float ny = length > 0 ? gy / length : useX ? 0.0f : 1.0f;
  const float toFoot = useX ? alongX * nx : alongY * ny;
  float* piece = pieces + 4 * (size_t)item;
  piece[0] = x + toFoot * nx;
  piece[1] = y + toFoot * ny;
  piece[2] = nx;
  piece[3] = ny;
  cost[item] = 0;
}

static __device__ float squared_to_piece(const float* piece, int x, int y) {
  const float dx = x - piece[0];
  const float dy = y - piece[1];
  const float off = dx * piece[2] + dy * piece[3];
  const float along = fabsf(dx * piece[3] - dy * piece[2]);
  const float past = fmaxf(0.0f, along - REACH);
  return off * off + past * past;
}

// Signed distance of each pixel, and what the medial ball around it costs.
extern "C" __global__ void outline_distance(const float* coverage, const int* nearest,
                                            const float* pieces, int side, float* distance,
                                            float* cost) {
  ITEM(side * side);
  const int x = item % side;
  const int y = item / side;
  float d = (float)side;
  if (nearest[item] >= 0) {
    float best = squared_to_piece(pieces + 4 * (size_t)nearest[item], x, y);
    if (x > 0) best = fminf(best, squared_to_piece(pieces + 4 * (size_t)nearest[item - 1], x, y));
    if (x + 1 < side)
      best = fminf(best, squared_to_piece(pieces + 4 * (size_t)nearest[item + 1], x, y));
    if (y > 0)
      best = fminf(best, squared_to_piece(pieces + 4 * (size_t)nearest[item - side], x, y));
    if (y + 1 < side)
      best = fminf(best, squared_to_piece(pieces + 4 * (size_t)nearest[item + side], x, y));
    d = sqrtf(best);
  }
  d = coverage[item] > COVERED ? fmaxf(d, LEAST_DISTANCE) : fminf(-d, -LEAST_DISTANCE);
  distance[item] = d;
  cost[item] = d > 0 ? -d * d : INFINITY;
}

// Height of the union of the balls, and whose ball is highest.
extern "C" __global__ void balls_height(const float* distance, const float* cost, const int* site,
                                        int side, float* squaredHeight, int* centre) {
  ITEM(side * side);
  const float d = distance[item];
  if (!(d > 0)) {
    squaredHeight[item] = 0;
    centre[item] = -1;
    return;
  }
  const int p = site[item];
  const float dx = (float)(item % side - p % side);
  const float dy = (float)(item / side - p / side);
  squaredHeight[item] = fmaxf(-cost[p] - dx * dx - dy * dy, d * d);
  centre[item] = p;
}

// ---- Inside of the outline: io.orfeas.inference.field.InsideSmoother ----

// Four neighbours of each inside pixel, and what each counts.
extern "C" __global__ void inside_links(const float* distance, int side, float reachShare,
                                        int zeroAtOutline, int* neighbour, float* weight) {
  ITEM(side * side);
  const float d = distance[item];
  if (!(d > 0)) return;
  const int x = item % side;
  const int reach = greatest(1, least(12, (int)(d * reachShare)));
  const int others[4] = {x >= reach ? item - reach : -1, x + reach < side ? item + reach : -1,
                         item - reach * side, item + reach * side};
  for (int k = 0; k < 4; k++) {
    const int other = others[k];
    const bool onGrid = other >= 0 && other < side * side;
    const bool in = onGrid && distance[other] > 0;
    neighbour[4 * (size_t)item + k] = in ? other : item;
    weight[4 * (size_t)item + k] = in || !zeroAtOutline ? 1.0f
                                   : onGrid             ? fmaxf(-1.0f, distance[other] / d)
                                                        : -1.0f;
  }
}

extern "C" __global__ void inside_step(const float* distance, const int* neighbour,
                                       const float* weight, int pixels, float rate,
                                       const float* from, float* to) {
  ITEM(pixels);
  if (!(distance[item] > 0)) return;
  const int* n = neighbour + 4 * (size_t)item;
  const float* w = weight + 4 * (size_t)item;
  const float mean =
      (w[0] * from[n[0]] + w[1] * from[n[1]] + w[2] * from[n[2]] + w[3] * from[n[3]]) / 4;
  to[item] = from[item] + rate * (mean - from[item]);
}

// ---- Shell: io.orfeas.inference.field.MidSurface and ShellBuilder ----

// Continues depths two pixels beyond the outline: reads inside, writes outside.
extern "C" __global__ void depth_continue(const float* distance, int side, float* depth) {
  ITEM(side * side);
  if (distance[item] > 0 || !(distance[item] > -2)) return;
  float sum = 0;
  int count = 0;
  for (int dy = -2; dy <= 2; dy++)
    for (int dx = -2; dx <= 2; dx++) {
      const int x = item % side + dx;
      const int at = item + dy * side + dx;
      if (x >= 0 && x < side && at >= 0 && at < side * side && distance[at] > 0) {
        sum += depth[at];
        count++;
      }
    }
  depth[item] = count == 0 ? 0 : sum / count;
}

static __device__ float height_beyond_rim(const float* squaredHeight, const float* distance,
                                          int item, int side) {
  float sum = 0;
  int count = 0;
  for (int dy = -1; dy <= 1; dy++)
    for (int dx = -1; dx <= 1; dx++) {
      const int x = item % side + dx;
      const int at = item + dy * side + dx;
      if (x >= 0 && x < side && at >= 0 && at < side * side && distance[at] > 0) {
        sum += fmaxf(0.0f, squaredHeight[at]) / distance[at];
        count++;
      }
    }
  return count == 0 ? 0 : distance[item] * sum / count;
}

extern "C" __global__ void shell_build(const float* distance, const float* squaredHeight,
                                       const float* mid, int side, float pixel, float* outline,
                                       float* front, float* back) {
  ITEM(side * side);
  const float square = distance[item] > 0
                           ? fmaxf(0.0f, squaredHeight[item])
                           : height_beyond_rim(squaredHeight, distance, item, side);
  const float half = copysignf(sqrtf(fabsf(square)), square);
  outline[item] = distance[item] * pixel;
  front[item] = (mid[item] + half) * pixel;
  back[item] = (mid[item] - half) * pixel;
}

// ---- Running sums ----

static const int CHUNK = 256;

// Sum of each chunk of CHUNK counts.
extern "C" __global__ void scan_chunks(const int* counts, int n, int* sums) {
  const int chunks = (n + CHUNK - 1) / CHUNK;
  ITEM(chunks);
  int sum = 0;
  for (int i = item * CHUNK; i < least(n, (item + 1) * CHUNK); i++) sum += counts[i];
  sums[item] = sum;
}

// Turns sums into what comes before each, and the total after them; for a single thread.
extern "C" __global__ void scan_sums(int* sums, int n) {
  ITEM(1);
  int before = 0;
  for (int i = 0; i < n; i++) {
    const int sum = sums[i];
    sums[i] = before;
    before += sum;
  }
  sums[n] = before;
}

// What comes before each count, given what comes before its chunk.
extern "C" __global__ void scan_spread(const int* counts, int n, const int* sums, int* before) {
  const int chunks = (n + CHUNK - 1) / CHUNK;
  ITEM(chunks);
  int sum = sums[item];
  for (int i = item * CHUNK; i < least(n, (item + 1) * CHUNK); i++) {
    before[i] = sum;
    sum += counts[i];
  }
}

// ---- Lattice: io.orfeas.inference.mesh.ShellLattice ----

struct Lattice {
  int columns, rows;
  float cell, left, top;
};

static __device__ float clean(float value, float otherwise) {
  if (fabsf(value) <= 1.0f) return value;
  return isnan(value) ? otherwise : copysignf(1.0f, value);
}

static __device__ __forceinline__ float signed_square(float v) { return v * fabsf(v); }

static __device__ __forceinline__ double within(double at, int side) {
  return at < 0 ? 0 : at > side - 1 ? side - 1 : at;
}

static const float OUTSIDE = -1e-3f;

// Samples the shell at every lattice point, closes the outer ring and finds the levels.
extern "C" __global__ void lattice_sample(const float* outlineIn, const float* frontIn,
                                          const float* backIn, int side, double firstX,
                                          double firstY, double scale, Lattice lattice,
                                          float* outline, float* mid, float* half, float* square,
                                          int* level) {
  ITEM(lattice.columns * lattice.rows);
  const int x = item % lattice.columns;
  const int y = item / lattice.columns;
  const double downward = within(firstY + y * scale, side);
  const double rightward = within(firstX + x * scale, side);
  const int row = least(side - 2, (int)downward);
  const int column = least(side - 2, (int)rightward);
  const float tx = (float)(rightward - column);
  const float ty = (float)(downward - row);
  const float share[4] = {(1 - tx) * (1 - ty), tx * (1 - ty), (1 - tx) * ty, tx * ty};
  const int p = row * side + column;
  const int at[4] = {p, p + 1, p + side, p + side + 1};
  float o[4], f[4], k[4];
  for (int c = 0; c < 4; c++) {
    o[c] = clean(outlineIn[at[c]], OUTSIDE);
    f[c] = clean(frontIn[at[c]], 0);
    k[c] = clean(backIn[at[c]], 0);
  }
  float edge = share[0] * o[0] + share[1] * o[1] + share[2] * o[2] + share[3] * o[3];
  if (x == 0 || y == 0 || x == lattice.columns - 1 || y == lattice.rows - 1)
    edge = fminf(edge, OUTSIDE);
  const float sq = (share[0] * signed_square(f[0] - k[0]) + share[1] * signed_square(f[1] - k[1])
                    + share[2] * signed_square(f[2] - k[2])
                    + share[3] * signed_square(f[3] - k[3])) / 4;
  const float thick = sq > 0 ? sqrtf(sq) : 0;
  outline[item] = edge;
  mid[item] = (share[0] * (f[0] + k[0]) + share[1] * (f[1] + k[1]) + share[2] * (f[2] + k[2])
               + share[3] * (f[3] + k[3])) / 2;
  square[item] = sq;
  half[item] = thick;
  level[item] = edge > 0 ? (int)(thick / lattice.cell) : -1;
}

// ---- Extraction: io.orfeas.inference.mesh.ShellCrossings and SurfaceExtractor ----

static __device__ __forceinline__ bool has_right(Lattice lattice, int i) {
  return (i + 1) % lattice.columns != 0;
}

static __device__ __forceinline__ bool has_below(Lattice lattice, int i) {
  return i + lattice.columns < lattice.columns * lattice.rows;
}

static __device__ __forceinline__ int first_level(const int* level, int a, int b) {
  return greatest(1, least(level[a], level[b]) + 1);
}

static __device__ __forceinline__ int run_length(const int* level, int a, int b) {
  return greatest(0, greatest(level[a], level[b]) + 1 - first_level(level, a, b));
}

static __device__ __forceinline__ bool is_rim(const int* level, int a, int b) {
  return (level[a] < 0) != (level[b] < 0);
}

// A bit for each column of a pile that is inside at a level, and four further for the next level.
static __device__ __forceinline__ int inside_bits(int top, int level) {
  return (top >= level ? 1 : 0) | (top > level ? 16 : 0);
}

static __device__ __forceinline__ int cube_code(const int* level, int columns, int i, int at) {
  const int below = i + columns;
  return inside_bits(level[i], at) | inside_bits(level[i + 1], at) << 1
         | inside_bits(level[below + 1], at) << 2 | inside_bits(level[below], at) << 3;
}

static __device__ __forceinline__ bool is_pile(Lattice lattice, int i) {
  return has_right(lattice, i) && has_below(lattice, i);
}

static __device__ __forceinline__ int lowest(const int* level, int columns, int i) {
  const int low = least(least(level[i], level[i + 1]),
                        least(level[i + columns], level[i + columns + 1]));
  return greatest(0, low);
}

static __device__ __forceinline__ int highest(const int* level, int columns, int i) {
  return greatest(greatest(level[i], level[i + 1]),
                  greatest(level[i + columns], level[i + columns + 1]));
}

// How many rim vertices, vertices above the rim, and triangles of the upper half each point owns.
// `table` has 256 rows of `width` bytes: a count of triangles, and three edges for each.
extern "C" __global__ void surface_count(Lattice lattice, const int* level, const u8* table,
                                         int width, int* rim, int* upper, int* triangles) {
  ITEM(lattice.columns * lattice.rows);
  const int i = item;
  int onRim = 0;
  int above = level[i] >= 0 ? 1 : 0;
  if (has_right(lattice, i)) {
    onRim += is_rim(level, i, i + 1);
    above += run_length(level, i, i + 1);
  }
  if (has_below(lattice, i)) {
    onRim += is_rim(level, i, i + lattice.columns);
    above += run_length(level, i, i + lattice.columns);
  }
  int faces = 0;
  if (is_pile(lattice, i)) {
    const int top = highest(level, lattice.columns, i);
    for (int at = lowest(level, lattice.columns, i); at <= top; at++)
      faces += table[cube_code(level, lattice.columns, i, at) * width];
  }
  rim[i] = onRim;
  upper[i] = above;
  triangles[i] = faces;
}

struct Numbers {
  int rimCount, upperCount;
  const int* rim;    // rim vertices before each point
  const int* upper;  // vertices above the rim before each point
};

static __device__ __forceinline__ int vertex_top(Numbers n, int i) {
  return n.rimCount + n.upper[i];
}

static __device__ int vertex_right(Numbers n, const int* level, int i, int at) {
  if (at == 0) return n.rim[i];
  const int first = vertex_top(n, i) + (level[i] >= 0 ? 1 : 0);
  return first - first_level(level, i, i + 1) + at;
}

static __device__ int vertex_down(Numbers n, Lattice lattice, const int* level, int i, int at) {
  const bool right = has_right(lattice, i);
  if (at == 0) return n.rim[i] + (right && is_rim(level, i, i + 1) ? 1 : 0);
  int first = vertex_top(n, i) + (level[i] >= 0 ? 1 : 0);
  if (right) first += run_length(level, i, i + 1);
  return first - first_level(level, i, i + lattice.columns) + at;
}

static __device__ __forceinline__ float clear_of_ends(float t) {
  const float clearance = 0.04f;
  return t > clearance ? fminf(t, 1 - clearance) : clearance;
}

// How far from the higher column toward the lower one the surface lies at a level.
static __device__ float crossing(const float* outline, const float* square, const int* level,
                                 float cell, int high, int low, int at) {
  float rim = 1;
  if (level[low] < 0) rim = outline[high] / (outline[high] - outline[low]);
  if (at == 0) return clear_of_ends(rim);
  const float height = at * cell;
  const float from = square[high];
  const float t = (from - height * height) / (from - square[low]);
  // Not a number where both are as deep as depths are followed; fminf would lose that.
  return clear_of_ends(isnan(t) ? t : fminf(t, rim));
}

static __device__ void put(float* positions, int vertex, float x, float y, float z) {
  positions[3 * (size_t)vertex] = x;
  positions[3 * (size_t)vertex + 1] = y;
  positions[3 * (size_t)vertex + 2] = z;
}

static __device__ void place(float* positions, Numbers n, int vertex, float x, float y, float mid,
                             float height) {
  put(positions, vertex, x, y, mid + height);
  if (vertex >= n.rimCount) put(positions, vertex + n.upperCount, x, y, mid - height);
}

// Places the vertices that each point owns, in both halves.
extern "C" __global__ void surface_place(Lattice lattice, const float* outline, const float* mid,
                                         const float* half, const float* square,
                                         const int* level, Numbers n, float* positions) {
  ITEM(lattice.columns * lattice.rows);
  const int i = item;
  const float cell = lattice.cell;
  const float x = lattice.left + (i % lattice.columns) * cell;
  const float y = lattice.top - (i / lattice.columns) * cell;
  if (level[i] >= 0) {
    const float levels = half[i] / cell;
    const float above = clear_of_ends(levels - level[i]);
    place(positions, n, vertex_top(n, i), x, y, mid[i], (level[i] + above) * cell);
  }
  for (int way = 0; way < 2; way++) {
    if (way == 0 ? !has_right(lattice, i) : !has_below(lattice, i)) continue;
    const int b = way == 0 ? i + 1 : i + lattice.columns;
    const int low = least(level[i], level[b]);
    const int high = greatest(level[i], level[b]);
    for (int at = low + 1; at <= high; at++) {
      const float t = level[i] > level[b]
                          ? crossing(outline, square, level, cell, i, b, at)
                          : 1 - crossing(outline, square, level, cell, b, i, at);
      const float m = mid[i] + t * (mid[b] - mid[i]);
      const int vertex = way == 0 ? vertex_right(n, level, i, at)
                                  : vertex_down(n, lattice, level, i, at);
      const float px = way == 0 ? x + t * cell : x + t * 0.0f;
      const float py = way == 0 ? y + t * 0.0f : y + t * -cell;
      place(positions, n, vertex, px, py, m, at * cell);
    }
  }
}

static __device__ int edge_vertex(Numbers n, Lattice lattice, const int* level, int i, int at,
                                  int edge) {
  const int below = i + lattice.columns;
  switch (edge) {
    case 0: return vertex_right(n, level, i, at);
    case 1: return vertex_down(n, lattice, level, i + 1, at);
    case 2: return vertex_right(n, level, below, at);
    case 3: return vertex_down(n, lattice, level, i, at);
    case 4: return vertex_right(n, level, i, at + 1);
    case 5: return vertex_down(n, lattice, level, i + 1, at + 1);
    case 6: return vertex_right(n, level, below, at + 1);
    case 7: return vertex_down(n, lattice, level, i, at + 1);
    case 8: return vertex_top(n, i);
    case 9: return vertex_top(n, i + 1);
    case 10: return vertex_top(n, below + 1);
    default: return vertex_top(n, below);
  }
}

static __device__ __forceinline__ int mirrored(Numbers n, int vertex) {
  return vertex < n.rimCount ? vertex : vertex + n.upperCount;
}

// Writes the triangles of each pile, each with its image in the other half.
extern "C" __global__ void surface_triangles(Lattice lattice, const int* level, const u8* table,
                                             int width, Numbers n, const int* before,
                                             int* triangles) {
  ITEM(lattice.columns * lattice.rows);
  const int i = item;
  if (!is_pile(lattice, i)) return;
  int* out = triangles + 6 * (size_t)before[i];
  const int top = highest(level, lattice.columns, i);
  for (int at = lowest(level, lattice.columns, i); at <= top; at++) {
    const u8* row = table + cube_code(level, lattice.columns, i, at) * width;
    for (int k = 0; k < row[0]; k++) {
      const int a = edge_vertex(n, lattice, level, i, at, row[1 + 3 * k]);
      const int b = edge_vertex(n, lattice, level, i, at, row[2 + 3 * k]);
      const int c = edge_vertex(n, lattice, level, i, at, row[3 + 3 * k]);
      *out++ = a;
      *out++ = b;
      *out++ = c;
      *out++ = mirrored(n, c);
      *out++ = mirrored(n, b);
      *out++ = mirrored(n, a);
    }
  }
}

// ---- Corners around each vertex, in the order of the triangles ----

extern "C" __global__ void corners_count(const int* triangles, int corners, int* degree) {
  ITEM(corners);
  atomicAdd(degree + triangles[item], 1);
}

// Fills the lists in any order; `cursor` begins at what comes before each vertex.
extern "C" __global__ void corners_fill(const int* triangles, int corners, int* cursor,
                                        int* list) {
  ITEM(corners);
  list[atomicAdd(cursor + triangles[item], 1)] = item;
}

// Puts each list in order, so that sums over it are the same every time.
extern "C" __global__ void corners_sort(const int* before, const int* degree, int vertices,
                                        int* list) {
  ITEM(vertices);
  int* corner = list + before[item];
  for (int i = 1; i < degree[item]; i++) {
    const int value = corner[i];
    int k = i;
    for (; k > 0 && corner[k - 1] > value; k--) corner[k] = corner[k - 1];
    corner[k] = value;
  }
}

// ---- Smoothing: io.orfeas.inference.mesh.TaubinSmoother ----

// One step of every vertex toward (or away from) the mean of its neighbours.
extern "C" __global__ void smooth_step(const float* from, const int* triangles, const int* before,
                                       const int* degree, const int* list, int vertices,
                                       float rate, float* to) {
  ITEM(vertices);
  float sum[3] = {0, 0, 0};
  for (int i = 0; i < degree[item]; i++) {
    const int corner = list[before[item] + i];
    const int t = corner - corner % 3;
    const float* next = from + 3 * (size_t)triangles[t + (corner + 1) % 3];
    const float* last = from + 3 * (size_t)triangles[t + (corner + 2) % 3];
    for (int axis = 0; axis < 3; axis++) sum[axis] += next[axis] + last[axis];
  }
  const float share = 0.5f / degree[item];
  for (int axis = 0; axis < 3; axis++) {
    const float p = from[3 * (size_t)item + axis];
    to[3 * (size_t)item + axis] = degree[item] > 0 ? p + rate * (sum[axis] * share - p) : p;
  }
}

// ---- Box around positions ----

// Integers in the order of the numbers they stand for, -0 before 0.
static __device__ __forceinline__ int ordered(float value) {
  const int bits = __float_as_int(value);
  return bits >= 0 ? bits : bits ^ 0x7fffffff;
}

static __device__ __forceinline__ double in_box(const int* box, int i) {
  return __int_as_float(box[i] >= 0 ? box[i] : box[i] ^ 0x7fffffff);
}

static __device__ void empty_box(int* box) {
  for (int axis = 0; axis < 3; axis++) {
    box[axis] = 0x7fffffff;
    box[axis + 3] = (int)0x80000000;
  }
}

extern "C" __global__ void box_begin(int* box) {
  ITEM(1);
  empty_box(box);
}

// Least x, y, z and greatest x, y, z, as ordered integers. Each of `threads` takes every so
// many-th vertex.
extern "C" __global__ void box_around(const float* positions, int vertices, int threads,
                                      int* box) {
  ITEM(threads);
  int mine[6];
  empty_box(mine);
  for (int v = item; v < vertices; v += threads)
    for (int axis = 0; axis < 3; axis++) {
      const int value = ordered(positions[3 * (size_t)v + axis]);
      mine[axis] = least(mine[axis], value);
      mine[axis + 3] = greatest(mine[axis + 3], value);
    }
  for (int axis = 0; axis < 3; axis++) {
    atomicMin(box + axis, mine[axis]);
    atomicMax(box + axis + 3, mine[axis + 3]);
  }
}

// ---- Flat triangles: io.orfeas.inference.mesh.SliverGuard ----

static __device__ void difference(const float* p, int from, int to, double* out) {
  for (int axis = 0; axis < 3; axis++)
    out[axis] = (double)p[3 * (size_t)to + axis] - p[3 * (size_t)from + axis];
}

static __device__ __forceinline__ double dot(const double* u, const double* v) {
  return u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
}

static __device__ void cross(const double* u, const double* v, double* out) {
  out[0] = u[1] * v[2] - u[2] * v[1];
  out[1] = u[2] * v[0] - u[0] * v[2];
  out[2] = u[0] * v[1] - u[1] * v[0];
}

extern "C" __global__ void flat_count(const float* positions, const int* triangles, int faces,
                                      double leastArea, int* count) {
  ITEM(faces);
  const int* t = triangles + 3 * (size_t)item;
  double u[3], v[3], n[3];
  difference(positions, t[0], t[1], u);
  difference(positions, t[0], t[2], v);
  cross(u, v, n);
  if (dot(n, n) <= leastArea) atomicAdd(count, 1);
}

// ---- Frame of the object: io.orfeas.inference.mesh.ViewFrame ----

static const double CAMERA_DISTANCE = 2.1;

struct Frame {
  double aimX, aimY, middleZ;
  double middle[3], scale;
};

// Takes the box of the positions as they were seen, and empties it for those to come.
extern "C" __global__ void frame_begin(int* box, Frame* frame) {
  ITEM(1);
  frame->aimX = 0;
  frame->aimY = 0;
  frame->middleZ = (in_box(box, 2) + in_box(box, 5)) / 2;
  empty_box(box);
}

extern "C" __global__ void frame_place(const float* seen, int vertices, const Frame* frame,
                                       float* placed) {
  ITEM(vertices);
  const float* p = seen + 3 * (size_t)item;
  const double z = p[2] - frame->middleZ;
  const double straight = 1 - z / CAMERA_DISTANCE;
  const double shrink = straight > 0.1 ? straight : 0.1;
  put(placed, item, (float)((p[0] + frame->aimX) * shrink),
      (float)((p[1] + frame->aimY) * shrink), (float)z);
}

// Aims at the middle of the box of what was placed, and keeps the box for `frame_fit`.
extern "C" __global__ void frame_aim(int* box, Frame* frame) {
  ITEM(1);
  frame->aimX -= (in_box(box, 0) + in_box(box, 3)) / 2;
  frame->aimY -= (in_box(box, 1) + in_box(box, 4)) / 2;
  double longest = 0;
  for (int axis = 0; axis < 3; axis++) {
    const double side = in_box(box, axis + 3) - in_box(box, axis);
    if (side > longest) longest = side;
    frame->middle[axis] = (in_box(box, axis) + in_box(box, axis + 3)) / 2;
  }
  frame->scale = longest > 0 ? 1 / longest : 1;
  empty_box(box);
}

extern "C" __global__ void frame_fit(int vertices, const Frame* frame, float* placed) {
  ITEM(vertices);
  for (int axis = 0; axis < 3; axis++) {
    float* p = placed + 3 * (size_t)item + axis;
    *p = (float)((*p - frame->middle[axis]) * frame->scale);
  }
}

// ---- Normals: io.orfeas.inference.mesh.VertexNormals ----

// VertexNormals.angle.
static __device__ double angle_of(double opposite, double adjacent) {
  const double coefficients[9] = {.0028662257, -.0161657367, .0429096138,
                                  -.0752896400, .1065626393, -.1420889944,
                                  .1999355085, -.3333314528, 1};
  const double half = 3.141592653589793 / 2;
  const double beside = fabs(adjacent);
  const bool steep = opposite > beside;
  const double ratio = steep ? beside / opposite : opposite / beside;
  const double square = ratio * ratio;
  double series = 0;
  for (int i = 0; i < 9; i++) series = series * square + coefficients[i];
  const double angle = steep ? half - series * ratio : series * ratio;
  return adjacent < 0 ? 3.141592653589793 - angle : angle;
}

extern "C" __global__ void vertex_normals(const float* positions, const int* triangles,
                                          const int* before, const int* degree, const int* list,
                                          int vertices, float* normals) {
  ITEM(vertices);
  double sum[3] = {0, 0, 0};
  for (int i = 0; i < degree[item]; i++) {
    const int corner = list[before[item] + i];
    const int* t = triangles + (corner - corner % 3);
    double ab[3], ac[3], n[3];
    difference(positions, t[0], t[1], ab);
    difference(positions, t[0], t[2], ac);
    cross(ab, ac, n);
    const double length = sqrt(dot(n, n));
    if (!(length > 0)) continue;
    const double along = dot(ab, ac);
    const double atA = angle_of(length, along);
    const double atB = angle_of(length, dot(ab, ab) - along);
    const double weight = corner % 3 == 0   ? atA
                          : corner % 3 == 1 ? atB
                                            : 3.141592653589793 - atA - atB;
    for (int axis = 0; axis < 3; axis++) sum[axis] += weight * (n[axis] / length);
  }
  const double length = sqrt(dot(sum, sum));
  const bool known = length > 0 && length < INFINITY;
  for (int axis = 0; axis < 3; axis++)
    normals[3 * (size_t)item + axis] =
        known ? (float)(sum[axis] / length) : axis == 2 ? 1.0f : 0.0f;
}

// ---- Texture: io.orfeas.inference.texture.TexturePyramid ----

static __device__ __forceinline__ int half_of(int side) { return side > 1 ? side / 2 : 1; }

// One level of the pull: each coarse texel is the weighted mean of its four children.
extern "C" __global__ void texture_halve(const float* fine, int width, int height,
                                         float* coarse) {
  const int coarseWidth = half_of(width);
  ITEM(coarseWidth * half_of(height));
  const int right = width > 1 ? 4 : 0;
  const int below = height > 1 ? 4 * width : 0;
  const int x = item % coarseWidth;
  const int y = item / coarseWidth;
  const float* a = fine + 2 * (size_t)x * right + 2 * (size_t)y * below;
  const float* b = a + right;
  const float* c = a + below;
  const float* d = a + below + right;
  float* to = coarse + 4 * (size_t)item;
  const float sum = a[3] + b[3] + c[3] + d[3];
  const float scale = 1 / sum;
  for (int k = 0; k < 3; k++)
    to[k] = sum > 0 ? (a[3] * a[k] + b[3] * b[k] + c[3] * c[k] + d[3] * d[k]) * scale : 0.0f;
  to[3] = sum > 0 ? fminf(1, sum) : 0.0f;
}

extern "C" __global__ void texture_top(float* texel) {
  ITEM(1);
  for (int k = 0; k < 3; k++) texel[k] = texel[3] > 0 ? texel[k] : 128.0f;
  texel[3] = 1;
}

// One level of the push: texels are filled from the level above as far as their weight is short.
extern "C" __global__ void texture_enlarge(const float* coarse, int width, int height,
                                           float* fine) {
  ITEM(width * height);
  float* texel = fine + 4 * (size_t)item;
  const float weight = texel[3];
  if (weight >= 1) return;
  const int x = item % width;
  const int y = item / width;
  const int coarseWidth = half_of(width);
  const int coarseHeight = half_of(height);
  const int near = least(y >> 1, coarseHeight - 1);
  const int far = least(greatest(near + ((y & 1) == 0 ? -1 : 1), 0), coarseHeight - 1);
  const int nearX = least(x >> 1, coarseWidth - 1);
  const int farX = least(greatest(nearX + ((x & 1) == 0 ? -1 : 1), 0), coarseWidth - 1);
  const float* nn = coarse + 4 * ((size_t)near * coarseWidth + nearX);
  const float* nf = coarse + 4 * ((size_t)near * coarseWidth + farX);
  const float* fn = coarse + 4 * ((size_t)far * coarseWidth + nearX);
  const float* ff = coarse + 4 * ((size_t)far * coarseWidth + farX);
  for (int k = 0; k < 3; k++) {
    const float up = .5625f * nn[k] + .1875f * (nf[k] + fn[k]) + .0625f * ff[k];
    texel[k] = weight * texel[k] + (1 - weight) * up;
  }
  texel[3] = 1;
}

// ---- Rim of the chart: io.orfeas.inference.texture.TextureRim and TextureAtlas.halfCoverage ----

static const float THIN = .004f;

// Coverage at half the resolution, before it is replaced by weights.
extern "C" __global__ void chart_coverage(const float* texels, int width, int height,
                                          float* half) {
  ITEM(width * height / 4);
  const int coarse = width / 2;
  const float* from = texels + 4 * (2 * (size_t)(item / coarse) * width + 2 * (item % coarse)) + 3;
  const float* below = from + 4 * (size_t)width;
  half[item] = (from[0] + from[4] + below[0] + below[4]) / 4;
}

// How many texels of the row within `radius` lie in the object.
extern "C" __global__ void chart_rim_rows(const float* texels, int width, int height, int radius,
                                          int* counts) {
  ITEM(width * height);
  const int x = item % width;
  int count = 0;
  for (int at = greatest(0, x - radius); at <= least(width - 1, x + radius); at++)
    count += texels[4 * (size_t)(item - x + at) + 3] >= COVERED ? 1 : 0;
  counts[item] = count;
}

// Replaces coverage by weight.
extern "C" __global__ void chart_rim(const int* counts, int width, int height, int radius,
                                     float* texels) {
  ITEM(width * height);
  const int y = item / width;
  int count = 0;
  for (int at = greatest(0, y - radius); at <= least(height - 1, y + radius); at++)
    count += counts[at * width + item % width];
  float* weight = texels + 4 * (size_t)item + 3;
  *weight = count == (2 * radius + 1) * (2 * radius + 1) ? 1.0f : THIN * *weight * *weight;
}

// ---- Back of the chart: io.orfeas.inference.texture.TextureBack ----

// Coverage as a picture, to be blurred.
extern "C" __global__ void back_cover(const float* half, int n, float* texels) {
  ITEM(n);
  float* texel = texels + 4 * (size_t)item;
  texel[0] = half[item];
  texel[1] = 0;
  texel[2] = 0;
  texel[3] = 1;
}

extern "C" __global__ void back_rim(const float* blurred, int n, float* rim) {
  ITEM(n);
  const float t = fminf(1.0f, fmaxf(0.0f, (blurred[4 * (size_t)item] - .6f) / .3f));
  rim[item] = 1 - t * t * (3 - 2 * t);
}

// The colours of the rim in a picture of `narrow` columns, each for `squeeze` of `colors`.
extern "C" __global__ void back_squeeze(const float* colors, const float* rim, int narrow,
                                        int height, int squeeze, float* texels) {
  ITEM(narrow * height);
  const size_t first = (size_t)item * squeeze;
  float sum[4] = {0, 0, 0, 0};
  for (int i = 0; i < squeeze; i++) {
    const float weight = rim[first + i];
    for (int k = 0; k < 3; k++) sum[k] += weight * colors[4 * (first + i) + k];
    sum[3] += weight;
  }
  float* texel = texels + 4 * (size_t)item;
  for (int k = 0; k < 3; k++) texel[k] = sum[3] > 0 ? sum[k] / sum[3] : 0.0f;
  texel[3] = sum[3] / squeeze;
}

// Widens the filled narrow picture again, and mixes tone and rim into it.
extern "C" __global__ void back_mix(const float* texels, int narrow, int height, int squeeze,
                                    const float* tone, const float* rim, const float* front,
                                    float* back) {
  const int width = narrow * squeeze;
  ITEM(width * height);
  const float middle = (item % width + .5f) / squeeze - .5f;
  const float x = fminf(fmaxf(middle, 0.0f), (float)(narrow - 1));
  const float* left = texels + 4 * ((size_t)(item / width) * narrow + (int)x);
  const float* right = (int)x < narrow - 1 ? left + 4 : left;
  const float share = x - (int)x;
  for (int k = 0; k < 3; k++) {
    const size_t at = 4 * (size_t)item + k;
    const float grown = left[k] + share * (right[k] - left[k]);
    const float inside = grown + .15f * (tone[at] - grown);
    back[at] = inside + rim[item] * (front[at] - inside);
  }
  back[4 * (size_t)item + 3] = 1;
}

// ---- Pictures of the atlas: io.orfeas.inference.texture.TextureAtlas ----

static __device__ __forceinline__ int packed(float r, float g, float b) {
  return (int)0xFF000000 | (int)(r + .5f) << 16 | (int)(g + .5f) << 8 | (int)(b + .5f);
}

extern "C" __global__ void atlas_front(const float* texels, int width, int height, int atlasWidth,
                                       int* atlas) {
  ITEM(width * height);
  const float* texel = texels + 4 * (size_t)item;
  atlas[(size_t)(item / width) * atlasWidth + item % width] =
      packed(texel[0], texel[1], texel[2]);
}

static __device__ __forceinline__ int neighbour_of(int fine, int limit) {
  return least(greatest(fine / 2 + ((fine & 1) == 0 ? -1 : 1), 0), limit - 1);
}

// Enlarges the half-size back by two, bilinearly, and mirrors it; `first` is where it begins.
extern "C" __global__ void atlas_back(const float* back, int width, int height, int atlasWidth,
                                      int first, int* atlas) {
  ITEM(width * height);
  const int x = item % width;
  const int y = item / width;
  const size_t near = (size_t)(y / 2) * (width / 2);
  const size_t far = (size_t)neighbour_of(y, height / 2) * (width / 2);
  const int farX = neighbour_of(x, width / 2);
  const float* nn = back + 4 * (near + x / 2);
  const float* nf = back + 4 * (near + farX);
  const float* fn = back + 4 * (far + x / 2);
  const float* ff = back + 4 * (far + farX);
  float mixed[3];
  for (int k = 0; k < 3; k++)
    mixed[k] = .5625f * nn[k] + .1875f * (nf[k] + fn[k]) + .0625f * ff[k];
  atlas[first + (size_t)y * atlasWidth + width - 1 - x] = packed(mixed[0], mixed[1], mixed[2]);
}

// ---- Relief: io.orfeas.inference.texture.TextureDetail ----

static const int FLAT_NORMAL = (int)0xFF8080FF;

extern "C" __global__ void detail_luma(const float* texels, int n, float* luma) {
  ITEM(n);
  const float* texel = texels + 4 * (size_t)item;
  float* out = luma + 4 * (size_t)item;
  out[0] = .2126f * texel[0] + .7152f * texel[1] + .0722f * texel[2];
  out[1] = 0;
  out[2] = 0;
  out[3] = 1;
}

extern "C" __global__ void detail_relief(const float* luma, const float* slow, int n,
                                         float* relief) {
  ITEM(n);
  const float raised = luma[4 * (size_t)item] - slow[4 * (size_t)item];
  relief[item] = copysignf(fmaxf(0.0f, fabsf(raised) - 3.0f), raised);
}

static __device__ __forceinline__ float bounded(float slope) {
  return slope / (1 + fabsf(slope) / .35f);
}

static __device__ __forceinline__ int channel(float value) {
  return least(255, greatest(0, (int)(value + 128)));
}

// The normal map of a whole atlas: relief in its corner, none elsewhere.
extern "C" __global__ void detail_normals(const float* relief, int width, int height,
                                          int atlasWidth, int atlasHeight, int* atlas) {
  ITEM(atlasWidth * atlasHeight);
  const int x = item % atlasWidth;
  const int y = item / atlasWidth;
  if (x >= width || y >= height) {
    atlas[item] = FLAT_NORMAL;
    return;
  }
  const float* row = relief + (size_t)y * width;
  const float dx = row[least(x + 1, width - 1)] - row[greatest(x - 1, 0)];
  const float dy = relief[(size_t)greatest(y - 1, 0) * width + x]
                   - relief[(size_t)least(y + 1, height - 1) * width + x];
  const float sx = bounded(-dx * .02f / 2);
  const float sy = bounded(-dy * .02f / 2);
  const float scale = 127.5f / sqrtf(sx * sx + sy * sy + 1);
  atlas[item] = (int)0xFF000000 | channel(sx * scale) << 16 | channel(sy * scale) << 8
                | channel(scale);
}
