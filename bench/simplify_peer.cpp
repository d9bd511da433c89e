// Native meshoptimizer alone: reads "vertices, indices, xyz..., indices..." (32-bit, little-endian) from a file,
// simplifies to a number of indices a number of times, and prints the milliseconds of each run.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>
#include <meshoptimizer.h>

int main(int argc, char** argv) {
  if (argc != 4) return fprintf(stderr, "usage: %s MESH TARGET_INDICES RUNS\n", argv[0]), 2;
  FILE* file = fopen(argv[1], "rb");
  uint32_t counts[2];
  if (!file || fread(counts, sizeof counts, 1, file) != 1) return perror(argv[1]), 1;
  std::vector<float> positions(3 * size_t(counts[0]));
  std::vector<uint32_t> indices(counts[1]), result(counts[1]);
  if (fread(positions.data(), 4, positions.size(), file) != positions.size() ||
      fread(indices.data(), 4, indices.size(), file) != indices.size()) return perror(argv[1]), 1;
  fclose(file);
  const size_t target = strtoull(argv[2], nullptr, 10);
  for (int run = 0; run <= atoi(argv[3]); run++) {
    auto start = std::chrono::steady_clock::now();
    meshopt_simplify(result.data(), indices.data(), indices.size(), positions.data(), counts[0], 12, target, 1e9f, 0, nullptr);
    std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    if (run > 0) printf("%.3f\n", took.count());  // the first one warms up
  }
}
