package io.orfeas.launcher.proof;

import java.util.List;

/** One question about a machine with a GPU. */
interface Section {
  /** How it is asked for on the command line. */
  String name();

  /** Heading in the report. */
  String title();

  /** What must hold; empty where there are only figures. */
  String mark();

  /** Options of the Java that it runs in. */
  default List<String> javaOptions() {
    return List.of();
  }

  /**
   * Answers it; may take minutes.
   *
   * @throws Exception whatever goes wrong, which becomes the answer
   */
  Finding run(ProofSettings settings) throws Exception;
}
